import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  Identifier,
  parser,
  VectorSelector,
} from '@prometheus-io/lezer-promql';
import { SIGNALS } from '@golden-path/plugin-inference-common';
import { parse } from 'yaml';
import { describeWith, promtool } from '../template/__testUtils__/tools';
import { publishedSchemaProblems } from '../validate/publishedSchemas';
import { MESH_METRICS, RECORDED_SERIES, RUNTIME_METRICS } from './metricNames';

const run = promisify(execFile);

type Rule = { record: string; expr: string; labels?: Record<string, string> };

const folder = resolve(__dirname, '../../../../platform/prometheus');

function filesIn(name: string): string[] {
  return readdirSync(join(folder, name)).map(file => join(folder, name, file));
}

function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}

const groups = filesIn('rules').flatMap(
  file => parse(textOf(file)).groups as { rules: Rule[] }[],
);
const rules = groups.flatMap(group => group.rules);

/** Names of the series that a query reads. */
function seriesIn(query: string): string[] {
  const names: string[] = [];
  const cursor = parser.parse(query).cursor();
  do {
    const name =
      cursor.type.id === VectorSelector && cursor.node.getChild(Identifier);
    if (name) names.push(query.slice(name.from, name.to));
  } while (cursor.next());
  return names;
}

const unique = (names: string[]) => [...new Set(names)].sort();
const isForPortal = (name: string) => name.startsWith('inference:');

describe('the recording rules', () => {
  it('make every series that alerts and the portal rest on, and no other', () => {
    const recorded = rules.map(rule => rule.record).filter(isForPortal);
    expect(unique(recorded)).toEqual([...RECORDED_SERIES].sort());
    expect(unique(Object.values(SIGNALS).map(({ series }) => series))).toEqual(
      [...RECORDED_SERIES].sort(),
    );
  });

  it('make each signal once, with the labels that it is asked for by', () => {
    const keyOf = (series: string, labels: Record<string, string> = {}) =>
      [series, ...Object.entries(labels).flat()].join(' ');
    expect(
      rules
        .filter(rule => isForPortal(rule.record))
        .map(rule => keyOf(rule.record, rule.labels))
        .sort(),
    ).toEqual(
      Object.values(SIGNALS)
        .map(signal =>
          keyOf(signal.series, 'labels' in signal ? signal.labels : {}),
        )
        .sort(),
    );
  });

  it('read what the servers of the template and the mesh export, and what other rules make', () => {
    const read = unique(rules.flatMap(rule => seriesIn(rule.expr)));
    const exported = new Set([
      ...RUNTIME_METRICS.vllm.names,
      ...RUNTIME_METRICS.triton.names,
      ...MESH_METRICS,
    ]);
    expect(
      read.filter(
        name => /^(vllm:|nv_|istio_)/.test(name) && !exported.has(name),
      ),
    ).toEqual([]);
    const steps = (names: string[]) =>
      unique(names.filter(name => name.startsWith('inference_')));
    expect(steps(read)).toEqual(steps(rules.map(rule => rule.record)));
  });

  it('are a PrometheusRule for Prometheus Operator, too', async () => {
    const { stdout } = await run(process.execPath, [
      join(folder, 'prometheus-rule.mjs'),
    ]);
    const manifest = parse(stdout);
    expect(manifest.spec.groups).toEqual(groups);
    expect(await publishedSchemaProblems([manifest])).toEqual(['']);
  });
});

describeWith(promtool)('in Prometheus, the recording rules', () => {
  it('are well-formed', async () => {
    const { stdout } = await run(promtool ?? '', [
      'check',
      'rules',
      ...filesIn('rules'),
    ]);
    expect(stdout).not.toContain('FAILED');
  });

  it('make of servers, devices and workloads what they should', async () => {
    const result = await run(promtool ?? '', [
      'test',
      'rules',
      ...filesIn('tests'),
    ]).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) =>
        `FAILED ${error.stdout}${error.stderr}`,
    );
    expect(result).toContain('SUCCESS');
    expect(result).not.toContain('FAILED');
  });

  it('are tested for each series', () => {
    const tests = filesIn('tests').map(textOf).join('\n');
    expect(RECORDED_SERIES.filter(name => !tests.includes(name))).toEqual([]);
  });
});
