import { SIGNALS } from '@golden-path/plugin-inference-common';
import express from 'express';
import request from 'supertest';
import { START, TestTelemetry } from './testTelemetry';

const test = new TestTelemetry(
  ['support-chat', 'case-summary', 'semantic-rerank', 'query-rewrite'],
  { historyHours: 168 },
);
test.pass(2);
const NOW = test.now / 1000;
const app = express().use(test.telemetry.router);

type Answer = {
  status: string;
  errorType?: string;
  error?: string;
  data: {
    resultType: string;
    result: {
      metric: Record<string, string>;
      value: [number, string];
      values: [number, string][];
    }[];
  };
};

async function get(path: string, parameters: Record<string, string> = {}) {
  const query = new URLSearchParams(parameters);
  const { status, body } = await request(app).get(`/api/v1/${path}?${query}`);
  const answer: Answer = body;
  return { status, body: answer };
}

const query = (text: string, time = NOW) =>
  get('query', { query: text, time: String(time) });
const range = (text: string, more: Record<string, string> = {}) =>
  get('query_range', {
    query: text,
    start: String(NOW - 3600),
    end: String(NOW),
    step: '60',
    ...more,
  });

async function values(text: string, time = NOW) {
  const { status, body } = await query(text, time);
  expect([status, body.error]).toEqual([200, undefined]);
  return body.data.result.map(row => ({
    ...row.metric,
    value: Number(row.value[1]),
  }));
}

const GPU = 'inference:gpu_utilization:ratio';
const CHAT = '{endpoint="default/support-chat"}';

describe('instant queries', () => {
  it('answer in Prometheus’ own format', async () => {
    const { body } = await query(`${GPU}${CHAT}`);
    expect(body).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [
          {
            metric: {
              __name__: GPU,
              cluster: 'sandbox',
              endpoint: 'default/support-chat',
            },
            value: [NOW, expect.stringMatching(/^0\.\d+$/)],
          },
        ],
      },
    });
  });

  it('know every signal of the baseline', async () => {
    const known = await values('{__name__=~"inference:.+",cluster="sandbox"}');
    const has = (series: string, labels: Record<string, string>) =>
      known.some(
        row =>
          '__name__' in row &&
          Object.entries({ __name__: series, ...labels }).every(
            ([key, value]) =>
              Object.entries(row).some(([k, v]) => k === key && v === value),
          ),
      );
    for (const signal of Object.values(SIGNALS)) {
      const labels = 'labels' in signal ? signal.labels : {};
      expect([signal.series, has(signal.series, { ...labels })]).toEqual([
        signal.series,
        true,
      ]);
    }
  });

  it('take every kind of matcher', async () => {
    const count = async (matchers: string) =>
      (await values(`${GPU}${matchers}`)).length;
    expect(await count('')).toBe(4);
    expect(await count('{endpoint!="default/support-chat"}')).toBe(3);
    expect(await count('{endpoint=~"default/(support|case)-.*"}')).toBe(2);
    expect(await count('{endpoint=~"support-chat"}')).toBe(0);
    expect(await count('{endpoint!~".*chat"}')).toBe(3);
    expect(await count('{team=""}')).toBe(4);
    expect(await count(`{endpoint='default/support-chat'}`)).toBe(1);
    expect(await count('{endpoint="default/support\\u002dchat"}')).toBe(1);
    expect((await values('up')).length).toBe(0);
  });

  it('aggregate and look back', async () => {
    const all = (await values(GPU)).map(({ value }) => value);
    const sum = all.reduce((a, b) => a + b, 0);
    expect(await values(`sum(${GPU})`)).toEqual([
      { value: expect.closeTo(sum, 9) },
    ]);
    expect(await values(`count by (cluster) (${GPU})`)).toEqual([
      { cluster: 'sandbox', value: 4 },
    ]);
    expect(await values(`max without (endpoint, cluster) (${GPU})`)).toEqual([
      { value: expect.closeTo(Math.max(...all), 9) },
    ]);
    expect(
      await values(`sum by (outcome) (inference:requests:rate5m${CHAT})`),
    ).toHaveLength(3);

    const [{ value: least }] = await values(`min_over_time(${GPU}${CHAT}[1h])`);
    const [mean] = await values(`avg_over_time(${GPU}${CHAT}[1h])`);
    const [{ value: most }] = await values(`max_over_time(${GPU}${CHAT}[1h])`);
    const [{ value: median }] = await values(
      `quantile_over_time(0.5, ${GPU}${CHAT}[1h])`,
    );
    expect(mean).toEqual({
      cluster: 'sandbox',
      endpoint: 'default/support-chat',
      value: expect.any(Number),
    });
    expect(least).toBeLessThan(median);
    expect(median).toBeLessThan(most);
    expect(mean.value).toBeGreaterThan(least);
    expect(mean.value).toBeLessThan(most);
    expect(await values(`count_over_time(${GPU}${CHAT}[1h])`)).toMatchObject([
      { value: 240 },
    ]);
  });

  it('weigh coarse samples by the time they stand for', async () => {
    const [{ value }] = await values(`count_over_time(${GPU}${CHAT}[6d])`);
    expect(value).toBeGreaterThan((6 * 86_400) / 15 - 45);
    expect(value).toBeLessThanOrEqual((6 * 86_400) / 15);
    const [week] = await values(`avg_over_time(${GPU}${CHAT}[6d])`);
    expect(week.value).toBeGreaterThan(0.4);
    expect(week.value).toBeLessThan(0.75);
  });

  it('tell when a sample was taken, and show raw samples', async () => {
    const [{ value }] = await values(`timestamp(${GPU}${CHAT})`);
    expect(NOW - value).toBeLessThan(15);
    const { body } = await query(`${GPU}${CHAT}[1m]`);
    expect(body.data.resultType).toBe('matrix');
    expect(body.data.result[0].values).toHaveLength(4);
  });

  it('find nothing later than five minutes after the last sample', async () => {
    const newest = Math.floor(NOW / 15) * 15;
    const late = async (seconds: number) =>
      (await values(`${GPU}${CHAT}`, newest + seconds)).length;
    expect(await late(299)).toBe(1);
    expect(await late(301)).toBe(0);
    expect((await values(GPU, NOW - 8 * 86_400)).length).toBe(0);
  });
});

