import type { SourceStatus } from '../api/types';
import { formatSpan } from '../format/format';
import { StatusBadge } from './StatusBadge';
import { TimeAgo } from './TimeAgo';
import styles from './SourceLine.module.css';

/** `Updated 12 s ago · every 15 s`, or what is wrong with the source of the figures. */
export function SourceLine(props: {
  status: SourceStatus;
  updatedAt: number;
  refreshSeconds: number;
}) {
  const { status } = props;
  const at = status.asOf ?? props.updatedAt;
  if (status.state === 'not-configured') {
    return (
      <p className={styles.line}>
        No signal source is set up, so there are no figures.
      </p>
    );
  }
  return (
    <p className={styles.line}>
      {status.state === 'ok' ? null : (
        <StatusBadge tone="warning">
          {status.state === 'stale' ? 'Stale' : 'Source does not answer'}
        </StatusBadge>
      )}
      <span>
        {status.state === 'error' && !status.asOf ? (
          'never answered'
        ) : (
          <>
            {status.state === 'ok' ? 'Updated' : 'last figures'}{' '}
            <TimeAgo at={at} />
          </>
        )}{' '}
        · every {formatSpan(props.refreshSeconds)}
      </span>
    </p>
  );
}

/** Keeps the line's place until there is something to say. */
export function SourceLinePlaceholder() {
  return <p className={styles.line}>Loading figures…</p>;
}
