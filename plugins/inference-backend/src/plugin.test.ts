import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { SignalSourceError } from '@golden-path/plugin-inference-node';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractErrors } from './__testUtils__/contract';
import { onCallAnswer } from './__testUtils__/FakeOnCallSource';
import { HEALTHY } from './__testUtils__/FakeSignalSource';
import { catalogFor, MODEL, start } from './__testUtils__/startInference';
import { spec } from './schema/openapi.generated';

const REFRESH_MS = 15_000;

let time = Date.parse('2026-03-01T03:00:00Z');
const asOf = () => new Date(time).toISOString();

beforeEach(() => {
  time = Date.parse('2026-03-01T03:00:00Z');
  jest.spyOn(Date, 'now').mockImplementation(() => time);
});
afterEach(() => jest.restoreAllMocks());

describe('GET /endpoints/{namespace}/{name}', () => {
  it('answers with all that the page shows', async () => {
    const { get, signals, onCall } = await start();
    signals.figures.set('default/chat', { ...HEALTHY, deviceErrors: 2 });
    onCall.answers.set('PSUPPORT', onCallAnswer('Mia', { asOf: asOf() }));
    onCall.answers.set('PPLATFORM', onCallAnswer('Priya', { asOf: asOf() }));

    const { status, body } = await get('/endpoints/default/chat?range=1h');

    expect(status).toBe(200);
    expect(contractErrors('EndpointOverview', body)).toEqual([]);
    expect(body).toMatchObject({
      entityRef: 'component:default/chat',
      ownerRef: 'group:default/support',
      model: 'example/model-7b',
      accelerator: { className: 'h100-80g', title: 'NVIDIA H100 80 GB' },
      slo: { ttftP95Seconds: 0.5 },
      phase: { name: 'ready', replicasReady: 2, replicasDesired: 2 },
      triage: {
        verdict: 'platform',
        pageFirst: 'platform',
        symptoms: [
          {
            id: 'device-errors',
            severity: 'sev2',
            runbook: '/docs/default/component/chat/runbook#answers-fail',
          },
        ],
      },
      cost: {
        devices: 4,
        devicesSource: 'measured',
        hourly: { amountMinor: 1560, currency: 'USD' },
        idleHourly: { amountMinor: 1170, currency: 'USD' },
        perMillionTokens: { amountMinor: 1560 / 3.6, currency: 'USD' },
        priceSource: 'resource:default/h100-80g',
      },
      signals: {
        ttftP95: {
          state: 'ok',
          unit: 'seconds',
          value: 0.3,
          at: asOf(),
          query: 'ttftP95 of default/chat',
        },
        ttftP99: { state: 'no-data' },
      },
      range: '1h',
      parties: [
        {
          party: 'platform',
          ownerRef: 'group:default/ai-platform',
          onCall: { state: 'ok', provider: 'fake-pager' },
        },
        {
          party: 'model-team',
          ownerRef: 'group:default/support',
          onCall: { state: 'ok', provider: 'fake-pager' },
        },
      ],
      sources: { signals: { state: 'ok' }, onCall: { state: 'ok' } },
      refreshSeconds: 15,
    });
    expect(body.parties[0].onCall.levels[0].targets[0].name).toBe('Priya');
    expect(body.parties[1].onCall.levels[0].targets[0].name).toBe('Mia');
    expect(Object.keys(body.series)).toEqual(
      expect.arrayContaining(['gpuUtilization', 'ttftP95', 'replicasReady']),
    );
    expect(body.series.ttftP95.values).toHaveLength(181);
    expect(onCall.questions).toEqual([['PPLATFORM', 'PSUPPORT']]);
  });

  it('still answers when the class is gone and nobody is named for on-call', async () => {
    const { get, signals } = await start({
      inference: {
        operatingModel: {
          file: MODEL,
          platform: { ownerRef: 'group:default/search' },
        },
      },
    });
    signals.figures.set('default/broken', HEALTHY);
    const { body } = await get('/endpoints/default/broken');
    expect(contractErrors('EndpointOverview', body)).toEqual([]);
    expect(body.accelerator).toMatchObject({
      className: 'gone',
      missing: true,
    });
    expect(body.cost).not.toHaveProperty('hourly');
    expect(body.parties[0]).toMatchObject({
      ownerRef: 'group:default/search',
      onCall: {
        state: 'none',
        message:
          'Nothing says who is on call: group:default/search has no on-call annotation.',
      },
    });
  });

  it('keeps the last known figures and names, with their age, while the sources are down', async () => {
    const { get, signals, onCall } = await start();
    signals.figures.set('default/chat', HEALTHY);
    onCall.answers.set('PSUPPORT', onCallAnswer('Mia', { asOf: asOf() }));
    onCall.answers.set('PPLATFORM', onCallAnswer('Priya', { asOf: asOf() }));
    const known = asOf();
    await get('/endpoints/default/chat').expect(200);

    time += 2 * 3600_000;
    signals.failure = new SignalSourceError('upstream', 'it answered 503');
    onCall.failure = 'hangs';
    const { status, body } = await get('/endpoints/default/chat');

    expect(status).toBe(200);
    expect(contractErrors('EndpointOverview', body)).toEqual([]);
    expect(body.sources).toMatchObject({
      signals: {
        state: 'error',
        asOf: known,
        message: 'The signal source failed: it answered 503',
      },
      onCall: { state: 'error', asOf: known },
    });
    expect(body.signals.ttftP95).toMatchObject({
      state: 'error',
      value: 0.3,
      at: known,
    });
    expect(body.series.ttftP95.values).toHaveLength(181);
    expect(body.phase).toEqual({
      name: 'unknown',
      replicasReady: 2,
      replicasDesired: 2,
    });
    expect(body.triage).toMatchObject({
      verdict: 'undetermined',
      pageFirst: 'platform',
    });
    expect(body.cost).toMatchObject({ devices: 4, asOf: known });
    expect(body.parties[0].onCall).toMatchObject({
      state: 'error',
      kind: 'timeout',
      lastGood: { state: 'ok', asOf: known },
    });
  });

  it('works without any source, saying so', async () => {
    const { get } = await start({ sources: false });
    const { status, body } = await get('/endpoints/default/chat');
    expect(status).toBe(200);
    expect(contractErrors('EndpointOverview', body)).toEqual([]);
    expect(body).toMatchObject({
      phase: { name: 'unknown' },
      triage: { verdict: 'undetermined', pageFirst: 'platform' },
      cost: { devices: 2, devicesSource: 'declared' },
      series: {},
      sources: {
        signals: { state: 'not-configured' },
        onCall: { state: 'not-configured' },
      },
    });
    expect(body.parties[1].onCall.state).toBe('none');
  });

  it.each([
    ['/endpoints/default/nothing', 404, 'There is no inference endpoint'],
    ['/endpoints/default/website', 404, 'There is no inference endpoint'],
    [
      '/endpoints/default/malformed',
      400,
      'max-replicas: must be a whole number',
    ],
    ['/endpoints/default/-chat', 400, 'name'],
    ['/endpoints/default/..%2F..%2Fchat', 400, 'name'],
    [`/endpoints/default/${'a'.repeat(64)}`, 400, 'name'],
    ['/endpoints/%20/chat', 400, 'namespace'],
    ['/endpoints/default/chat?range=2h', 400, 'range'],
    ['/endpoints/default/chat?range=', 400, 'range'],
    ['/endpoints/default/chat?step=1', 400, 'step'],
  ])('refuses %s with %d and a sentence', async (path, expected, sentence) => {
    const { get, signals } = await start();
    const { status, body } = await get(path);
    expect(status).toBe(expected);
    expect(contractErrors('Error', body)).toEqual([]);
    expect(body.error.message).toContain(sentence);
    expect(signals.rangeRequests).toEqual([]);
  });
});

