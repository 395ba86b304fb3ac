import { useState } from 'react';
import { Alert, Container } from '@backstage/ui';
import { SourceLine, SourceLinePlaceholder } from '../components/SourceLine';
import { describeError } from '../data/describeError';
import { useDebounced } from '../data/useDebounced';
import { EmptyFleet } from './EmptyFleet';
import { FleetFailure } from './FleetFailure';
import { FleetFilters, NO_FILTERS, type Filters } from './FleetFilters';
import { FleetList, type FleetSort } from './FleetList';
import { FleetTotals } from './FleetTotals';
import { NewEndpointLink } from './NewEndpointLink';
import { useFleet } from './useFleet';
import styles from './FleetPage.module.css';

const SEARCH_REST_MILLISECONDS = 250;

/** Everything that serves a model, what needs attention first. */
export function FleetPage(props: { refreshSeconds: number; pageSize: number }) {
  const { refreshSeconds, pageSize } = props;
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const [sort, setSort] = useState<FleetSort>({ sort: 'attention' });
  // The cursors that led here; the last one is the page on screen.
  const [cursors, setCursors] = useState<string[]>([]);
  const search = useDebounced(filters.search.trim(), SEARCH_REST_MILLISECONDS);
  const fleet = useFleet(
    {
      owner: filters.owner,
      acceleratorClass: filters.acceleratorClass,
      phase: filters.phase,
      search: search || undefined,
      ...sort,
      limit: pageSize,
      cursor: cursors[cursors.length - 1],
    },
    { refreshSeconds },
  );
  const { data, error } = fleet;
  const failure = error ? describeError(error) : undefined;
  const filtered =
    filters !== NO_FILTERS && Object.values(filters).some(Boolean);

  const changeFilters = (next: Filters) => {
    setFilters(next);
    setCursors([]);
  };

  return (
    <Container className={styles.page}>
      <div className={styles.top}>
        {data ? (
          <SourceLine
            status={data.source}
            updatedAt={fleet.dataUpdatedAt}
            refreshSeconds={refreshSeconds}
          />
        ) : (
          <SourceLinePlaceholder />
        )}
        <NewEndpointLink />
      </div>
      {failure ? (
        <FleetFailure
          failure={failure}
          shownFrom={data ? fleet.dataUpdatedAt : undefined}
          onRetry={() => fleet.refetch()}
        />
      ) : null}
      {data?.source.state === 'error' || data?.source.state === 'stale' ? (
        <Alert
          status="warning"
          icon
          title="The signal source does not answer: figures below are the last known ones"
          description={data.source.message}
        />
      ) : null}
      {failure && !data ? null : (
        <>
          <FleetTotals totals={data?.totals} />
          <FleetFilters value={filters} onChange={changeFilters} />
          {data && data.totalItems === 0 ? (
            <EmptyFleet
              filtered={filtered}
              onClear={() => changeFilters(NO_FILTERS)}
            />
          ) : (
            <FleetList
              fleet={data}
              isStale={fleet.isPlaceholderData}
              sort={sort}
              onSortChange={next => {
                setSort(next);
                setCursors([]);
              }}
              pageSize={pageSize}
              pageIndex={cursors.length}
              onNext={cursor => setCursors([...cursors, cursor])}
              onPrevious={() => setCursors(cursors.slice(0, -1))}
            />
          )}
        </>
      )}
    </Container>
  );
}
