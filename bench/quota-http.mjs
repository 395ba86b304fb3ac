// POST /reservations through the whole backend, beside two of Backstage's own routes in the same process.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  freePortBase,
  nodeTransform,
  root,
  start,
  untilOk,
} from '../scripts/lib.mjs';
import { median, printTable } from './report.mjs';
import { drive, goal, loadPackage, withPostgres } from './quota/load.mjs';

const CONNECTIONS = 16;
const ROUNDS = 5;
const SECONDS = 4;
const TEAMS = 50;
const COMPONENTS = 100;
const CLASS = 'h100-80g';
const TOKEN = 'bench-caller-token';

const team = number => `group:default/team-${number}`;

function entities() {
  const entity = (kind, name, spec) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    spec,
  });
  const list = [
    ...Array.from({ length: TEAMS }, (_, index) =>
      entity('Group', `team-${index}`, { type: 'team', children: [] }),
    ),
    entity('User', 'ana', { memberOf: ['team-0'] }),
    entity('Resource', CLASS, {
      type: 'accelerator-class',
      owner: 'group:default/team-0',
      accelerator: {
        vendor: 'nvidia',
        memoryGiB: 80,
        memoryBandwidthGBps: 3350,
        denseTflops: { bf16: 989 },
        interconnect: 'nvlink',
        maxPerNode: 8,
        tier: 'standard',
        price: { amount: 3.9, currency: 'USD', per: 'hour' },
        deviceClassName: CLASS,
        selectors: ['device.attributes["gpu"].memory > 0'],
      },
    }),
    ...Array.from({ length: COMPONENTS }, (_, index) =>
      entity('Component', `service-${index}`, {
        type: 'service',
        lifecycle: 'production',
        owner: team(index % TEAMS),
      }),
    ),
  ];
  return list.map(each => JSON.stringify(each)).join('\n---\n');
}

function config({ port, connection, catalogFile }) {
  const {
    hostname,
    port: databasePort,
    username,
    password,
  } = new URL(connection);
  const baseUrl = `http://127.0.0.1:${port}`;
  return {
    app: { baseUrl },
    organization: { name: 'Bench' },
    backend: {
      baseUrl,
      listen: `127.0.0.1:${port}`,
      database: {
        client: 'pg',
        connection: {
          host: hostname,
          port: Number(databasePort),
          user: username,
          password,
        },
      },
      auth: {
        externalAccess: [
          { type: 'static', options: { token: TOKEN, subject: 'bench' } },
        ],
      },
    },
    permission: { enabled: true },
    catalog: {
      rules: [{ allow: ['Component', 'Group', 'User', 'Resource'] }],
      locations: [{ type: 'file', target: catalogFile }],
    },
    gpuQuota: {
      initialGrants: Array.from({ length: TEAMS }, (_, index) => ({
        team: team(index),
        acceleratorClass: CLASS,
        count: 10_000,
        reason: 'Start',
      })),
    },
  };
}

/** One call on a connection that is kept; throws unless it is answered 2xx. */
function caller(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return (method, path, body, headers = {}) =>
    new Promise((done, fail) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const call = request(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          agent,
          headers: {
            authorization: `Bearer ${TOKEN}`,
            ...(text && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(text),
            }),
            ...headers,
          },
        },
        response => {
          let answer = '';
          response.setEncoding('utf8').on('data', chunk => {
            answer += chunk;
          });
          response.on('end', () => {
            if (response.statusCode < 300) done(answer);
            else
              fail(
                new Error(
                  `${method} ${path}: ${response.statusCode} ${answer}`,
                ),
              );
          });
        },
      );
      call.once('error', fail);
      call.end(text);
    });
}

async function untilKnown(call) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await call(
      'GET',
      '/api/catalog/entities/by-query?filter=kind=component&limit=1',
    );
    const classes = await call(
      'GET',
      '/api/catalog/entities/by-query?filter=kind=resource&limit=1',
    );
    if (
      JSON.parse(answer).totalItems === COMPONENTS &&
      JSON.parse(classes).totalItems === 1
    )
      return;
    if (Date.now() > deadline)
      throw new Error('The catalog did not take in the entities in a minute');
    await new Promise(done => setTimeout(done, 500));
  }
}

