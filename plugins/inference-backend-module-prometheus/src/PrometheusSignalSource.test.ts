import { registerMswTestHooks } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { http, HttpResponse, delay, type JsonBodyType } from 'msw';
import { setupServer } from 'msw/node';
import { PrometheusClient } from './PrometheusClient';
import { PrometheusSignalSource } from './PrometheusSignalSource';
import { readPrometheusConfig } from './readPrometheusConfig';

const server = setupServer();
registerMswTestHooks(server);

const PREFIX = 'http://prometheus.test/select/0';
const abort = new AbortController().signal;

function sourceWith(extra: Record<string, unknown> = {}) {
  const config = readPrometheusConfig(
    new ConfigReader({
      inference: {
        prometheus: { url: PREFIX, token: 'secret-token', ...extra },
      },
    }),
  );
  if (!config) throw new Error('there is a config');
  return PrometheusSignalSource.create({
    client: PrometheusClient.create(config),
  });
}

type Asked = { authorization: string | null; form: Record<string, string> };

/** Answers one path with data and keeps what was asked. */
function answer(path: string, data: JsonBodyType): Asked[] {
  const asked: Asked[] = [];
  server.use(
    http.post(`${PREFIX}/api/v1/${path}`, async ({ request }) => {
      asked.push({
        authorization: request.headers.get('authorization'),
        form: Object.fromEntries(new URLSearchParams(await request.text())),
      });
      return HttpResponse.json({ status: 'success', data });
    }),
  );
  return asked;
}

const row = (
  metric: Record<string, string>,
  text: string,
  seconds = 1000.5,
) => ({
  metric: { cluster: 'a', endpoint: 'default/chat', ...metric },
  value: [seconds, text],
});

describe('the snapshot', () => {
  it('is one query for everything, told apart by endpoint and label', async () => {
    const asked = answer('query', {
      resultType: 'vector',
      result: [
        row({ __name__: 'inference:ttft_seconds:p95' }, '0.25'),
        row({ __name__: 'inference:requests:rate5m', outcome: 'success' }, '4'),
        row({ __name__: 'inference:requests:rate5m', outcome: 'error' }, '1'),
        row({ __name__: 'inference:requests:rate5m', outcome: 'odd' }, '9'),
        row({ __name__: 'inference:queue_seconds:p95' }, 'NaN'),
        row({ __name__: 'inference:latency_seconds:p95' }, '+Inf'),
        row({ __name__: 'inference:something:else' }, '1'),
        row(
          { __name__: 'inference:accelerators:count', endpoint: 'default/x' },
          '8',
        ),
        row({ __name__: 'inference:accelerators:count', endpoint: '' }, '8'),
      ],
    });
    const snapshot = await sourceWith().snapshot(abort);
    const at = 1_000_500;
    expect([...snapshot]).toEqual([
      [
        'default/chat',
        {
          ttftP95: { value: 0.25, at },
          requestsSucceeded: { value: 4, at },
          requestsFailed: { value: 1, at },
        },
      ],
      ['default/x', { accelerators: { value: 8, at } }],
    ]);
    expect(asked).toEqual([
      {
        authorization: 'Bearer secret-token',
        form: { query: '{__name__=~"inference:.+"}', timeout: '2000ms' },
      },
    ]);
  });

  it('joins the clusters an endpoint runs in', async () => {
    const both = (name: string, one: string, other: string) => [
      row({ __name__: name }, one, 1000),
      row({ __name__: name, cluster: 'b' }, other, 990),
    ];
    answer('query', {
      resultType: 'vector',
      result: [
        ...both('inference:replicas:ready', '2', '1'),
        ...both('inference:gpu_utilization:ratio', '0.2', '0.6'),
        ...both('inference:kv_cache_used:ratio', '0.2', '0.6'),
        ...both('inference:ttft_seconds:p95', '0.2', '0.6'),
      ],
    });
    const snapshot = await sourceWith().snapshot(abort);
    const at = 990_000;
    expect(snapshot.get('default/chat')).toEqual({
      replicasReady: { value: 3, at },
      gpuUtilization: { value: 0.4, at },
      kvCacheUsed: { value: 0.6, at },
      ttftP95: { value: 0.6, at },
    });
  });
});

