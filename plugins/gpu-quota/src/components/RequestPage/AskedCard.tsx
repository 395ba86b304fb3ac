import {
  available as free,
  type Evidence,
  type QuotaRequestDetail,
} from '@golden-path/plugin-gpu-quota-common';
import { Text } from '@backstage/ui';
import { Quiet } from '../Quiet';
import type { ReactNode } from 'react';
import { formatMoney } from '@golden-path/plugin-inference-common';
import { formatMoneyChange } from '../../format/formatMoneyChange';
import { EntityTitle } from '../EntityTitle';
import { Rows, type RowsColumn } from '../Rows';
import { StateBadge } from '../StateBadge';
import { Until } from '../Until';
import { SectionCard } from './SectionCard';
import styles from './AskedCard.module.css';

type Change = { id: string; name: string; now: ReactNode; after: ReactNode };

const columns: RowsColumn<Change>[] = [
  { id: 'name', label: 'What', isRowHeader: true, cell: row => row.name },
  { id: 'now', label: 'Now', align: 'end', cell: row => row.now },
  { id: 'after', label: 'After', align: 'end', cell: row => row.after },
];

/**
 * Granted devices before the request took effect: today's while it waits, those it met once it is decided and for who
 * may not see today's.
 */
function grantedBefore(request: QuotaRequestDetail): number {
  return request.state === 'pending' && request.quotaNow
    ? request.quotaNow.granted
    : request.evidence.quota.granted;
}

/** Devices of the grant that a renewal takes the place of, by what it adds to the class's pool. */
function replacedBy(request: QuotaRequestDetail): number {
  const { pool } = request.evidence;
  return request.renews && pool
    ? request.count - (pool.promisedAfter - pool.promised)
    : 0;
}

function quotaChange(request: QuotaRequestDetail): Change {
  const before = grantedBefore(request);
  const replaced = replacedBy(request);
  const granted = {
    pending: request.count - replaced,
    approved: (request.grantedCount ?? request.count) - replaced,
    'partially-approved': (request.grantedCount ?? replaced) - replaced,
    denied: 0,
    withdrawn: 0,
    expired: 0,
  }[request.state];
  return {
    id: 'quota',
    name: 'Team’s quota, devices',
    now: before,
    after: <strong>{before + granted}</strong>,
  };
}

/** Free devices in the quota. Only while it waits: afterwards the quota moves on. */
function headroomChange(request: QuotaRequestDetail): Change[] {
  if (request.state !== 'pending' || !request.quotaNow) return [];
  const { granted, reserved, available } = request.quotaNow;
  const after = granted + request.count - replacedBy(request);
  return [
    {
      id: 'headroom',
      name: 'Free in it, devices',
      now: available,
      after: <strong>{free({ granted: after, reserved })}</strong>,
    },
  ];
}

function costChange(cost: NonNullable<Evidence['cost']>): Change {
  const change = formatMoneyChange(cost.monthlyNow, cost.monthlyAfter);
  const isMore = cost.monthlyAfter.amountMinor > cost.monthlyNow.amountMinor;
  return {
    id: 'cost',
    name: 'Cost per month, as asked',
    now: formatMoney(cost.monthlyNow),
    after: (
      <span>
        <strong>{formatMoney(cost.monthlyAfter)}</strong>{' '}
        {change && (
          <StateBadge tone={isMore ? 'negative' : 'positive'}>
            {change}
          </StateBadge>
        )}
      </span>
    ),
  };
}

/** The cost at today's price and quota, where it is another than when it was asked. */
function costNow(request: QuotaRequestDetail): string | undefined {
  const asked = request.evidence.cost;
  const now = request.evidenceNow?.cost;
  if (request.state !== 'pending' || !now) {
    return undefined;
  }
  const words = `${formatMoney(now.monthlyNow)} → ${formatMoney(
    now.monthlyAfter,
  )}`;
  return asked &&
    words ===
      `${formatMoney(asked.monthlyNow)} → ${formatMoney(asked.monthlyAfter)}`
    ? undefined
    : ` Today the cost per month would be ${words}.`;
}

/** What the team holds, in sentences. */
function standing({ evidence: { quota }, quotaNow }: QuotaRequestDetail) {
  if (!quotaNow) {
    return `When it asked, the team reserved ${quota.reserved} of ${quota.granted}. You may not see what it holds now.`;
  }
  const { granted, reserved, waiting } = quotaNow;
  const waits =
    waiting > 0
      ? `, and ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for quota`
      : '';
  const before =
    quota.granted === granted ? '' : ` When it asked, it had ${quota.granted}.`;
  return `The team now reserves ${reserved} of ${granted}${waits}.${before}`;
}

/** The request in its maker's words, and what it changes. */
export function AskedCard(props: { request: QuotaRequestDetail }) {
  const { request } = props;
  const { cost } = request.evidence;
  const changes = [
    quotaChange(request),
    ...headroomChange(request),
    ...(cost ? [costChange(cost)] : []),
  ];
  return (
    <SectionCard title="Asked">
      <div className={styles.root}>
        <blockquote className={styles.reason}>“{request.reason}”</blockquote>
        {request.endpoint && (
          <Text as="p">
            For <EntityTitle entityRef={request.endpoint} />
          </Text>
        )}
        <Text as="p">
          {request.until ? (
            <>
              Until <Until at={request.until} />; then the devices go back.
            </>
          ) : (
            'For good, without an end.'
          )}
          {request.renews && ' It lets a grant go on that would end.'}
        </Text>
        <Rows
          caption="What the request changes"
          columns={columns}
          rows={changes}
          neverStacks
          rowKey={row => row.id}
        />
        <Quiet small>
          {cost
            ? 'Accelerators only, at list price, 730 hours a month. '
            : 'The class has no list price, so the cost is not known. '}
          {standing(request)}
          {costNow(request)}
        </Quiet>
      </div>
    </SectionCard>
  );
}
