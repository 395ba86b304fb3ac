import {
  Table,
  TablePagination,
  useBreakpoint,
  type ColumnConfig,
  type SortDescriptor,
  Cell,
} from '@backstage/ui';
import type { EndpointSummary, Fleet } from '../api/types';
import { EntityLink } from '../components/EntityLink';
import { EndpointCards } from './EndpointCards';
import {
  CostFigure,
  DevicesFigure,
  GpuFigure,
  LatencyFigure,
  PhaseFigure,
  VerdictFigure,
} from './EndpointFigures';
import styles from './FleetList.module.css';

/** Order of the fleet; attention first unless the reader chose otherwise. */
export type FleetSort = {
  sort: 'attention' | 'name' | 'owner' | 'gpuUtilization' | 'costPerHour';
  order?: 'asc' | 'desc';
};

type Row = EndpointSummary & { id: string };

const COLUMNS: ColumnConfig<Row>[] = [
  {
    id: 'name',
    label: 'Endpoint',
    isRowHeader: true,
    isSortable: true,
    cell: row => (
      <Cell>
        <span className={styles.name}>
          <EntityLink entityRef={row.entityRef} title={row.title ?? row.name} />
          <span className={styles.owner}>
            <EntityLink entityRef={row.ownerRef} defaultKind="group" />
          </span>
        </span>
      </Cell>
    ),
  },
  {
    id: 'attention',
    label: 'Verdict',
    isSortable: true,
    cell: row => (
      <Cell>
        <VerdictFigure endpoint={row} />
      </Cell>
    ),
  },
  {
    id: 'phase',
    label: 'Phase',
    cell: row => (
      <Cell>
        <PhaseFigure endpoint={row} />
      </Cell>
    ),
  },
  {
    id: 'devices',
    label: 'Class × devices',
    cell: row => (
      <Cell>
        <DevicesFigure endpoint={row} />
      </Cell>
    ),
  },
  {
    id: 'gpuUtilization',
    label: 'GPU',
    isSortable: true,
    cell: row => (
      <Cell>
        <GpuFigure endpoint={row} />
      </Cell>
    ),
  },
  {
    id: 'latency',
    label: 'TTFT p95',
    cell: row => (
      <Cell>
        <LatencyFigure endpoint={row} />
      </Cell>
    ),
  },
  {
    id: 'costPerHour',
    label: 'Cost',
    isSortable: true,
    cell: row => (
      <Cell>
        <CostFigure endpoint={row} />
      </Cell>
    ),
  },
];

const SORTABLE: FleetSort['sort'][] = [
  'attention',
  'name',
  'owner',
  'gpuUtilization',
  'costPerHour',
];

/** The order the backend takes when none is asked for: what people look for first. */
const NATURAL_ORDER: Record<FleetSort['sort'], 'asc' | 'desc'> = {
  attention: 'asc',
  name: 'asc',
  owner: 'asc',
  gpuUtilization: 'asc',
  costPerHour: 'desc',
};

function toDescriptor({ sort, order }: FleetSort): SortDescriptor {
  const direction = order ?? NATURAL_ORDER[sort];
  return {
    column: sort,
    direction: direction === 'asc' ? 'ascending' : 'descending',
  };
}

/** Another column starts in its natural order; the same one turns around. */
function fromDescriptor(
  descriptor: SortDescriptor,
  current: FleetSort,
): FleetSort {
  const sort = SORTABLE.find(id => id === descriptor.column) ?? 'attention';
  return sort === current.sort
    ? { sort, order: descriptor.direction === 'ascending' ? 'asc' : 'desc' }
    : { sort };
}

/** The endpoints of one page: a table, or cards where a table would be too wide. */
export function FleetList(props: {
  fleet?: Fleet;
  isStale: boolean;
  sort: FleetSort;
  onSortChange: (sort: FleetSort) => void;
  pageSize: number;
  pageIndex: number;
  onNext: (cursor: string) => void;
  onPrevious: () => void;
}) {
  const { fleet, pageSize, pageIndex } = props;
  const narrow = useBreakpoint().down('sm');
  const nextCursor = fleet?.nextCursor;
  const pagination = {
    pageSize,
    pageSizeOptions: [],
    offset: pageIndex * pageSize,
    totalCount: fleet?.totalItems,
    hasNextPage: nextCursor !== undefined,
    hasPreviousPage: pageIndex > 0,
    onNextPage: () => {
      if (nextCursor !== undefined) {
        props.onNext(nextCursor);
      }
    },
    onPreviousPage: props.onPrevious,
  };
  if (narrow) {
    return (
      <div className={styles.cards}>
        <EndpointCards endpoints={fleet?.items} />
        {fleet ? <TablePagination {...pagination} /> : null}
      </div>
    );
  }
  return (
    <Table
      columnConfig={COLUMNS}
      data={fleet?.items.map(item => ({ ...item, id: item.entityRef }))}
      isPending={fleet === undefined}
      isStale={props.isStale}
      sort={{
        descriptor: toDescriptor(props.sort),
        onSortChange: descriptor =>
          props.onSortChange(fromDescriptor(descriptor, props.sort)),
      }}
      pagination={{ type: 'page', ...pagination }}
    />
  );
}