describe('series', () => {
  const request = {
    endpoint: 'default/chat',
    signals: ['ttftP95' as const, 'queueP95' as const],
    start: 60_000,
    end: 240_000,
    stepSeconds: 60,
  };
  const series = (
    metric: Record<string, string>,
    values: [number, string][],
  ) => ({
    metric: { endpoint: 'default/chat', ...metric },
    values,
  });

  it('have a value or a gap for every step, and only of what was asked', async () => {
    const asked = answer('query_range', {
      resultType: 'matrix',
      result: [
        series({ __name__: 'inference:ttft_seconds:p95' }, [
          [60, '0.1'],
          [180, 'NaN'],
          [240, '0.4'],
          [300, '9'],
        ]),
        series({ __name__: 'inference:kv_cache_used:ratio' }, [[60, '1']]),
        series(
          { __name__: 'inference:queue_seconds:p95', endpoint: 'default/x' },
          [[60, '1']],
        ),
      ],
    });
    expect(await sourceWith().range(request, abort)).toEqual({
      ttftP95: {
        start: '1970-01-01T00:01:00.000Z',
        stepSeconds: 60,
        values: [0.1, null, null, 0.4],
      },
    });
    expect(asked[0].form).toEqual({
      query:
        '{__name__=~"inference:ttft_seconds:p95|inference:queue_seconds:p95",endpoint="default/chat"}',
      start: '60',
      end: '240',
      step: '60',
      timeout: '2000ms',
    });
  });

  it('of many endpoints come from one query, each to its endpoint', async () => {
    const asked = answer('query_range', {
      resultType: 'matrix',
      result: [
        series({ __name__: 'inference:ttft_seconds:p95' }, [[60, '0.1']]),
        series(
          { __name__: 'inference:queue_seconds:p95', endpoint: 'default/x' },
          [[120, '2']],
        ),
        series(
          { __name__: 'inference:queue_seconds:p95', endpoint: 'default/y' },
          [[60, '3']],
        ),
      ],
    });
    const { endpoint: _, ...window } = request;
    const ranges = await sourceWith().ranges(
      { ...window, endpoints: ['default/chat', 'default/x', 'default/new'] },
      abort,
    );
    const found = { start: '1970-01-01T00:01:00.000Z', stepSeconds: 60 };
    expect([...ranges]).toEqual([
      [
        'default/chat',
        { ttftP95: { ...found, values: [0.1, null, null, null] } },
      ],
      ['default/x', { queueP95: { ...found, values: [null, 2, null, null] } }],
    ]);
    expect(asked.map(({ form }) => form.query)).toEqual([
      '{__name__=~"inference:ttft_seconds:p95|inference:queue_seconds:p95",endpoint=~"default/chat|default/x|default/new"}',
    ]);
  });

  it('keep a name that looks like parameters in its place', async () => {
    const asked = answer('query_range', { resultType: 'matrix', result: [] });
    const endpoint = 'default/x&step=0.001&query=up';
    await sourceWith().range({ ...request, endpoint }, abort);
    expect(asked[0].form).toMatchObject({ step: '60' });
    expect(asked[0].form.query).toContain(`endpoint="${endpoint}"`);
  });
});

describe('what can go wrong', () => {
  const query = `${PREFIX}/api/v1/query`;
  const refusal = (status: number, errorType: string, error: string) =>
    HttpResponse.json({ status: 'error', errorType, error }, { status });

  it.each([
    [
      'no credentials',
      () => new HttpResponse('no', { status: 401 }),
      'unauthorized',
      'refuses our credentials (401)',
    ],
    [
      'no permission',
      () => new HttpResponse('no', { status: 403 }),
      'unauthorized',
      '403',
    ],
    [
      'a refused query',
      () => refusal(400, 'bad_data', 'parse error'),
      'upstream',
      '400: parse error',
    ],
    [
      'a slow query',
      () => refusal(503, 'timeout', 'query timed out'),
      'timeout',
      'too long',
    ],
    [
      'a broken proxy',
      () => new HttpResponse('<html>', { status: 502 }),
      'upstream',
      'answered 502.',
    ],
    [
      'a page in place of data',
      () => HttpResponse.html('<html>'),
      'bad-response',
      'not its API',
    ],
    [
      'data of another shape',
      () =>
        HttpResponse.json({
          status: 'success',
          data: { resultType: 'scalar', result: [1, '2'] },
        }),
      'bad-response',
      'not its API',
    ],
    [
      'a value that is no text',
      () =>
        HttpResponse.json({
          status: 'success',
          data: {
            resultType: 'vector',
            result: [{ metric: {}, value: [1, 2] }],
          },
        }),
      'bad-response',
      'not its API',
    ],
    [
      'no connection',
      () => HttpResponse.error(),
      'upstream',
      'cannot be reached',
    ],
  ])('%s', async (_, respond, kind, message) => {
    server.use(http.post(query, respond));
    const error = await sourceWith()
      .snapshot(abort)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'SignalSourceError', kind });
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain('secret-token');
  });

  it('does not follow a redirect', async () => {
    let followed = false;
    server.use(
      http.post(query, () =>
        HttpResponse.text('', {
          status: 302,
          headers: { Location: 'http://elsewhere.test/' },
        }),
      ),
      http.all('http://elsewhere.test/', () => {
        followed = true;
        return HttpResponse.text('');
      }),
    );
    await expect(sourceWith().snapshot(abort)).rejects.toMatchObject({
      kind: 'upstream',
      message: expect.stringContaining('redirects (302)'),
    });
    expect(followed).toBe(false);
  });

  it('gives up after the configured time, or when nobody waits', async () => {
    server.use(
      http.post(query, async () => {
        await delay('infinite');
        return HttpResponse.text('');
      }),
    );
    const slow = sourceWith({ timeout: { milliseconds: 100 } });
    await expect(slow.snapshot(abort)).rejects.toMatchObject({
      kind: 'timeout',
    });
    await expect(
      sourceWith().snapshot(AbortSignal.abort()),
    ).rejects.toMatchObject({ kind: 'timeout' });
  });
});

describe('configuration', () => {
  it('may be left out', () => {
    expect(readPrometheusConfig(new ConfigReader({}))).toBeUndefined();
  });

  it.each([
    [{ url: 'prometheus:9090' }, 'inference.prometheus.url'],
    [{ url: 'file:///etc/passwd' }, 'inference.prometheus.url'],
    [{ url: 'http://user:pass@prometheus.test' }, 'inference.prometheus.url'],
    [{ url: 'http://prometheus.test?a=b' }, 'inference.prometheus.url'],
    [{}, "'inference.prometheus.url'"],
    [{ url: PREFIX, token: 'a\nb' }, 'inference.prometheus.token'],
    [{ url: PREFIX, timeout: { hours: 1 } }, 'inference.prometheus.timeout'],
  ])('%j is refused, naming the key', (prometheus, key) => {
    const config = new ConfigReader({ inference: { prometheus } });
    expect(() => readPrometheusConfig(config)).toThrow(key);
  });
});