async function measure(connection) {
  const work = await mkdtemp(join(tmpdir(), 'golden-path-bench-'));
  const port = await freePortBase(1, 18_200);
  const catalogFile = join(work, 'catalog.yaml');
  const configFile = join(work, 'app-config.yaml');
  await writeFile(catalogFile, entities());
  await writeFile(
    configFile,
    JSON.stringify(config({ port, connection, catalogFile })),
  );
  const backend = start(
    process.execPath,
    [
      '--enable-source-maps',
      '--require',
      nodeTransform,
      resolve(root, 'bench/quota/backend.ts'),
      '--config',
      configFile,
    ],
    {
      name: 'The backend',
      cwd: resolve(root, 'packages/backend'),
      env: { NODE_ENV: 'production', LOG_LEVEL: 'warn' },
      ready: () => undefined,
    },
  );
  let over = false;
  backend.exited.then(() => {
    over = true;
  });
  const url = `http://127.0.0.1:${port}/.backstage/health/v1/readiness`;
  try {
    if (!(await untilOk(url, 120_000, () => over)))
      throw new Error(`The backend did not start:\n${backend.tail.join('\n')}`);
    const call = caller(port);
    await untilKnown(call);
    // More than can be asked for in a benchmark's time.
    const knex = loadPackage('knex')({
      client: 'pg',
      connection: connection.replace(
        /[^/]*$/,
        encodeURIComponent('backstage_plugin_gpu-quota'),
      ),
    });
    await knex('quota_ledger').update({ granted: 10_000_000 });
    await knex.destroy();

    const reserve = of =>
      call(
        'POST',
        '/api/gpu-quota/reservations',
        {
          team: of,
          acceleratorClass: CLASS,
          count: 1,
          endpoint: `component:default/${randomUUID()}`,
        },
        { 'idempotency-key': randomUUID() },
      );
    const contenders = {
      notify: () =>
        call('POST', '/api/notifications/notifications', {
          recipients: { type: 'entity', entityRef: 'user:default/ana' },
          payload: { title: 'Something was decided', topic: 'bench' },
        }),
      query: () =>
        call(
          'GET',
          '/api/catalog/entities/by-query?filter=kind=component&limit=20&orderField=metadata.name,asc',
        ),
      spread: () => reserve(team(Math.floor(Math.random() * TEAMS))),
      hot: () => reserve(team(0)),
    };
    const results = {};
    for (const [name, one] of Object.entries(contenders)) {
      results[name] = [];
      await drive({ connections: CONNECTIONS, seconds: 1, call: one });
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, one] of Object.entries(contenders)) {
        results[name].push(
          await drive({
            connections: CONNECTIONS,
            seconds: SECONDS,
            call: one,
          }),
        );
      }
    }
    return results;
  } finally {
    await backend.stop();
    await rm(work, { recursive: true, force: true });
  }
}

export async function run() {
  const results = await withPostgres(measure);
  const of = (name, figure) => median(results[name].map(each => each[figure]));
  const row = (title, name, least) => {
    const ratio = of(name, 'perSecond') / of('notify', 'perSecond');
    return {
      '': title,
      'per second': Math.round(of(name, 'perSecond')),
      'median ms': of(name, 'medianMs').toFixed(1),
      'p95 ms': of(name, 'p95Ms').toFixed(1),
      'against the notification': `${ratio.toFixed(2)}×`,
      goal: least ? goal(ratio, least) : '',
    };
  };
  printTable(
    'quota-http',
    [
      row('Backstage: POST of a notification to one user', 'notify'),
      row('Backstage: GET /entities/by-query, 20 of 100', 'query'),
      row(`POST /reservations, ${TEAMS} teams`, 'spread', 1),
      row('POST /reservations, one hot team', 'hot', 1),
    ],
    `${ROUNDS} rounds of ${SECONDS} s each, interleaved; ${CONNECTIONS} connections that are kept; one backend process; caller and database on the same machine.`,
  );
}