describe('who may read', () => {
  it('needs a person who is allowed to', async () => {
    const { get } = await start();
    const anonymous = get('/endpoints').set(
      'Authorization',
      mockCredentials.none.header(),
    );
    expect((await anonymous).status).toBe(401);
    const service = get('/endpoints').set(
      'Authorization',
      mockCredentials.service.header(),
    );
    expect((await service).status).toBe(403);

    const denied = await start({ permission: AuthorizeResult.DENY });
    for (const path of [
      '/endpoints',
      '/endpoints/default/chat',
      '/operating-model',
    ]) {
      const { status, body } = await denied.get(path);
      expect([path, status]).toEqual([path, 403]);
      expect(body.error.message).toContain('inference.endpoint.read');
    }
  });

  it('shows each person only the endpoints they see in the catalog', async () => {
    const catalog = catalogFor((entity, credentials) => {
      const isSearch = entity.metadata.name === 'search';
      return (
        !isSearch ||
        JSON.stringify(credentials.principal).includes('user:default/insider')
      );
    });
    const { get } = await start({ catalog });
    const outsider = await get('/endpoints?sort=name');
    expect(outsider.body.totalItems).toBe(2);
    expect((await get('/endpoints/default/search')).status).toBe(404);

    const header = mockCredentials.user.header('user:default/insider');
    const insider = await get('/endpoints').set('Authorization', header);
    expect(insider.body.totalItems).toBe(3);
    await get('/endpoints/default/search')
      .set('Authorization', header)
      .expect(200);
  });
});

