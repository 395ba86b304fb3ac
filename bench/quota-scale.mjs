// What an approver waits for with years of history in the database, beside the same pages with a hundred requests.
import { step } from '../scripts/setup.mjs';
import { median, printTable } from './report.mjs';
import { TEAM, writeAudit, writeRequests } from './quota/history.mjs';
import { drive, load, loadPackage, withPostgres } from './quota/load.mjs';

const ROUNDS = 5;
const SECONDS = 1.5;
const MOST = 1.2;
const HISTORIES = {
  small: { requests: 100, events: 5_000 },
  large: { requests: 100_000, events: 5_000_000 },
};

/** A backend on a database of its own with so much history, and the calls that are measured. */
async function prepare(connection, name) {
  const { BackendProcess } = load(
    'plugins/gpu-quota-backend/src/__testUtils__/chaos/BackendProcess.ts',
  );
  const { QuotaDatabase } = load(
    'plugins/gpu-quota-backend/src/database/QuotaDatabase.ts',
  );
  const { AuditVerifier } = load(
    'plugins/gpu-quota-backend/src/service/AuditVerifier.ts',
  );
  const { mockCredentials } = loadPackage('@backstage/backend-test-utils');
  const { hostname, port, username, password } = new URL(connection);
  const server = {
    host: hostname,
    port: Number(port),
    user: username,
    password,
  };
  const backend = await BackendProcess.create({
    receiverUrl: 'http://127.0.0.1:9',
    config: {
      backend: {
        database: { client: 'pg', connection: server, prefix: `${name}_` },
      },
      gpuQuota: { platformGroup: 'group:default/platform' },
    },
  });
  const knex = loadPackage('knex')({
    client: 'pg',
    connection: { ...server, database: `${name}_gpu-quota` },
    pool: { min: 0, max: 2 },
  });
  try {
    await backend.start();
    const began = Date.now();
    await writeRequests(knex, HISTORIES[name]);
    await writeAudit(knex, HISTORIES[name]);
    await knex.raw('vacuum (analyze)');
    const loadedIn = (Date.now() - began) / 1_000;
    const database = await QuotaDatabase.create({
      database: { getClient: async () => knex, migrations: { skip: true } },
    });
    const verdict = await new AuditVerifier(database).verify(TEAM);
    if (!verdict.intact)
      throw new Error(`The chain is broken: ${JSON.stringify(verdict)}`);

    const get = async (who, path) => {
      const response = await fetch(`${backend.url}/api/gpu-quota${path}`, {
        headers: {
          authorization: mockCredentials.user.header(`user:default/${who}`),
        },
      });
      const text = await response.text();
      if (!response.ok && response.status !== 404)
        throw new Error(`GET ${path}: ${response.status} ${text}`);
      return response.ok ? JSON.parse(text) : undefined;
    };
    const approvals = '/requests?awaiting=me&limit=50';
    const page = await get('lead', approvals);
    const { id } = page.items[0];
    const calls = {
      approvals: () => get('lead', approvals),
      page: () => get('lead', `/requests/${id}`),
    };
    const audit = `/audit?subject=request:${id}`;
    if (await get('platform', audit)) {
      calls.audit = () => get('platform', audit);
    }
    return { backend, knex, calls, loadedIn, shown: page.items.length };
  } catch (error) {
    await knex.destroy();
    await backend.stop();
    throw error;
  }
}

async function measure(connection) {
  const prepared = {};
  try {
    for (const name of Object.keys(HISTORIES)) {
      await step(`Writing the ${name} history`, async () => {
        prepared[name] = await prepare(connection, name);
      });
    }
    const results = {};
    for (const call of Object.keys(prepared.small.calls)) {
      results[call] = { small: [], large: [] };
    }
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const [name, sides] of Object.entries(results)) {
        for (const [side, rounds] of Object.entries(sides)) {
          const figures = await drive({
            connections: 1,
            seconds: SECONDS,
            call: prepared[side].calls[name],
          });
          // The first round warms up.
          if (round >= 0) rounds.push(figures);
        }
      }
    }
    return { results, shown: prepared.large.shown };
  } finally {
    for (const { backend, knex } of Object.values(prepared)) {
      await knex.destroy();
      await backend.stop();
    }
  }
}

const TITLES = {
  approvals: 'approvals list of a lead, first page',
  page: 'page of one request',
  audit: 'audit of one request',
};

export async function run() {
  const { results, shown } = await withPostgres(measure);
  const of = (name, side, figure) =>
    median(results[name][side].map(each => each[figure]));
  const ms = value => `${value.toFixed(2)} ms`;
  printTable(
    'quota-scale',
    Object.keys(TITLES)
      .filter(name => results[name])
      .map(name => {
        const ratio =
          of(name, 'large', 'medianMs') / of(name, 'small', 'medianMs');
        return {
          '': TITLES[name],
          'with 100 requests': ms(of(name, 'small', 'medianMs')),
          'with 100 000 requests, 5 000 000 audit events': ms(
            of(name, 'large', 'medianMs'),
          ),
          'p95 of both': `${ms(of(name, 'small', 'p95Ms'))}, ${ms(
            of(name, 'large', 'p95Ms'),
          )}`,
          ratio: `${ratio.toFixed(2)}×`,
          goal: `${ratio <= MOST ? 'met' : 'MISSED'} (≤ ${MOST}×)`,
        };
      }),
    `Over HTTP, one call at a time; ${ROUNDS} rounds of ${SECONDS} s each, interleaved. 200 teams; the approver's team has the same 100 requests in both, ${shown} of them on the page. The audit chains are whole: the team's was verified.${
      results.audit
        ? ''
        : ' There is no route for the audit of one request yet.'
    }`,
  );
}
