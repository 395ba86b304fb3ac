import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { SignalSourceError } from '@golden-path/plugin-inference-node';
import { contractErrors } from './__testUtils__/contract';
import { HEALTHY } from './__testUtils__/FakeSignalSource';
import { catalogFor, start } from './__testUtils__/startInference';

let time = Date.parse('2026-03-01T03:00:00Z');

beforeEach(() => {
  time = Date.parse('2026-03-01T03:00:00Z');
  jest.spyOn(Date, 'now').mockImplementation(() => time);
});
afterEach(() => jest.restoreAllMocks());

const chat = {
  state: 'complete',
  team: 'group:default/support',
  acceleratorClass: 'h100-80g',
  endpoints: 1,
  endpointsWithoutData: 0,
  coveredHours: 168,
  deviceHours: 672,
  unmeasuredDeviceHours: 0,
  gpuUtilization: { mean: 0.25, p95: 0.25 },
  idleDeviceHours: 504,
  idleCost: { amountMinor: 196_560, currency: 'USD' },
};

it('says how busy a team’s devices were over a week, and what idling cost', async () => {
  const { get, signals } = await start();
  signals.figures.set('default/chat', HEALTHY);
  const { status, body } = await get('/usage?team=group:default/Support');
  expect(status).toBe(200);
  expect(contractErrors('UsageReport', body)).toEqual([]);
  expect(body).toEqual({
    window: {
      start: expect.stringMatching(/^2026-02-22T/),
      end: expect.stringMatching(/^2026-03-01T/),
      hours: 168,
      stepSeconds: 3360,
    },
    items: [
      {
        state: 'no-data',
        team: 'group:default/support',
        acceleratorClass: 'gone',
        endpoints: 1,
        endpointsWithoutData: 1,
        coveredHours: 0,
      },
      chat,
    ],
    source: { state: 'ok', asOf: new Date(time).toISOString() },
  });
  expect(signals.rangesRequests).toMatchObject([
    { endpoints: ['default/broken', 'default/chat'], stepSeconds: 3360 },
  ]);
});

it('answers for every team at once, and asks the source once for all who look', async () => {
  const { get, signals } = await start();
  signals.figures.set('default/search', HEALTHY);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => get('/usage')),
  );
  for (const { body } of answers) {
    expect(body.items.map((item: { team: string }) => item.team)).toEqual([
      'group:default/search',
      'group:default/support',
      'group:default/support',
    ]);
  }
  expect(signals.rangesRequests).toHaveLength(1);
  const nobody = await get('/usage?team=group:default/nobody');
  expect([nobody.status, nobody.body.items]).toEqual([200, []]);
});

it('keeps what it knew while the source is down, and says so', async () => {
  const { get, signals } = await start();
  signals.figures.set('default/chat', HEALTHY);
  await get('/usage');
  const known = new Date(time).toISOString();
  time += 120_000;
  signals.failure = new SignalSourceError('upstream', 'it answered 503');
  const { body } = await get('/usage');
  expect(body.source).toEqual({
    state: 'error',
    asOf: known,
    message: 'The signal source failed: it answered 503',
  });
  expect(body.items).toContainEqual(chat);
});

it('has no figures, and no made-up ones, where the source never answered or there is none', async () => {
  const down = await start();
  down.signals.failure = 'hangs';
  const none = await start({ sources: false });
  for (const [{ get }, state] of [
    [down, 'error'],
    [none, 'not-configured'],
  ] as const) {
    const { status, body } = await get('/usage');
    expect(status).toBe(200);
    expect(contractErrors('UsageReport', body)).toEqual([]);
    expect(body.source.state).toBe(state);
    expect(body.items.map((item: { state: string }) => item.state)).toEqual([
      'no-data',
      'no-data',
      'no-data',
    ]);
  }
});

it('answers services, and people as far as they see endpoints', async () => {
  const { get, signals } = await start({
    catalog: catalogFor(
      (entity, { principal }) =>
        entity.metadata.name !== 'search' ||
        JSON.stringify(principal).includes('"service"'),
    ),
  });
  signals.figures.set('default/search', HEALTHY);
  const teamsFor = async (header: string) => {
    const { status, body } = await get('/usage').set('Authorization', header);
    expect([status, contractErrors('UsageReport', body)]).toEqual([200, []]);
    return body.items.map((item: { team: string }) => item.team);
  };
  expect(await teamsFor(mockCredentials.service.header())).toContain(
    'group:default/search',
  );
  expect(await teamsFor(mockCredentials.user.header())).not.toContain(
    'group:default/search',
  );

  const anonymous = get('/usage').set(
    'Authorization',
    mockCredentials.none.header(),
  );
  expect((await anonymous).status).toBe(401);
  const denied = await start({ permission: AuthorizeResult.DENY });
  const refused = await denied.get('/usage');
  expect(refused.status).toBe(403);
  expect(refused.body.error.message).toContain('inference.endpoint.read');
});

it.each(['', 'x', 'Group default', `group:default/${'a'.repeat(200)}`])(
  'refuses the team "%s"',
  async team => {
    const { get } = await start();
    const { status, body } = await get('/usage').query({ team });
    expect(status).toBe(400);
    expect(contractErrors('Error', body)).toEqual([]);
    expect(body.error.message).toContain('team');
  },
);
