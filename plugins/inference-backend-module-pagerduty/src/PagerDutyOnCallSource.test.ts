import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { delay, http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { PagerDutyClient } from './PagerDutyClient';
import { PagerDutyOnCallSource } from './PagerDutyOnCallSource';
import { readPagerDutyConfig } from './readPagerDutyConfig';

const server = setupServer();
registerMswTestHooks(server);

const API = 'http://pager.test';
const at = new Date('2026-03-01T03:00:00Z');
const hours = (count: number) =>
  new Date(at.getTime() + count * 3_600_000).toISOString();

function create(extra: Record<string, unknown> = {}) {
  const config = readPagerDutyConfig(
    new ConfigReader({
      inference: { pagerduty: { url: API, token: 'secret-key', ...extra } },
    }),
  );
  if (!config) throw new Error('there is a config');
  return PagerDutyOnCallSource.create({
    client: PagerDutyClient.create({ config, now: () => at.getTime() }),
    logger: mockServices.logger.mock(),
  });
}

const ask = (
  source: PagerDutyOnCallSource,
  targets: string[],
  options: { at?: Date; signal?: AbortSignal } = {},
) =>
  source.getOnCall(targets, {
    at,
    signal: new AbortController().signal,
    ...options,
  });

type Row = {
  policy?: string;
  level?: number;
  user: string;
  start?: string | null;
  end?: string | null;
  schedule?: string | null;
};

/** PagerDuty as far as it is asked: services whose policy is `E` + id, and rows in pages. */
function pagerDuty(rows: Row[]) {
  const asked: URL[] = [];
  const toApi = (row: Row) => ({
    escalation_policy: {
      id: row.policy ?? 'EP1',
      type: 'escalation_policy_reference',
    },
    escalation_level: row.level ?? 1,
    schedule:
      row.schedule === null
        ? null
        : { id: 'S1', summary: row.schedule ?? 'Primary' },
    user: {
      id: `U${row.user}`,
      summary: row.user,
      name: row.user,
      email: `${row.user}@example.com`,
    },
    start: row.start === undefined ? hours(-1) : row.start,
    end: row.end === undefined ? hours(8) : row.end,
  });
  server.use(
    http.get(`${API}/services/:id`, ({ request, params }) => {
      asked.push(new URL(request.url));
      return HttpResponse.json({
        service: {
          id: params.id,
          html_url: `https://example.pagerduty.com/services/${params.id}`,
          escalation_policy: {
            id: `E${params.id}`,
            escalation_rules: [
              { escalation_delay_in_minutes: 15 },
              { escalation_delay_in_minutes: 30 },
            ],
          },
        },
      });
    }),
    http.get(`${API}/oncalls`, ({ request }) => {
      const url = new URL(request.url);
      asked.push(url);
      const policies = url.searchParams.getAll('escalation_policy_ids[]');
      const since = Date.parse(url.searchParams.get('since') ?? '');
      const until = Date.parse(url.searchParams.get('until') ?? '');
      const matching = rows
        .map(toApi)
        .filter(
          row =>
            policies.includes(row.escalation_policy.id) &&
            (row.end === null || Date.parse(row.end) > since) &&
            (row.start === null || Date.parse(row.start) <= until),
        );
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const limit = Math.min(Number(url.searchParams.get('limit') ?? 25), 25);
      return HttpResponse.json({
        oncalls: matching.slice(offset, offset + limit),
        limit,
        offset,
        more: offset + limit < matching.length,
        total: null,
      });
    }),
  );
  return asked;
}

it('reads the service from the entity, without asking anybody', () => {
  const source = create();
  const entity = (annotations?: Record<string, string>) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'chat', annotations },
  });
  expect(source.resolveTarget(entity())).toBeUndefined();
  expect(
    source.resolveTarget(entity({ 'pagerduty.com/service-id': ' P1 ' })),
  ).toBe('P1');
  expect(
    source.resolveTarget(entity({ 'pagerduty.com/service-id': ' ' })),
  ).toBeUndefined();
});

it('gives all levels in order, with until when and when it escalates', async () => {
  const asked = pagerDuty([
    { level: 2, user: 'Lena', end: hours(100), schedule: 'Secondary' },
    { level: 1, user: 'Priya', end: hours(8) },
  ]);
  const source = create();
  const answers = await ask(source, ['P1']);
  expect([...answers]).toEqual([
    [
      'P1',
      {
        state: 'ok',
        asOf: at.toISOString(),
        validUntil: hours(8),
        link: 'https://example.pagerduty.com/services/P1',
        levels: [
          {
            level: 1,
            escalateAfterSeconds: 900,
            targets: [
              {
                kind: 'user',
                id: 'UPriya',
                name: 'Priya',
                email: 'Priya@example.com',
                until: hours(8),
                scheduleName: 'Primary',
              },
            ],
          },
          {
            level: 2,
            escalateAfterSeconds: 1800,
            targets: [
              expect.objectContaining({ name: 'Lena', until: hours(100) }),
            ],
          },
        ],
      },
    ],
  ]);
  expect(asked.map(url => url.pathname)).toEqual(['/services/P1', '/oncalls']);

  // The policy is known by now: one hop to the name.
  await ask(source, ['P1']);
  expect(asked.slice(2).map(url => url.pathname)).toEqual(['/oncalls']);
});

