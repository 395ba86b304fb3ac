import { RelativeTime } from '../RelativeTime';

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** A date something ends on and how far away that is: "31 Mar 2026, in 29 d". */
export function Until(props: { at: string }) {
  const { at } = props;
  const time = Date.parse(at);
  return (
    <span>
      {!Number.isNaN(time) && `${day.format(time)}, `}
      <RelativeTime at={at} />
    </span>
  );
}
