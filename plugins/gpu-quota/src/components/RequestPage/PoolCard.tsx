import type {
  PoolCapacity,
  PoolEvidence,
  QuotaRequestDetail,
} from '@golden-path/plugin-gpu-quota-common';
import { Fragment } from 'react';
import type { Tone } from '../../format/words';
import { EntityTitle } from '../EntityTitle';
import { Quiet } from '../Quiet';
import { RelativeTime } from '../RelativeTime';
import { Rows, type RowsColumn } from '../Rows';
import { StateBadge } from '../StateBadge';
import { SectionCard } from './SectionCard';
import styles from './PoolCard.module.css';

type Moment = { id: 'asked' | 'now'; name: string; pool: PoolEvidence };

const columns: RowsColumn<Moment>[] = [
  { id: 'name', label: 'As it was', isRowHeader: true, cell: row => row.name },
  {
    id: 'promised',
    label: 'Before',
    align: 'end',
    cell: row => row.pool.promised,
  },
  {
    id: 'after',
    label: 'After',
    align: 'end',
    cell: row => <strong>{row.pool.promisedAfter}</strong>,
  },
  {
    id: 'limit',
    label: 'Limit',
    align: 'end',
    cell: row => known(row.pool.capacity)?.limit ?? 'unknown',
  },
  {
    id: 'exist',
    label: 'Exist',
    align: 'end',
    cell: row => known(row.pool.capacity)?.devices ?? 'unknown',
  },
];

/** What granting the request in full does to the devices of the class that all teams share. */
export function PoolCard(props: { request: QuotaRequestDetail }) {
  const { evidence, evidenceNow, state } = props.request;
  const moments = momentsOf(evidence.pool, evidenceNow?.pool);
  const latest = moments.at(-1)?.pool;
  return (
    <SectionCard title="The class’s pool">
      {latest ? (
        <div className={styles.root}>
          <Quiet small>
            Devices promised to all teams, before and after this is granted in
            full; how many may be; how many exist.
          </Quiet>
          <Rows
            caption="Devices of the class promised to all teams, before and after"
            columns={columns}
            rows={moments}
            neverStacks
            rowKey={row => row.id}
          />
          <Verdict pool={latest} isPending={state === 'pending'} />
          <DepartmentVerdict pool={latest} isPending={state === 'pending'} />
          {moments.map(({ id, pool }) => (
            <CloseTeams
              key={id}
              close={pool.closeToLimit}
              when={id === 'now' ? 'Now' : 'When they asked'}
            />
          ))}
        </div>
      ) : (
        <Quiet>The request was made without figures on the class’s pool.</Quiet>
      )}
    </SectionCard>
  );
}

function known(capacity: PoolCapacity) {
  return capacity.state === 'known' ? capacity : undefined;
}

/** What the reader would see differ; not when it was counted. */
function figures(pool: PoolEvidence): string {
  const capacity = known(pool.capacity);
  return JSON.stringify([
    pool.promised,
    pool.promisedAfter,
    capacity?.limit,
    capacity?.devices,
    pool.closeToLimit,
    pool.department,
  ]);
}

function momentsOf(
  asked: PoolEvidence | undefined,
  now: PoolEvidence | undefined,
): Moment[] {
  const differs = now && (!asked || figures(asked) !== figures(now));
  return [
    ...(asked
      ? [{ id: 'asked' as const, name: 'When asked', pool: asked }]
      : []),
    ...(differs ? [{ id: 'now' as const, name: 'Now', pool: now }] : []),
  ];
}

function toVerdict(
  pool: PoolEvidence,
  capacity: { limit: number; room: number },
): { tone: Tone; label: string } {
  if (pool.promised > capacity.limit) {
    return {
      tone: 'negative',
      label: `over-promised by ${pool.promised - capacity.limit}`,
    };
  }
  if (pool.promisedAfter > capacity.limit) {
    return { tone: 'negative', label: 'does not fit in full' };
  }
  return { tone: 'positive', label: 'fits' };
}

/** Whether it fits, in words: the server refuses an approval that does not. */
function Verdict(props: { pool: PoolEvidence; isPending: boolean }) {
  const { pool, isPending } = props;
  const { capacity } = pool;
  if (capacity.state === 'unknown') {
    return (
      <p className={styles.line}>
        <StateBadge tone="warning">capacity unknown</StateBadge>{' '}
        {capacity.reason}
      </p>
    );
  }
  const { tone, label } = toVerdict(pool, capacity);
  const { room, overcommit, used, source, asOf } = capacity;
  return (
    <>
      <p className={styles.line}>
        {(isPending || pool.promised > capacity.limit) && (
          <>
            <StateBadge tone={tone}>{label}</StateBadge>{' '}
          </>
        )}
        {room === 0
          ? 'Nothing more can be promised.'
          : `Room for ${room} more to be promised.`}
      </p>
      <Quiet small>
        {overcommit !== 1 &&
          `The limit is what exists × overcommit ${overcommit}. `}
        {used !== undefined && `${used} allocated in the clusters. `}
        {source === 'cluster'
          ? 'Counted in the clusters'
          : 'As configured'}, <RelativeTime at={asOf} />.
      </Quiet>
    </>
  );
}

/** Whether it fits in what the team's department may hold, where that is limited. */
function DepartmentVerdict(props: { pool: PoolEvidence; isPending: boolean }) {
  const { pool, isPending } = props;
  if (!pool.department) return null;
  const { department, cap, promised, room } = pool.department;
  const fits = pool.promisedAfter - pool.promised <= room;
  return (
    <p className={styles.line}>
      {isPending && !fits && (
        <>
          <StateBadge tone="negative">does not fit in full</StateBadge>{' '}
        </>
      )}
      <EntityTitle entityRef={department} /> may hold {cap}: {promised} are
      promised, room for {room} more.
    </p>
  );
}

function CloseTeams(props: {
  close: PoolEvidence['closeToLimit'];
  when: string;
}) {
  const { close, when } = props;
  const hidden = close.count - close.teams.length;
  if (close.count === 0) {
    return <Quiet>{when}: no other team close to its limit.</Quiet>;
  }
  return (
    <Quiet>
      {when}, close to their limit:{' '}
      {close.teams.map(({ team, granted, reserved }, index) => (
        <Fragment key={team}>
          {index > 0 && ' · '}
          <EntityTitle entityRef={team} /> {reserved} of {granted}
        </Fragment>
      ))}
      {hidden > 0 &&
        (close.teams.length > 0
          ? ` · and ${hidden} that you may not see`
          : `${hidden}, which you may not see`)}
      .
    </Quiet>
  );
}
