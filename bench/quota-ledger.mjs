// Reservations per second in the database, beside the TPC-B-like transaction through the same driver and pool; and
// whether anything was sold twice, beside a check-then-write that does.
import { randomUUID } from 'node:crypto';
import { capture } from '../scripts/lib.mjs';
import { median, printTable } from './report.mjs';
import { drive, goal, load, loadPackage, withPostgres } from './quota/load.mjs';

const CONNECTIONS = 16;
const ROUNDS = 3;
const SECONDS = 4;
const TEAMS = 50;
const SCALE = 10;
const CLASS = 'h100-80g';
const CAP = 1_000;
const HOLD = `select quota_hold(?, ?, '${CLASS}', 1, ?, 'user:default/bench', now(), now(), now() + interval '1 day', ?, 'hash', ?, ?) as held`;

const team = number => `group:default/team-${number}`;

/** The tables of PostgreSQL's own benchmark, so that pgbench can run on them too. */
async function createTpcb(knex) {
  await knex.raw(`
    create table pgbench_branches (bid int primary key, bbalance int, filler char(88)) with (fillfactor = 100);
    create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84)) with (fillfactor = 100);
    create table pgbench_accounts (aid int primary key, bid int, abalance int, filler char(84)) with (fillfactor = 100);
    create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
    insert into pgbench_branches select n, 0 from generate_series(1, ${SCALE}) n;
    insert into pgbench_tellers select n, (n - 1) / 10 + 1, 0 from generate_series(1, ${
      SCALE * 10
    }) n;
    insert into pgbench_accounts select n, (n - 1) / 100000 + 1, 0, '' from generate_series(1, ${
      SCALE * 100_000
    }) n;
    analyze pgbench_branches, pgbench_tellers, pgbench_accounts;`);
}

const upTo = max => 1 + Math.floor(Math.random() * max);

async function tpcb(knex) {
  const aid = upTo(SCALE * 100_000);
  const bid = upTo(SCALE);
  const tid = upTo(SCALE * 10);
  const delta = upTo(10_001) - 5_001;
  await knex.transaction(async trx => {
    await trx.raw(
      'update pgbench_accounts set abalance = abalance + ? where aid = ?',
      [delta, aid],
    );
    await trx.raw('select abalance from pgbench_accounts where aid = ?', [aid]);
    await trx.raw(
      'update pgbench_tellers set tbalance = tbalance + ? where tid = ?',
      [delta, tid],
    );
    await trx.raw(
      'update pgbench_branches set bbalance = bbalance + ? where bid = ?',
      [delta, bid],
    );
    await trx.raw(
      'insert into pgbench_history (tid, bid, aid, delta, mtime) values (?, ?, ?, ?, current_timestamp)',
      [tid, bid, aid, delta],
    );
  });
}

function reservation(of) {
  const id = randomUUID();
  const now = new Date();
  return {
    id,
    team: of,
    acceleratorClass: CLASS,
    interruptible: false,
    count: 1,
    endpoint: `component:default/${id}`,
    createdBy: 'user:default/bench',
    createdAt: now,
    heldAt: now,
    expiresAt: new Date(now.getTime() + 86_400_000),
    idempotencyKey: id,
    bodyHash: 'hash',
    firstAnswer: JSON.stringify({ id, team: of, state: 'held' }),
  };
}

function eventOf(row) {
  return {
    team: row.team,
    at: row.createdAt,
    actor: row.createdBy,
    action: 'reservation.held',
    subject: `reservation:${row.id}`,
    data: { acceleratorClass: CLASS, count: 1, endpoint: row.endpoint },
  };
}

/** As the product does it where the team has the devices: nobody is told of it. */
async function reserve(database, of) {
  const row = reservation(of);
  return await database.hold(row, eventOf(row));
}

/** The same, and a message in the outbox in the same transaction. */
async function reserveAndTell(knex, auditBody, of) {
  const row = reservation(of);
  await knex.raw(
    `with h as (${HOLD})
     insert into quota_outbox (message, created_at, next_attempt_at) select ?::jsonb, now(), now() from h where held`,
    [
      row.id,
      of,
      row.endpoint,
      row.idempotencyKey,
      row.firstAnswer,
      auditBody(eventOf(row)),
      JSON.stringify({ payload: { title: row.id } }),
    ],
  );
}

/** What many programs do: look, then write what was computed from the look. */
async function checkThenWrite(knex, of) {
  return await knex.transaction(async trx => {
    const { rows } = await trx.raw(
      'select granted, reserved from naive_ledger where team = ?',
      [of],
    );
    const [{ granted, reserved }] = rows;
    if (reserved + 1 > granted) return false;
    await trx.raw('update naive_ledger set reserved = ? where team = ?', [
      reserved + 1,
      of,
    ]);
    await trx.raw('insert into naive_reservations values (?, ?)', [
      randomUUID(),
      of,
    ]);
    return true;
  });
}

/** 32 clients try to take 3 200 devices where there are 1 000. */
async function oversell(tryOnce) {
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      for (let index = 0; index < 100; index += 1) await tryOnce();
    }),
  );
}

