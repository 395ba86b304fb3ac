import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { describeWith, promtool } from '../template/__testUtils__/tools';
import { alertRules, type AlertRule } from './alertRules';

const run = promisify(execFile);

const endpoint = 'default/chat';
const rules = alertRules({
  endpoint,
  runtime: 'vllm',
  objectives: { availabilityTarget: 0.99, ttftP95Ms: 500, tpotP95Ms: 50 },
  loadSeconds: 120,
  startSeconds: 120,
  noneReadySeconds: 300,
});

/** Recorded figures of two hours, one a minute, by series; the rest is as on a good day. */
type Day = Record<string, string>;

const GOOD: Day = {
  'requests:rate5m{outcome="success"}': '10+0x120',
  'requests:rate5m{outcome="error"}': '0+0x120',
  'requests:rate5m{outcome="aborted"}': '3+0x120',
  'ttft_seconds:p95': '0.3+0x120',
  'tpot_seconds:p95': '0.03+0x120',
  'replicas:ready': '2+0x120',
  'replicas:desired': '2+0x120',
  'device_errors:count': '0+0x120',
  'kv_cache_used:ratio': '0.5+0x120',
  'queue_seconds:p95': '0.1+0x120',
  'model_load_seconds:max': '130+0x120',
};

/** Values that take turns for two hours. */
function inTurn(...values: string[]): string {
  return Array.from(
    { length: 121 },
    (_, minute) => values[minute % values.length],
  ).join(' ');
}

/** What happens, and the alerts that fire after two hours: by name and severity, how many. */
const DAYS: [string, Day, Record<string, number>][] = [
  ['a good day', {}, {}],
  ['few errors', { 'requests:rate5m{outcome="error"}': '0.05+0x120' }, {}],
  [
    'a fifth of all requests fails',
    { 'requests:rate5m{outcome="error"}': '2.5+0x120' },
    {
      'InferenceAvailabilityBurn page': 2,
      'InferenceAvailabilityBurn ticket': 1,
    },
  ],
  [
    'errors that are over: the short windows end the alert',
    { 'requests:rate5m{outcome="error"}': '9+0x60 0+0x59' },
    { 'InferenceAvailabilityBurn ticket': 1 },
  ],
  [
    // Averaged over the samples there are, the ten minutes would weigh as much as the two hours of answers
    'errors that nobody saw before, of a moment: a gap is no error',
    { 'requests:rate5m{outcome="error"}': '_x110 4+0x9' },
    {},
  ],
  [
    'pods that are there at times, and fail while they are',
    {
      'requests:rate5m{outcome="success"}': inTurn('10', '_', '_', '_'),
      'requests:rate5m{outcome="error"}': inTurn('2.5', '_', '_', '_'),
      'ttft_seconds:p95': inTurn('0.3', '_', '_', '_'),
    },
    {
      'InferenceAvailabilityBurn page': 2,
      'InferenceAvailabilityBurn ticket': 1,
    },
  ],
  [
    'first tokens that are late only while hardly anybody asks',
    {
      'requests:rate5m{outcome="success"}': inTurn('10', '0.01'),
      'ttft_seconds:p95': inTurn('0.3', '0.9'),
    },
    {},
  ],
  [
    'first tokens that are late whenever anybody asks',
    {
      'requests:rate5m{outcome="success"}': inTurn('10', '0', '0', '0'),
      'ttft_seconds:p95': inTurn('0.9', 'NaN', 'NaN', 'NaN'),
    },
    { 'InferenceFirstTokenBurn page': 2, 'InferenceFirstTokenBurn ticket': 1 },
  ],
  [
    'nobody calls',
    {
      'requests:rate5m{outcome="success"}': '0+0x120',
      'requests:rate5m{outcome="aborted"}': '0+0x120',
      'ttft_seconds:p95': 'NaN+0x120',
      'tpot_seconds:p95': 'NaN+0x120',
    },
    {},
  ],
  [
    'first tokens are late',
    { 'ttft_seconds:p95': '0.9+0x120' },
    { 'InferenceFirstTokenBurn page': 2, 'InferenceFirstTokenBurn ticket': 1 },
  ],
  [
    'tokens come slowly',
    { 'tpot_seconds:p95': '0.2+0x120' },
    { 'InferenceTokenSpeedBurn page': 2, 'InferenceTokenSpeedBurn ticket': 1 },
  ],
  [
    'every replica went away',
    { 'replicas:ready': '2+0x60 0+0x59' },
    { 'InferenceNoReplicaReady page': 1, 'InferenceReplicasMissing ticket': 1 },
  ],
  [
    'a first start, which is no outage',
    { 'replicas:ready': '0+0x120', 'replicas:desired': '_x115 1+0x5' },
    {},
  ],
  [
    'nothing runs while nobody calls',
    { 'replicas:ready': '0+0x120', 'replicas:desired': '0+0x120' },
    {},
  ],
  [
    'a replica is missing',
    { 'replicas:ready': '2+0x60 1+0x59' },
    { 'InferenceReplicasMissing ticket': 1 },
  ],
  [
    'a start took long',
    { 'model_load_seconds:max': '600+0x120' },
    { 'InferenceStartSlow ticket': 1 },
  ],
  [
    'a device has errors',
    { 'device_errors:count': '0+0x110 1+0x9' },
    { 'InferenceDeviceErrors page': 1 },
  ],
  [
    'more requests than the cache holds',
    { 'kv_cache_used:ratio': '0.97+0x120', 'queue_seconds:p95': '4+0x120' },
    { 'InferenceSaturated ticket': 1 },
  ],
  [
    'nothing is recorded any more',
    Object.fromEntries(Object.keys(GOOD).map(series => [series, '_x120'])),
    { 'InferenceSignalsMissing ticket': 1 },
  ],
];

