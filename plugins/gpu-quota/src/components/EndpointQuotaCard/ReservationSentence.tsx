import type { Reservation } from '@golden-path/plugin-gpu-quota-common';
import { ClassTitle } from '../EntityTitle';
import { RelativeTime } from '../RelativeTime';
import { WaitingFor } from '../WaitingFor';

/** A reservation's state as a sentence: "4 × NVIDIA H100 80 GB reserved, active". */
export function ReservationSentence(props: { reservation: Reservation }) {
  const { state, count, acceleratorClass, expiresAt, request, createdAt } =
    props.reservation;
  const { wanted, missingSince, borrowed, interruptedAt } = props.reservation;
  const what = (
    <>
      {count} × <ClassTitle acceleratorClass={acceleratorClass} />
    </>
  );
  const lent = borrowed ? (
    <>
      ; {borrowed} of them borrowed, until{' '}
      {borrowed === 1 ? 'its owner needs it' : 'their owners need them'}
    </>
  ) : null;
  switch (state) {
    case 'active':
      return (
        <>
          <strong>{what} reserved</strong>, active
          {lent}
          {missingSince && (
            <>
              ; the endpoint is gone from the catalog since{' '}
              <RelativeTime at={missingSince} />, and they are given back soon
            </>
          )}
          {wanted !== undefined && (
            <>
              . The endpoint needs {wanted}
              {request && (
                <>
                  : <WaitingFor request={request} />
                </>
              )}
            </>
          )}
        </>
      );
    case 'held':
      return (
        <>
          <strong>{what} reserved</strong>,{' '}
          {missingSince
            ? 'but the endpoint in the catalog is another team’s'
            : 'held until the endpoint is in the catalog'}
          {expiresAt && (
            <>
              ; given back <RelativeTime at={expiresAt} />
              {!missingSince && ' if it does not come'}
            </>
          )}
          {lent}
        </>
      );
    case 'waiting':
      if (interruptedAt) {
        return (
          <>
            <strong>Interrupted</strong> <RelativeTime at={interruptedAt} />:
            what it had borrowed was called back. It goes on by itself when{' '}
            {what} are free.
          </>
        );
      }
      return request ? (
        <>
          <strong>Waiting for quota</strong>: <WaitingFor request={request} />.
          It needs {what}.
        </>
      ) : (
        <>
          <strong>Waiting for quota</strong>: {what}, since{' '}
          <RelativeTime at={createdAt} />
        </>
      );
    case 'expired':
      return (
        <>
          The reservation of {what} was never used and <strong>expired</strong>.
          Nothing is reserved now.
        </>
      );
    default:
      return (
        <>
          {what} were <strong>released</strong>. Nothing is reserved now.
        </>
      );
  }
}