async function soldTwice(knex, database) {
  const of = 'group:default/oversell';
  await knex('quota_ledger').insert({
    team: of,
    accelerator_class: CLASS,
    granted: CAP,
  });
  await knex.raw(
    'create table naive_ledger (team text primary key, granted int, reserved int)',
  );
  await knex.raw('create table naive_reservations (id uuid, team text)');
  await knex('naive_ledger').insert({ team: of, granted: CAP, reserved: 0 });
  await oversell(() => reserve(database, of));
  await oversell(() => checkThenWrite(knex, of));
  const count = async table =>
    Number((await knex(table).where({ team: of }).count('* as n'))[0].n);
  return {
    ours: await count('quota_reservations'),
    naive: await count('naive_reservations'),
  };
}

async function pgbench(connection) {
  try {
    const { code, output } = await capture('pgbench', [
      ...['--builtin=tpcb-like', '--no-vacuum', '--protocol=prepared'],
      ...[`--scale=${SCALE}`, `--client=${CONNECTIONS}`, '--jobs=2'],
      `--time=${SECONDS}`,
      connection,
    ]);
    const tps = /^tps = ([\d.]+)/m.exec(output);
    return code === 0 && tps ? Number(tps[1]) : undefined;
  } catch {
    // Not installed: its own figure is left out.
    return undefined;
  }
}

async function measure(connection) {
  const { QuotaDatabase } = load(
    'plugins/gpu-quota-backend/src/database/QuotaDatabase.ts',
  );
  const { auditBody } = load(
    'plugins/gpu-quota-backend/src/database/AuditStore.ts',
  );
  const knex = loadPackage('knex')({
    client: 'pg',
    connection,
    pool: { min: CONNECTIONS, max: CONNECTIONS },
  });
  try {
    const database = await QuotaDatabase.create({
      database: { getClient: async () => knex },
    });
    await createTpcb(knex);
    await knex('quota_ledger').insert(
      Array.from({ length: TEAMS + 1 }, (_, index) => ({
        team: team(index),
        accelerator_class: CLASS,
        granted: 10_000_000,
      })),
    );
    const spread = () => team(upTo(TEAMS));
    const hot = () => team(0);
    const contenders = {
      tpcb: () => tpcb(knex),
      hot: () => reserve(database, hot()),
      spread: () => reserve(database, spread()),
      hotTold: () => reserveAndTell(knex, auditBody, hot()),
      spreadTold: () => reserveAndTell(knex, auditBody, spread()),
    };
    const results = { pgbench: [] };
    for (const name of Object.keys(contenders)) results[name] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, call] of Object.entries(contenders)) {
        results[name].push(
          await drive({ connections: CONNECTIONS, seconds: SECONDS, call }),
        );
      }
      const own = await pgbench(connection);
      if (own) results.pgbench.push({ perSecond: own });
    }
    return { results, sold: await soldTwice(knex, database) };
  } finally {
    await knex.destroy();
  }
}

export async function run() {
  const { results, sold } = await withPostgres(measure);
  const of = (name, figure) => median(results[name].map(each => each[figure]));
  const row = (title, name, least) => {
    const ratio = of(name, 'perSecond') / of('tpcb', 'perSecond');
    return {
      '': title,
      'per second': Math.round(of(name, 'perSecond')),
      'median ms': of(name, 'medianMs')?.toFixed(1) ?? '–',
      'p95 ms': of(name, 'p95Ms')?.toFixed(1) ?? '–',
      'against TPC-B': `${ratio.toFixed(2)}×`,
      goal: least ? goal(ratio, least) : '',
    };
  };
  printTable(
    'quota-ledger',
    [
      row('TPC-B-like, through the same driver and pool', 'tpcb'),
      row('reserve, one hot team', 'hot', 0.5),
      row(`reserve, ${TEAMS} teams`, 'spread', 2),
      row('reserve and tell, one hot team', 'hotTold', 0.5),
      row(`reserve and tell, ${TEAMS} teams`, 'spreadTold', 2),
    ],
    `${ROUNDS} rounds of ${SECONDS} s each, interleaved; ${CONNECTIONS} connections; fsync and synchronous_commit on. Reserve: quota row, reservation and chained audit event in one transaction, as the product does it; “and tell” adds a row in the outbox.${
      results.pgbench.length > 0
        ? ` pgbench itself, on the same tables: ${Math.round(
            of('pgbench', 'perSecond'),
          )} per second.`
        : ''
    }`,
  );
  printTable(
    'quota-ledger: 3 200 tries to take one of 1 000 devices, 32 at a time',
    [
      {
        '': 'reserve',
        'handed out': sold.ours,
        oversold: sold.ours - CAP,
        goal: sold.ours === CAP ? 'met (0)' : 'MISSED (0)',
      },
      {
        '': 'naive check-then-write',
        'handed out': sold.naive,
        oversold: sold.naive - CAP,
        goal: '',
      },
    ],
  );
}
