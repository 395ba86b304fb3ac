import type { Knex } from 'knex';
import { QuotaDatabase } from '../../database/QuotaDatabase';
import { AuditVerifier } from '../../service/AuditVerifier';
import type { Fact } from './operations';
import type { Receiver } from './Receiver';

/** Something that must always be so: the query finds what is not. */
type Invariant = { says: string; violations: string };

/** True at every commit: looked at while the storm goes on, too. */
const ALWAYS: Invariant[] = [
  {
    says: 'reserved is the sum of held and active reservations',
    violations: `
      select * from (
        select team, accelerator_class, sum(count)::int as live from quota_reservations
        where state in ('held', 'active') group by team, accelerator_class
      ) r full join quota_ledger l using (team, accelerator_class)
      where coalesce(reserved + borrowed, -1) <> coalesce(live, 0)`,
  },
  {
    says: 'devices are taken only where enough are granted',
    violations: 'select * from chaos_oversold',
  },
  {
    says: 'granted is what live grants give',
    violations: `
      select * from (
        select team, accelerator_class, sum(remaining)::int as given from quota_grants
        where state = 'live' group by team, accelerator_class
      ) g full join quota_ledger l using (team, accelerator_class)
      where coalesce(granted, -1) <> coalesce(given, 0)`,
  },
  {
    says: 'a grant that ran out, and no other, has one event that says so',
    violations: `
      select g.id, g.state, g.ends_at, e.times from quota_grants g
      left join lateral (
        select count(*) as times from chaos_events where subject = 'grant:' || g.id and action = 'quota.ended'
      ) e on true
      where e.times <> case when g.state = 'ended' and g.returned < g.count then 1 else 0 end
        or (e.times > 0 and g.ended_at < g.ends_at)`,
  },
  {
    says: 'an approved request gave exactly what was approved, any other nothing',
    violations: `
      select q.id, q.state, q.granted_count, g.count from quota_requests q
      left join quota_grants g on g.origin = 'request:' || q.id
      where case when q.state in ('approved', 'partially-approved')
        then g.count is distinct from q.granted_count else g.id is not null end`,
  },
  {
    says: 'each stage of a decided request was decided once, by somebody else than who asked',
    violations: `
      select q.id, q.state, q.stages, d.decided, d.own from quota_requests q
      cross join lateral (
        select array_agg(stage order by id) as decided, bool_or(decided_by = q.requested_by) as own
        from quota_decisions where request_id = q.id
      ) d
      where d.own or (q.state in ('approved', 'partially-approved') and d.decided is distinct from q.stages)
        or (q.state = 'denied' and d.decided is null)`,
  },
  {
    says: 'an endpoint has at most one live reservation',
    violations: `
      select endpoint, count(*) from quota_reservations where state in ('waiting', 'held', 'active')
      group by endpoint having count(*) > 1`,
  },
  {
    says: 'a reservation is for an endpoint of its own team',
    violations: `
      select id, team, endpoint from quota_reservations
      where not starts_with(endpoint, 'component:default/' || split_part(team, '/', 2) || '-storm-')`,
  },
  {
    says: 'nothing waits that would fit',
    violations: `
      select r.id, r.count, l.* from quota_reservations r join quota_ledger l using (team, accelerator_class)
      where r.state = 'waiting' and r.count <= l.granted - l.reserved`,
  },
  {
    says: 'what waits is asked for, or somebody cut or denied that, withdrew it or let it expire; or it was interrupted',
    violations: `
      select r.id, r.count, q.id as request, q.state, q.count as asked, e.* from quota_reservations r
      left join quota_requests q on q.id = r.request_id
      left join lateral jsonb_to_record(q.evidence -> 'quota') as e (granted int, reserved int, waiting int) on true
      where r.state = 'waiting' and r.interrupted_at is null and (q.id is null or (
        q.state = 'approved'
        and q.count >= r.count - case when e.waiting > 0 then greatest(0, e.granted - e.reserved) else e.granted - e.reserved end
      ))`,
  },
  {
    says: 'nobody has to decide on what an endpoint does not need any more',
    violations: `
      select r.id, r.state, q.id as request from quota_reservations r join quota_requests q on q.id = r.request_id
      where q.state = 'pending' and r.state <> 'waiting' and (r.state <> 'active' or r.wanted is null)
        and q.count <= r.count`,
  },
  {
    says: 'live loans are what is lent and what is borrowed, and nobody borrows while its own are free',
    violations: `
      select * from (
        select lender as team, accelerator_class, sum(count)::int as given from quota_loans
        where state = 'live' group by 1, 2
      ) o full join (
        select borrower as team, accelerator_class, sum(count)::int as got from quota_loans
        where state = 'live' group by 1, 2
      ) g using (team, accelerator_class) full join quota_ledger l using (team, accelerator_class)
      where coalesce(lent, -1) <> coalesce(given, 0) or coalesce(borrowed, -1) <> coalesce(got, 0)
        or (borrowed > 0 and reserved + lent < granted)`,
  },
  {
    says: 'only interruptible reservations borrow, and only within the department',
    violations: `
      select q.*, l.department as now_in, r.state as reservation_state from quota_loans q
      join quota_ledger l on l.team = q.lender and l.accelerator_class = q.accelerator_class
      join quota_reservations r on r.id = q.reservation_id
      where q.state = 'live'
        and (l.department <> q.department or not r.interruptible or r.state not in ('held', 'active'))`,
  },
  {
    says: 'nothing interruptible waits that siblings could lend to a team within its quota',
    violations: `
      select r.id, r.count, i.idle from quota_reservations r join quota_ledger l using (team, accelerator_class)
      join (
        select department, accelerator_class, sum(greatest(0, granted - reserved - lent)) as idle from quota_ledger
        group by 1, 2
      ) i on i.department = l.department and i.accelerator_class = l.accelerator_class
      where r.state = 'waiting' and r.interruptible and r.count <= i.idle and l.reserved <= l.granted`,
  },
  {
    says: 'each change of state has exactly one audit event',
    violations: `
      select * from (select subject, count(*) as changes from chaos_changes group by subject) c
      full join (
        select body::json ->> 'subject' as subject, count(*) as events from quota_audit_events
        where body::json ->> 'subject' ~ '^(request|reservation):' group by 1
      ) e using (subject)
      where changes is distinct from events`,
  },
];

