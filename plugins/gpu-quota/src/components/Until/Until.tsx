import { DateTime } from 'luxon';
import { RelativeTime } from '../RelativeTime';

/** A date something ends on and how far away that is: "31 Mar 2026, in 29 d". */
export function Until(props: { at: string }) {
  const { at } = props;
  const time = DateTime.fromISO(at);
  return (
    <span>
      {time.isValid && `${time.toFormat('d LLL yyyy')}, `}
      <RelativeTime at={at} />
    </span>
  );
}
