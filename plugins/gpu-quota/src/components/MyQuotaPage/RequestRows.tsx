import type { QuotaRequest } from '@golden-path/plugin-gpu-quota-common';
import { Quiet } from '../Quiet';
import { stageOwner } from '../../format/words';
import { ClassTitle, EntityTitle } from '../EntityTitle';
import { RelativeTime } from '../RelativeTime';
import { RequestLink } from '../RequestLink';
import { RequestStateBadge } from '../RequestStateBadge';
import { StateBadge } from '../StateBadge';
import { Rows, type RowsColumn } from '../Rows';

/** Whom a pending request waits for; a question to the reader stands out. */
function Waits(props: { request: QuotaRequest }) {
  const { waitingOn, awaitingRequester, can, requestedBy } = props.request;
  if (can.answer) {
    return <StateBadge tone="warning">question for you</StateBadge>;
  }
  if (awaitingRequester) {
    return (
      <>
        with <EntityTitle entityRef={requestedBy} />, for an answer
      </>
    );
  }
  return <>{waitingOn && `with ${stageOwner[waitingOn]}`}</>;
}

const columns: RowsColumn<QuotaRequest>[] = [
  {
    id: 'request',
    label: 'Request',
    isRowHeader: true,
    cell: row => <RequestLink id={row.id} />,
  },
  {
    id: 'what',
    label: 'Asked for',
    cell: row => (
      <span>
        {row.count} × <ClassTitle acceleratorClass={row.acceleratorClass} />
      </span>
    ),
  },
  {
    id: 'state',
    label: 'State',
    cell: row => (
      <span>
        <RequestStateBadge request={row} /> <Waits request={row} />
      </span>
    ),
  },
  {
    id: 'by',
    label: 'By',
    cell: row => (
      <span>
        <EntityTitle entityRef={row.requestedBy} />,{' '}
        <RelativeTime at={row.createdAt} />
      </span>
    ),
  },
];

/** The requests made for a team, newest first. */
export function RequestRows(props: { team: string; requests: QuotaRequest[] }) {
  const { team, requests } = props;
  if (requests.length === 0) {
    return (
      <Quiet>
        Nobody has asked for quota for {team} yet. “Request quota” above does.
      </Quiet>
    );
  }
  return (
    <Rows
      caption={`Requests of ${team}`}
      columns={columns}
      rows={requests}
      rowKey={row => String(row.id)}
    />
  );
}