it('asks once for several services, and tells them apart', async () => {
  const asked = pagerDuty([
    { user: 'Priya' },
    { policy: 'EP2', user: 'Mia' },
    { policy: 'EP9', user: 'Nobody we asked for' },
  ]);
  const answers = await ask(create(), ['P1', 'P2', 'P1']);
  const names = [...answers].map(([target, answer]) => [
    target,
    answer.state === 'ok' && answer.levels[0].targets.map(({ name }) => name),
  ]);
  expect(names).toEqual([
    ['P1', ['Priya']],
    ['P2', ['Mia']],
  ]);
  expect(asked.filter(url => url.pathname === '/oncalls')).toHaveLength(1);
});

it('reads every page: level 1 may be behind the 25 rows PagerDuty gives at a time', async () => {
  const many = Array.from({ length: 60 }, (_, index) => ({
    level: 2,
    user: `Second${index}`,
  }));
  const asked = pagerDuty([...many, { level: 1, user: 'First' }]);
  const answer = (await ask(create(), ['P1'])).get('P1');
  expect(answer).toMatchObject({
    state: 'ok',
    levels: [{ level: 1, targets: [{ name: 'First' }] }, { level: 2 }],
  });
  expect(asked.filter(url => url.pathname === '/oncalls')).toHaveLength(3);
});

it('says when nobody is at level 1, who takes it instead, and until when', async () => {
  pagerDuty([
    { level: 2, user: 'Diego', end: hours(100) },
    { level: 1, user: 'Ann', start: hours(6), end: hours(14) },
    { level: 1, user: 'Bob', start: hours(14), end: hours(22) },
  ]);
  expect((await ask(create(), ['P1'])).get('P1')).toMatchObject({
    state: 'gap',
    levels: [{ level: 2 }],
    nextLevel: { level: 2, targets: [{ name: 'Diego' }] },
    nextFrom: hours(6),
    validUntil: hours(6),
  });
});

it('says so when nobody is on call at all', async () => {
  pagerDuty([]);
  const answer = (await ask(create(), ['P1'])).get('P1');
  expect(answer).toEqual({
    state: 'gap',
    levels: [],
    asOf: at.toISOString(),
    link: 'https://example.pagerduty.com/services/P1',
  });
});

it('names somebody once per level, until their last schedule ends', async () => {
  pagerDuty([
    { user: 'Tom', end: hours(2), schedule: 'Day' },
    { user: 'Tom', end: hours(9), schedule: 'Night' },
    { level: 2, user: 'Tom', end: hours(50) },
  ]);
  expect((await ask(create(), ['P1'])).get('P1')).toMatchObject({
    validUntil: hours(2),
    levels: [
      {
        level: 1,
        targets: [{ name: 'Tom', until: hours(9), scheduleName: 'Night' }],
      },
      { level: 2, targets: [{ name: 'Tom', until: hours(50) }] },
    ],
  });
});

it('knows people who are on call for good', async () => {
  pagerDuty([{ user: 'Eve', start: null, end: null, schedule: null }]);
  const answer = (await ask(create(), ['P1'])).get('P1');
  expect(answer).toMatchObject({
    state: 'ok',
    levels: [{ targets: [{ name: 'Eve', until: null }] }],
  });
  expect(answer).not.toHaveProperty('validUntil');
});

it('leaves out who has just gone off call or is not on yet', async () => {
  pagerDuty([
    { user: 'Past', start: hours(-9), end: hours(-1 / 3600) },
    { user: 'Now', end: '2026-03-01T12:00:00+09:00' },
    { user: 'Present', end: '2026-03-01T12:00:00-05:00' },
  ]);
  expect((await ask(create(), ['P1'])).get('P1')).toMatchObject({
    validUntil: '2026-03-01T17:00:00.000Z',
    levels: [{ targets: [{ name: 'Present' }] }],
  });
});