/** `inference:name{…}` of the endpoint. */
function seriesOf(name: string): string {
  const [metric, labels] = name.split('{');
  return `inference:${metric}{endpoint="${endpoint}"${
    labels ? `,${labels}` : '}'
  }`;
}

function ruleFile(all: AlertRule[]): string {
  return stringify({
    groups: [
      {
        name: 'chat',
        rules: all.map(({ alert, expr, for: wait, severity, window }) => ({
          alert,
          expr,
          for: wait,
          labels: { severity, ...(window && { window }) },
        })),
      },
    ],
  });
}

describeWith(promtool)('in Prometheus, two hours later', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alerts-'));
    await writeFile(join(folder, 'rules.yaml'), ruleFile(rules));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('exactly the alerts fire that should', async () => {
    const file = join(folder, 'tests.yaml');
    await writeFile(
      file,
      stringify({
        rule_files: ['rules.yaml'],
        evaluation_interval: '1m',
        tests: DAYS.map(([name, changes, fired]) => ({
          name,
          interval: '1m',
          input_series: Object.entries({ ...GOOD, ...changes }).map(
            ([series, values]) => ({ series: seriesOf(series), values }),
          ),
          promql_expr_test: [
            {
              expr: 'count by (alertname, severity) (ALERTS{alertstate="firing"})',
              eval_time: '2h',
              exp_samples: Object.entries(fired).map(([key, value]) => {
                const [alertname, severity] = key.split(' ');
                return {
                  labels: `{alertname="${alertname}", severity="${severity}"}`,
                  value,
                };
              }),
            },
          ],
        })),
      }),
    );
    const result = await run(promtool ?? '', ['test', 'rules', file]).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) =>
        `${error.stdout}${error.stderr}`,
    );
    expect(result).toContain('SUCCESS');
  });

  it('every alert has a day on which it fires', () => {
    const fired = new Set(
      DAYS.flatMap(([, , keys]) =>
        Object.keys(keys).map(key => key.split(' ')[0]),
      ),
    );
    expect([...fired].sort()).toEqual(
      [...new Set(rules.map(({ alert }) => alert))].sort(),
    );
  });
});
