// Years of quota history, written by the database itself: requests with their decisions, and audit events in whole chains.

const CLASS = 'h100-80g';
export const TEAMS = 200;
/** The team whose pages are measured; it has the same requests in every history. */
export const TEAM = 'group:default/chat';
const TEAM_PENDING = 60;
const TEAM_REQUESTS = 100;
const EVENTS_PER_REQUEST = 3;

/** Writes requests and their decisions: `TEAM`'s hundred in the middle, the others spread over all other teams. */
export async function writeRequests(knex, { requests }) {
  const others = requests - TEAM_REQUESTS;
  const insert = async ({ count, team, state }) => {
    if (count === 0) return;
    await knex.raw(
      `with filed as (
         insert into quota_requests
           (team, accelerator_class, count, granted_count, reason, state, stages, waiting_on, requested_by, evidence, created_at, updated_at)
         select ${team}, '${CLASS}', 1 + n % 8, case when ${state} = 'approved' then 1 + n % 8 end,
           'More traffic than was planned for, number ' || n, ${state}, '{lead}',
           case when ${state} = 'pending' then 'lead' end, 'user:default/ana',
           '{"quota":{"granted":12,"reserved":9,"waiting":2}}', now() - n * interval '1 minute', now()
         from generate_series(1, ?::int) n returning id, state, count)
       insert into quota_decisions (request_id, stage, outcome, granted_count, reason, decided_by, decided_at)
       select id, 'lead', state, case when state = 'approved' then count end, 'As agreed', 'user:default/lead', now()
       from filed where state <> 'pending'`,
      [count],
    );
  };
  const decided = `case n % 3 when 0 then 'denied' else 'approved' end`;
  const spread = {
    team: `'group:default/team-' || n % ${TEAMS - 1}`,
    // One in fifty waits.
    state: `case when n % 50 = 0 then 'pending' else ${decided} end`,
  };
  await insert({ ...spread, count: Math.floor(others / 2) });
  await insert({ count: TEAM_PENDING, team: `'${TEAM}'`, state: `'pending'` });
  await insert({
    count: TEAM_REQUESTS - TEAM_PENDING,
    team: `'${TEAM}'`,
    state: decided,
  });
  await insert({ ...spread, count: Math.ceil(others / 2) });
  await knex.raw(
    `insert into quota_ledger (team, accelerator_class, granted) select distinct team, accelerator_class, 12 from quota_requests
     on conflict do nothing`,
  );
}

/** Writes each team's chain link by link, all teams at once. The first events of `TEAM` are those of its requests. */
export async function writeAudit(knex, { events }) {
  const { rows: indexes } = await knex.raw(
    `select indexname, indexdef from pg_indexes
     where tablename = 'quota_audit_events' and indexname <> 'quota_audit_events_pkey'`,
  );
  for (const { indexname } of indexes) {
    await knex.raw('drop index ??', [indexname]);
  }
  const hash = (prev, seq, body) =>
    `encode(sha256(convert_to(${prev} || chr(10) || ${seq} || chr(10) || ${body}, 'UTF8')), 'hex')`;
  const body = (team, seq) => `
    '{"action":"request.filed","actor":"user:default/ana","at":"2026-11-20T10:00:00.000Z","data":{"acceleratorClass":"${CLASS}","count":2,"endpoint":"component:default/endpoint-' || ${seq} || '"},"subject":"'
    || case when ${team} = '${TEAM}' and ${seq} <= ${
    TEAM_REQUESTS * EVENTS_PER_REQUEST
  }
       then 'request:' || (first.id + (${seq} - 1) / ${EVENTS_PER_REQUEST})
       else 'reservation:' || md5(${team} || ${seq} / 3)::uuid end
    || '","team":"' || ${team} || '"}'`;
  await knex.raw(
    `with recursive first as (select min(id) as id from quota_requests where team = '${TEAM}'),
     teams as (
       select '${TEAM}' as team union all
       select 'group:default/team-' || n from generate_series(0, ${TEAMS - 2}) n
     ),
     chain as (
       select team, 1 as seq, b.body, repeat('0', 64) as prev_hash, ${hash(
         `repeat('0', 64)`,
         `'1'`,
         'b.body',
       )} as hash
       from teams, first, lateral (select ${body('team', '1')} as body) b
       union all
       select c.team, c.seq + 1, b.body, c.hash, ${hash(
         'c.hash',
         '(c.seq + 1)::text',
         'b.body',
       )}
       from chain c, first, lateral (select ${body(
         'c.team',
         '(c.seq + 1)',
       )} as body) b
       where c.seq < ?::int
     )
     insert into quota_audit_events (team, seq, body, prev_hash, hash) select team, seq, body, prev_hash, hash from chain`,
    [events / TEAMS],
  );
  await knex.raw(
    `insert into quota_audit_heads (team, seq, prev_hash, hash)
     select team, seq, prev_hash, hash from quota_audit_events where seq = ?::int`,
    [events / TEAMS],
  );
  for (const { indexdef } of indexes) await knex.raw(indexdef);
}
