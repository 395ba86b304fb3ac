import { formatAge } from '../../format/formatAge';
import { useNow } from './useNow';

export type RelativeTimeProps = {
  /** RFC 3339. */
  at: string;
  /** `ago`: "2 h ago"; `for`: "for 2 h"; `bare`: "2 h". A time ahead reads "in 2 h" whatever the form. */
  form?: 'ago' | 'for' | 'bare';
};

/** A time relative to now, with the absolute one on hover and for machines. */
export function RelativeTime(props: RelativeTimeProps) {
  const { at, form = 'ago' } = props;
  const now = useNow();
  const time = Date.parse(at);
  if (Number.isNaN(time)) {
    return <>at an unknown time</>;
  }
  const difference = now - time;
  const age = formatAge(Math.abs(difference));
  const words = { ago: `${age} ago`, for: `for ${age}`, bare: age };
  return (
    <time
      dateTime={at}
      title={new Date(time).toLocaleString(undefined, {
        dateStyle: 'long',
        timeStyle: 'long',
      })}
    >
      {difference < 0 ? `in ${age}` : words[form]}
    </time>
  );
}