describe('what can go wrong', () => {
  it.each([
    [401, {}, { kind: 'unauthorized' }],
    [403, {}, { kind: 'forbidden' }],
    [404, {}, { kind: 'not-found' }],
    [
      429,
      { 'Retry-After': '90' },
      { kind: 'rate-limited', retryAt: hours(90 / 3600) },
    ],
    [
      429,
      { 'Retry-After': 'Sun, 01 Mar 2026 04:00:00 GMT' },
      { kind: 'rate-limited', retryAt: hours(1) },
    ],
    [
      429,
      { 'ratelimit-reset': '30' },
      { kind: 'rate-limited', retryAt: hours(30 / 3600) },
    ],
    [429, {}, { kind: 'rate-limited' }],
    [500, {}, { kind: 'upstream', message: 'PagerDuty answered 500.' }],
    [302, { Location: 'http://elsewhere.test/' }, { kind: 'upstream' }],
  ])('%d is an answer too', async (status, headers, expected) => {
    pagerDuty([{ policy: 'EP2', user: 'Mia' }]);
    server.use(
      http.get(`${API}/services/P1`, () =>
        HttpResponse.text('', { status, headers }),
      ),
    );
    const answers = await ask(create(), ['P1', 'P2']);
    expect(answers.get('P1')).toMatchObject({ state: 'error', ...expected });
    expect(JSON.stringify(answers.get('P1'))).not.toContain('secret-key');
    // One service's trouble is not the other's.
    expect(answers.get('P2')).toMatchObject({ state: 'ok' });
  });

  it.each([
    ['is not JSON', () => HttpResponse.html('<html>')],
    [
      'has another shape',
      () => HttpResponse.json({ oncalls: [{ user: null }], more: false }),
    ],
    [
      'has a time that is none',
      () =>
        HttpResponse.json({
          oncalls: [
            {
              escalation_policy: { id: 'EP1' },
              escalation_level: 1,
              user: { id: 'U' },
              start: null,
              end: 'soon',
            },
          ],
          more: false,
        }),
    ],
    ['never comes', () => HttpResponse.error()],
  ])('so is a list that %s', async (_, respond) => {
    pagerDuty([]);
    server.use(http.get(`${API}/oncalls`, respond));
    expect((await ask(create(), ['P1'])).get('P1')).toMatchObject({
      state: 'error',
      kind: 'upstream',
    });
  });

  it('still says who takes over when the end of a gap cannot be read', async () => {
    pagerDuty([{ level: 2, user: 'Diego' }]);
    server.use(
      http.get(`${API}/oncalls`, ({ request }) =>
        request.url.includes('earliest')
          ? HttpResponse.text('', { status: 500 })
          : undefined,
      ),
    );
    expect((await ask(create(), ['P1'])).get('P1')).toMatchObject({
      state: 'gap',
      nextLevel: { level: 2 },
    });
  });

  it('gives up after the configured time, and when nobody waits', async () => {
    server.use(
      http.get(`${API}/services/P1`, async () => {
        await delay('infinite');
        return HttpResponse.text('');
      }),
    );
    const slow = create({ timeout: { milliseconds: 100 } });
    expect((await ask(slow, ['P1'])).get('P1')).toMatchObject({
      kind: 'timeout',
    });
    const aborted = await ask(create(), ['P1'], {
      signal: AbortSignal.abort(),
    });
    expect(aborted.get('P1')).toMatchObject({ kind: 'timeout' });
  });

  it('asks nothing for what cannot be a service', async () => {
    const asked = pagerDuty([]);
    const target = '../users/U1?x=';
    expect((await ask(create(), [target])).get(target)).toMatchObject({
      state: 'error',
      kind: 'not-found',
    });
    expect(asked).toEqual([]);
  });
});

describe('configuration', () => {
  it('may be left out', () => {
    expect(readPagerDutyConfig(new ConfigReader({}))).toBeUndefined();
  });

  it('asks PagerDuty itself unless told otherwise', () => {
    const config = readPagerDutyConfig(
      new ConfigReader({ inference: { pagerduty: { token: 'key' } } }),
    );
    expect(config?.url.href).toBe('https://api.pagerduty.com/');
  });

  it.each([
    [{}, 'inference.pagerduty.token'],
    [{ token: 'a b' }, 'inference.pagerduty.token'],
    [{ token: 'key', url: 'pagerduty' }, 'inference.pagerduty.url'],
    [{ token: 'key', url: 'ftp://pagerduty.test' }, 'inference.pagerduty.url'],
    [
      { token: 'key', timeout: { milliseconds: 5 } },
      'inference.pagerduty.timeout',
    ],
  ])('%j is refused, naming the key', (pagerduty, key) => {
    const config = new ConfigReader({ inference: { pagerduty } });
    expect(() => readPagerDutyConfig(config)).toThrow(key);
  });
});