/** True when the storm is over and everything that was under way has come to rest. */
const AT_REST: Invariant[] = [
  {
    says: 'nothing is held beyond its lease',
    violations: `select id, expires_at from quota_reservations where state = 'held' and expires_at < now()`,
  },
  {
    says: 'nothing waits for a decision or is granted beyond its end',
    violations: `
      select id::text, expires_at as ended from quota_requests where state = 'pending' and expires_at < now() union all
      select id::text, ends_at from quota_grants where state <> 'ended' and ends_at < now()`,
  },
  {
    says: 'no message waits in the outbox',
    violations: 'select id, attempts, last_error from quota_outbox',
  },
];

async function violated(knex: Knex, invariants: Invariant[]) {
  const found: string[] = [];
  for (const { says, violations } of invariants) {
    const { rows } = await knex.raw<{ rows: unknown[] }>(violations);
    if (rows.length > 0) {
      found.push(
        `Not so: ${says}. ${rows.length} times, e.g. ${JSON.stringify(
          rows[0],
        )}`,
      );
    }
  }
  return found;
}

/** What is not as it must be at every commit. */
export async function violationsNow(knex: Knex): Promise<string[]> {
  return await violated(knex, ALWAYS);
}

/** Whether nothing is under way any more: messages delivered, and whatever ends has ended. */
export async function isAtRest(knex: Knex): Promise<boolean> {
  const { rows } = await knex.raw<{ rows: unknown[] }>(`
    select 1 from quota_outbox union all
    select 1 from quota_requests where state = 'pending' union all
    select 1 from quota_grants where state <> 'ended' and ends_at is not null union all
    select 1 from quota_reservations where state = 'held' limit 1`);
  return rows.length === 0;
}

/** How often something ended because its time had come, by action of the audit trail. */
export async function endedByTime(knex: Knex): Promise<Record<string, number>> {
  const rows: { action: string; times: number }[] = await knex('chaos_events')
    .whereIn('action', [
      'request.expired',
      'reservation.expired',
      'quota.ended',
    ])
    .groupBy('action')
    .select('action', knex.raw('count(*)::int as times'));
  return Object.fromEntries(rows.map(row => [row.action, row.times]));
}

/** How many reservations became active because their endpoint is in the catalog, by team. */
export async function activatedByTeam(
  knex: Knex,
): Promise<Record<string, number>> {
  const rows: { team: string; times: number }[] = await knex(
    'quota_audit_events',
  )
    .where({ action: 'reservation.active' })
    .groupBy('team')
    .select('team', knex.raw('count(*)::int as times'));
  return Object.fromEntries(rows.map(row => [row.team, row.times]));
}

/** What is not as it must be when all is over. */
export async function violationsAtRest(
  knex: Knex,
  receiver: Receiver,
): Promise<string[]> {
  return [
    ...(await violated(knex, [...ALWAYS, ...AT_REST])),
    ...(await brokenChains(knex)),
    ...(await badDeliveries(knex, receiver)),
  ];
}

async function brokenChains(knex: Knex): Promise<string[]> {
  const database = await QuotaDatabase.create({
    database: { getClient: async () => knex, migrations: { skip: true } },
  });
  const verdicts = await new AuditVerifier(database).verifyAll();
  return [...verdicts].flatMap(([team, verdict]) =>
    verdict.intact
      ? []
      : [`The audit chain of ${team} is broken: ${JSON.stringify(verdict)}`],
  );
}

async function badDeliveries(
  knex: Knex,
  receiver: Receiver,
): Promise<string[]> {
  const sent: { key: string; times: number }[] = await knex('chaos_messages')
    .select('key', knex.raw('count(*)::int as times'))
    .groupBy('key');
  const keys = new Set(sent.map(each => each.key));
  return [
    ...sent
      .filter(each => (receiver.deliveries.get(each.key) ?? 0) < each.times)
      .map(each => `A message was never delivered: ${each.key}`),
    ...receiver.applied
      .filter(key => !keys.has(key))
      .map(key => `Told of something that was rolled back: ${key}`),
    ...(new Set(receiver.applied).size === receiver.applied.length
      ? []
      : ['A message was applied twice']),
  ];
}

/** Answers whose promise the database does not keep. */
export async function lostFacts(knex: Knex, facts: Fact[]): Promise<Fact[]> {
  const lost: Fact[] = [];
  for (const fact of facts) {
    const rows = await knex(fact.table).where(fact.where).limit(2).select(1);
    if (rows.length !== 1) lost.push(fact);
  }
  return lost;
}
