import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import request from 'supertest';
import { stringify } from 'yaml';
import { SIGNALS, type SignalId } from '@golden-path/plugin-inference-common';
import { endpoints } from '../seed/endpoints';
import { SIGNAL_IDS } from './EndpointSimulation';
import { LATENCY_BOUNDS } from './histogram';
import { TestTelemetry } from './testTelemetry';

const run = promisify(execFile);
const promtool = process.env.PROMTOOL_PATH ?? 'promtool';
const hasPromtool = spawnSync(promtool, ['--version']).status === 0;
const describeUnlessMissing =
  hasPromtool || process.env.CI === 'true' ? describe : describe.skip;

const RULES = resolve(
  __dirname,
  '../../../../platform/prometheus/rules/*.yaml',
);
/** Ten minutes of scrapes: the rates' window twice. */
const SCRAPES = 40;
const SCRAPE_SECONDS = 15;

/** What each scrape says of each series, as promtool takes it: `_` where a series is not there. */
class Scrapes {
  readonly #values = new Map<string, string[]>();
  #count = 0;

  add(text: string): void {
    for (const line of text.split('\n')) {
      if (line === '' || line.startsWith('#')) continue;
      const at = line.lastIndexOf(' ');
      const series = line.slice(0, at);
      const values = this.#values.get(series) ?? [];
      while (values.length < this.#count) values.push('_');
      values.push(line.slice(at + 1));
      this.#values.set(series, values);
    }
    this.#count += 1;
  }

  inputSeries(): { series: string; values: string }[] {
    return [...this.#values].map(([series, values]) => ({
      series,
      values: values.join(' '),
    }));
  }
}

/**
 * How far a figure may be from the simulation's, and why it is not the same.
 *
 * @remarks
 * Figures agree to a thousandth, which leaves room for exporters that round memory to MiB. From Prometheus 3 on, a range
 * leaves out the sample at its beginning, so five minutes are 285 s of the simulation's 300 s.
 */
function tolerance(
  id: SignalId,
  expected: number,
  runtime: 'vllm' | 'triton',
  prometheusMajor: number,
): number {
  // vLLM's buckets for waits begin with 0.3 s; the simulation's own are finer.
  if (id === 'queueP95' && runtime === 'vllm') {
    const at = LATENCY_BOUNDS.findIndex(bound => bound >= expected);
    return LATENCY_BOUNDS[at] - (LATENCY_BOUNDS[at - 1] ?? 0);
  }
  // The exporter's summaries are of all the time since the start.
  if (runtime === 'triton' && /^(latency|queue)P/.test(id)) {
    return 0.1 * expected;
  }
  // Triton has no gauge: work done in five minutes stands for what was seen to run in them, in whole requests.
  if (runtime === 'triton' && id === 'requestsRunning') return 0.25 * expected;
  return (prometheusMajor < 3 ? 0.001 : 0.1) * expected;
}

describeUnlessMissing('platform/prometheus, on the sandbox’s exporters', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recording-rules-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('records what the simulation itself records', async () => {
    const test = new TestTelemetry(endpoints.map(({ name }) => name));
    const app = express().use(test.telemetry.router);
    const scrapes = new Scrapes();
    for (let scrape = 0; scrape <= SCRAPES; scrape++) {
      if (scrape > 0) test.pass(SCRAPE_SECONDS / 60);
      scrapes.add((await request(app).get('/metrics').expect(200)).text);
    }

    const { stdout: version } = await run(promtool, ['--version']);
    const major = Number(/version (\d+)/.exec(version)?.[1]);
    const expectationsOf = ({ name, runtime }: (typeof endpoints)[number]) =>
      SIGNAL_IDS.map(id => {
        const signal = SIGNALS[id];
        const labels = {
          endpoint: `default/${name}`,
          ...('labels' in signal ? signal.labels : {}),
        };
        const matchers = Object.entries(labels)
          .map(([key, value]) => `${key}="${value}"`)
          .join(',');
        const series = `${signal.series}{${matchers}}`;
        const metric = signal.series.replace('inference:', '');
        const { endpoint, ...more } = labels;
        const ran = test.last(1 / 12, name, metric);
        const expected =
          runtime === 'triton' && id === 'requestsRunning'
            ? ran.reduce((sum, value) => sum + value, 0) / ran.length
            : test.value(name, metric, more);
        return expected === undefined
          ? { expr: series, exp_samples: [] }
          : {
              expr: `abs(${series} - ${expected}) <= bool ${tolerance(
                id,
                expected,
                runtime,
                major,
              )}`,
              exp_samples: [{ labels: `{${matchers}}`, value: 1 }],
            };
      });
    const expectations = endpoints.flatMap(expectationsOf);
    expect(
      expectations.filter(({ exp_samples }) => exp_samples.length > 0).length,
    ).toBeGreaterThan(200);

    const file = join(folder, 'tests.yaml');
    await writeFile(
      file,
      stringify({
        rule_files: [RULES],
        evaluation_interval: `${SCRAPE_SECONDS}s`,
        tests: [
          {
            interval: `${SCRAPE_SECONDS}s`,
            input_series: scrapes.inputSeries(),
            promql_expr_test: [
              ...expectations,
              {
                expr: 'count(count by (endpoint) ({__name__=~"inference:.+"}))',
                exp_samples: [{ labels: '{}', value: endpoints.length }],
              },
            ].map(one => ({
              ...one,
              eval_time: `${SCRAPES * SCRAPE_SECONDS}s`,
            })),
          },
        ],
      }),
    );
    const result = await run(promtool, ['test', 'rules', file]).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) =>
        `FAILED ${error.stdout}${error.stderr}`,
    );
    expect(result).not.toContain('FAILED');
    expect(result).toContain('SUCCESS');
  });
});
