import type { Reservation } from '@golden-path/plugin-gpu-quota-common';
import { requestStates, stageOwner } from '../../format/words';
import { RelativeTime } from '../RelativeTime';
import { RequestLink } from '../RequestLink';

/** The request a reservation waits for, and who has it: "request 12, with the team lead for 2 h". */
export function WaitingFor(props: {
  request: NonNullable<Reservation['request']>;
}) {
  const { id, state, waitingOn, createdAt } = props.request;
  const link = <RequestLink id={id} lowerCase />;
  if (!waitingOn) {
    return (
      <span>
        {link}, {requestStates[state].label}
      </span>
    );
  }
  // Only the first stage has had the request since it was made.
  return waitingOn === 'lead' ? (
    <span>
      {link}, with {stageOwner.lead} <RelativeTime at={createdAt} form="for" />
    </span>
  ) : (
    <span>
      {link}, with {stageOwner[waitingOn]}, asked{' '}
      <RelativeTime at={createdAt} />
    </span>
  );
}