describe('range queries', () => {
  it.each([
    ['3h', 3 * 3600, 60],
    ['24h', 24 * 3600, 300],
    ['7d', 7 * 86_400 - 900, 1800],
  ])('have no gap over %s', async (_, length, step) => {
    const { body } = await range(`${GPU}${CHAT}`, {
      start: String(NOW - length),
      step: String(step),
    });
    expect(body.data.resultType).toBe('matrix');
    const [row] = body.data.result;
    expect(row.values).toHaveLength(Math.floor(length / step) + 1);
    expect(row.values[1][0] - row.values[0][0]).toBe(step);
  });

  it('are the same by POST, with durations and RFC 3339', async () => {
    const expected = await range(`${GPU}${CHAT}`);
    const { body } = await request(app)
      .post('/api/v1/query_range')
      .type('form')
      .send({
        query: `${GPU}${CHAT}`,
        start: new Date((NOW - 3600) * 1000).toISOString(),
        end: new Date(NOW * 1000).toISOString(),
        step: '1m',
      })
      .expect(200);
    expect(body).toEqual(expected.body);
  });

  it('answer for a long list of endpoints at once, as the use of a team is asked', async () => {
    const others = Array.from({ length: 300 }, (_, i) => `default/other-${i}`);
    const named = ['default/support-chat', 'default/case-summary', ...others];
    const { status, body } = await range(
      `{__name__=~"${GPU}|inference:accelerators:count",endpoint=~"${named.join(
        '|',
      )}"}`,
      { start: String(NOW - 7 * 86_400 + 3360), step: '3360' },
    );
    expect([status, body.error]).toEqual([200, undefined]);
    expect(
      body.data.result.map(({ metric, values: points }) => [
        metric.endpoint,
        metric.__name__,
        points.length,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['default/support-chat', GPU, 180],
        ['default/support-chat', 'inference:accelerators:count', 180],
        ['default/case-summary', GPU, 180],
        ['default/case-summary', 'inference:accelerators:count', 180],
      ]),
    );
  });

  it('keep a story: the build went bad fifty minutes before the start', async () => {
    const { body } = await range(
      'inference:requests:rate5m{endpoint="default/case-summary",outcome="error"}',
      { start: String(START / 1000 - 3 * 3600), end: String(START / 1000) },
    );
    const rates = body.data.result[0].values.map(([, value]) => Number(value));
    const before = rates.slice(0, 60);
    const after = rates.slice(-30);
    expect(Math.max(...before)).toBeLessThan(Math.min(...after));
  });
});

describe('metadata', () => {
  it('lists labels, their values and series', async () => {
    expect((await get('labels')).body.data).toEqual([
      '__name__',
      'cluster',
      'direction',
      'endpoint',
      'outcome',
    ]);
    expect((await get('label/outcome/values')).body.data).toEqual([
      'aborted',
      'error',
      'success',
    ]);
    expect(
      (
        await get('label/endpoint/values', {
          'match[]': 'inference:ttft_seconds:p95',
        })
      ).body.data,
    ).toEqual([
      'default/case-summary',
      'default/query-rewrite',
      'default/support-chat',
    ]);
    expect(
      (await get('series', { 'match[]': `${GPU}${CHAT}` })).body.data,
    ).toEqual([
      { __name__: GPU, cluster: 'sandbox', endpoint: 'default/support-chat' },
    ]);
    expect(
      (await get('series', { 'match[]': GPU, end: String(NOW - 9 * 86_400) }))
        .body.data,
    ).toEqual([]);
  });

  it('is healthy and ready', async () => {
    const healthy = await request(app).get('/-/healthy').expect(200);
    const ready = await request(app).get('/-/ready').expect(200);
    expect(healthy.text + ready.text).toMatch(/Healthy[^]*Ready/);
  });
});

