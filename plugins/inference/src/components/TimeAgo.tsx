import { useNow } from '../data/clock';
import { formatAbsolute, formatRelative } from '../format/format';

/** `4 min ago` or `in 6 h`, with the exact moment on hover. */
export function TimeAgo(props: { at: string | number }) {
  const now = useNow();
  const at = new Date(props.at).toISOString();
  return (
    <time dateTime={at} title={formatAbsolute(at)}>
      {formatRelative(at, now)}
    </time>
  );
}
