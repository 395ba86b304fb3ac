import { Alert, Button, Skeleton } from '@backstage/ui';
import type { ReactNode } from 'react';
import { describeError, isForbidden } from '../../api/describeError';
import { formatAge } from '../../format/formatAge';
import { useNow } from '../RelativeTime';
import styles from './QueryView.module.css';

/** What this view needs of a query, whichever library hook it came from. */
export type ViewedQuery<T> = {
  data: T | undefined;
  error: Error | null;
  dataUpdatedAt: number;
  isFetching: boolean;
  refetch: () => Promise<unknown>;
};

export type QueryViewProps<T> = {
  query: ViewedQuery<T>;
  /** What is shown, as it reads after "the": "quota of Support assist". */
  what: string;
  /** Lines of the skeleton: as tall as the content usually is, so that nothing jumps. */
  lines?: number;
  children: (data: T) => ReactNode;
};

/** Loading, failed, stale or there: the four things a query can be, shown the same way everywhere. */
export function QueryView<T>(props: QueryViewProps<T>) {
  const { query, what, lines = 3, children } = props;
  if (query.data !== undefined) {
    return (
      <>
        {query.error && <Stale query={query} what={what} />}
        {children(query.data)}
      </>
    );
  }
  if (query.error) {
    return <Failed query={query} error={query.error} what={what} />;
  }
  return (
    <div role="status" aria-label={`Loading the ${what}`}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={styles.line} height={24} width="100%" />
      ))}
    </div>
  );
}

function Retry(props: { query: ViewedQuery<unknown> }) {
  return (
    <Button
      size="small"
      variant="tertiary"
      onPress={() => props.query.refetch()}
    >
      {props.query.isFetching ? 'Trying…' : 'Try again'}
    </Button>
  );
}

function Failed(props: {
  query: ViewedQuery<unknown>;
  error: Error;
  what: string;
}) {
  const { query, error, what } = props;
  const forbidden = isForbidden(error);
  return (
    <Alert
      role="alert"
      status={forbidden ? 'info' : 'danger'}
      icon
      title={
        forbidden ? `You may not see the ${what}` : `Could not load the ${what}`
      }
      description={describeError(error)}
      customActions={forbidden ? undefined : <Retry query={query} />}
    />
  );
}

function Stale(props: { query: ViewedQuery<unknown>; what: string }) {
  const { query, what } = props;
  const now = useNow();
  const age = formatAge(Math.max(0, now - query.dataUpdatedAt));
  return (
    <Alert
      role="status"
      status="warning"
      icon
      className={styles.stale}
      title={`Could not refresh the ${what}; shown as of ${age} ago`}
      description={query.error ? describeError(query.error) : undefined}
      customActions={<Retry query={query} />}
    />
  );
}