describe('bad requests', () => {
  it.each([
    ['', 'no expression found'],
    ['   ', 'no expression found'],
    ['{}', 'non-empty matcher'],
    ['{endpoint=~".*"}', 'non-empty matcher'],
    [`${GPU}{`, 'parse error'],
    [`${GPU}{endpoint="x}`, 'parse error'],
    [`${GPU}{endpoint="\\q"}`, 'string'],
    [`${GPU}{__name__="b"}`, 'must not be set twice'],
    [`${GPU}{endpoint=~"("}`, 'regexp'],
    [`${GPU}{endpoint=~"a(?=b)"}`, 'regexp'],
    [`${GPU}{endpoint=~"${'a'.repeat(8001)}"}`, 'regular expression'],
    [`rate(${GPU}[5m])`, 'not supported'],
    [`${GPU} or ${GPU}`, 'not supported'],
    [`${GPU} * 2`, 'not supported'],
    [`${GPU} offset 5m`, 'not supported'],
    [`avg_over_time(${GPU}[1h:5m])`, 'not supported'],
    [`topk(3, ${GPU})`, 'not supported'],
    ['1', 'not supported'],
    [`avg_over_time(${GPU})`, 'expected type range vector'],
    [`sum(${GPU}[5m])`, 'expected type instant vector'],
    [`quantile_over_time(${GPU}[5m])`, 'expected 2 argument'],
    [`${GPU}[0s]`, 'duration'],
    ['x'.repeat(10_001), 'longer than'],
  ])('refuse the query %s', async (text, why) => {
    const { status, body } = await query(text);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 'error', errorType: 'bad_data' });
    expect(body.error).toContain('invalid parameter "query"');
    expect(body.error).toContain(why);
  });

  it.each([
    ['query', { query: GPU, time: 'noon' }, '"time"'],
    ['query', { query: GPU, timeout: 'soon' }, '"timeout"'],
    ['query', { query: GPU, limit: '-1' }, '"limit"'],
    ['query_range', { query: GPU }, '"start"'],
    ['query_range', { query: GPU, start: '0' }, '"end"'],
    [
      'query_range',
      { query: GPU, start: '9', end: '8', step: '1' },
      'before start',
    ],
    ['query_range', { query: GPU, start: '0', end: '8' }, '"step"'],
    [
      'query_range',
      { query: GPU, start: '0', end: '8', step: '0' },
      'zero or negative',
    ],
    [
      'query_range',
      { query: GPU, start: '0', end: '8', step: '-1' },
      'zero or negative',
    ],
    ['query_range', { query: GPU, start: '0', end: '8', step: 'x' }, '"step"'],
    [
      'query_range',
      { query: GPU, start: '0', end: '11001', step: '1' },
      '11,000 points',
    ],
    [
      'query_range',
      { query: `${GPU}[5m]`, start: '0', end: '8', step: '1' },
      'range vector',
    ],
    ['series', {}, 'no match[]'],
    ['series', { 'match[]': 'sum(x)' }, 'not a selector'],
    ['label/a-b/values', {}, 'invalid label name'],
    ['labels', { start: '2026-13-01T00:00:00Z' }, '"start"'],
  ])('refuse %s with %j', async (path, parameters, why) => {
    const { status, body } = await get(path, parameters);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 'error', errorType: 'bad_data' });
    expect(body.error).toContain(why);
  });

  it('refuse what would take too long to compute', async () => {
    const { status, body } = await range(
      'avg_over_time({__name__=~"inference:.+"}[7d])',
      { start: String(NOW - 10_000), step: '1' },
    );
    expect(status).toBe(422);
    expect(body).toMatchObject({ status: 'error', errorType: 'execution' });
  });

  it('refuse other methods and know no other addresses', async () => {
    const refused = await request(app).delete('/api/v1/query').expect(405);
    expect(refused.headers.allow).toBe('GET, OPTIONS, POST');
    await request(app).post('/api/v1/label/endpoint/values').expect(405);
    await request(app).get('/api/v1/admin/tsdb/snapshot').expect(404);
    await request(app).get('/api/v1/label/%E0%A4%A/values').expect(400);
    await request(app)
      .post('/api/v1/query')
      .type('form')
      .send(`query=${'x'.repeat(1_100_000)}`)
      .expect(400);
  });
});