describe('GET /endpoints', () => {
  it('puts what needs attention first and totals everything that matches', async () => {
    const { get, signals } = await start();
    signals.figures.set('default/broken', HEALTHY);
    signals.figures.set('default/chat', HEALTHY);
    signals.figures.set('default/search', { ...HEALTHY, deviceErrors: 1 });
    const { status, body } = await get('/endpoints?limit=1');

    expect(status).toBe(200);
    expect(contractErrors('Fleet', body)).toEqual([]);
    expect(body.items.map((item: { name: string }) => item.name)).toEqual([
      'search',
    ]);
    expect(body).toMatchObject({
      totalItems: 3,
      totals: {
        endpoints: 3,
        needAttention: 1,
        devices: 12,
        hourly: { amountMinor: 3120, currency: 'USD' },
      },
      source: { state: 'ok', asOf: asOf() },
    });

    const next = await get(
      `/endpoints?limit=2&cursor=${encodeURIComponent(body.nextCursor)}`,
    );
    expect(next.body.items.map((item: { name: string }) => item.name)).toEqual([
      'broken',
      'chat',
    ]);
    expect(next.body).not.toHaveProperty('nextCursor');
  });

  it.each([
    ['owner=group:default/search', ['search']],
    ['acceleratorClass=gone', ['broken']],
    ['phase=ready', ['chat']],
    ['search=THE%20ch', ['chat']],
    ['sort=name&order=desc', ['search', 'chat', 'broken']],
    ['sort=gpuUtilization', ['chat', 'broken', 'search']],
    ['sort=costPerHour', ['chat', 'search', 'broken']],
  ])('answers %s', async (query, names) => {
    const { get, signals } = await start();
    signals.figures.set('default/chat', HEALTHY);
    const { status, body } = await get(`/endpoints?${query}`);
    expect(status).toBe(200);
    expect(contractErrors('Fleet', body)).toEqual([]);
    expect(body.items.map((item: { name: string }) => item.name)).toEqual(
      names,
    );
  });

  it('refuses every parameter that is wrong, naming it', async () => {
    const { get } = await start();
    const wrong: Record<string, string[]> = {
      owner: ['', 'x', 'Group default', `group:default/${'a'.repeat(200)}`],
      acceleratorClass: ['', 'a'.repeat(64)],
      phase: ['', 'broken'],
      search: ['a'.repeat(101)],
      sort: ['', 'cost'],
      order: ['up'],
      limit: ['', '0', '201', '1.5', 'ten', '-1'],
      cursor: ['', 'a'.repeat(1001), 'bm9wZQ', 'eyJrZXkiOjF9'],
    };
    const parameters = spec.paths['/endpoints'].get.parameters.map(
      ({ name }) => name,
    );
    expect(Object.keys(wrong).sort()).toEqual([...parameters].sort());
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) {
        const { status, body } = await get('/endpoints').query({
          [name]: value,
        });
        expect([name, value, status]).toEqual([name, value, 400]);
        expect(contractErrors('Error', body)).toEqual([]);
        expect(body.error.message).toContain(name);
      }
    }
    const unknown = await get('/endpoints?page=2');
    expect(unknown.status).toBe(400);
  });

  it('refuses a cursor of another sort', async () => {
    const { get } = await start();
    const { body } = await get('/endpoints?sort=name&limit=1');
    const { status } = await get(
      `/endpoints?sort=owner&cursor=${encodeURIComponent(body.nextCursor)}`,
    );
    expect(status).toBe(400);
  });

  it('asks the source once per interval, however many look', async () => {
    const { get, signals } = await start();
    signals.figures.set('default/chat', HEALTHY);
    const look = () =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          get(index % 2 ? '/endpoints' : '/endpoints/default/chat'),
        ),
      );
    const answers = await look();
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([200]),
    );
    expect(signals.snapshots).toBe(1);
    expect(signals.rangeRequests).toHaveLength(1);
    const [{ start: from, end, stepSeconds }] = signals.rangeRequests;
    expect([from % (stepSeconds * 1000), end % (stepSeconds * 1000)]).toEqual([
      0, 0,
    ]);

    time += REFRESH_MS;
    await look();
    expect(signals.snapshots).toBe(2);
  });
});

describe('GET /operating-model', () => {
  it('gives the document with conditions in words', async () => {
    const { get } = await start();
    const { status, body } = await get('/operating-model');
    expect(status).toBe(200);
    expect(contractErrors('OperatingModel', body)).toEqual([]);
    expect(body.symptoms[0]).toMatchObject({
      id: 'none-ready',
      condition: 'phase is failing',
    });
  });
});

describe('start', () => {
  async function startWith(document: string) {
    const folder = await mkdtemp(join(tmpdir(), 'operating-model-'));
    const file = join(folder, 'model.yaml');
    await writeFile(file, document);
    return start({ inference: { operatingModel: { file } } });
  }

  it.each([
    [
      'a document with a wrong field',
      'parties: []',
      'parties: must name platform and model-team',
    ],
    ['what is no YAML', '{', 'operating-model-'],
  ])('stops at %s, naming it', async (_, document, message) => {
    await expect(startWith(document)).rejects.toThrow(message);
  });

  it.each([
    [{ operatingModel: { file: '/nowhere.yaml' } }, '/nowhere.yaml'],
    [{ operatingModel: {} }, 'inference.operatingModel.file'],
    [{ refreshSeconds: 0 }, 'inference.refreshSeconds'],
    [{ refreshSeconds: 7.5 }, 'inference.refreshSeconds'],
    [
      { operatingModel: { file: MODEL, platform: { ownerRef: 'a b' } } },
      'inference.operatingModel.platform.ownerRef',
    ],
  ])('stops at config %j, naming the key', async (inference, message) => {
    await expect(start({ inference })).rejects.toThrow(message);
  });
});
