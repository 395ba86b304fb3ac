import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { describeWith, promtool } from '../template/__testUtils__/tools';
import { podPattern } from './childName';
import { planScaling } from './scaling';

const run = promisify(execFile);

function queryOf(trigger: string): string {
  const scaling = planScaling({
    name: 'chat',
    namespace: 'assist',
    runtime: 'vllm',
    modelId: 'a/b',
    minReplicas: 1,
    maxReplicas: 2,
    scaleToZero: true,
    startSeconds: 120,
    prometheusUrl: 'http://prometheus.example',
    serviceName: 'chat-kserve-workload-svc',
  });
  const found = scaling?.triggers.find(({ name }) => name === trigger);
  if (!found) {
    throw new Error(`No trigger ${trigger}`);
  }
  return found.metadata.query;
}

/** As Kubernetes names a pod of a ReplicaSet of a Deployment. */
function podOf(deployment: string, hash: string): string {
  return `${`${deployment}-${hash}-`.slice(0, 58)}x2v7q`;
}

describe('the pods that are asked', () => {
  const isOf = (deployment: string, pod: string) =>
    new RegExp(`^(?:${podPattern(deployment)})$`).test(pod);

  it('are those of the Deployment, however long its name is', () => {
    for (let length = 1; length <= 63; length++) {
      for (const hash of ['6f9c8d', '5d8f7c9b6', '5d8f7c9b64']) {
        const deployment = 'a'.repeat(length);
        expect([deployment, isOf(deployment, podOf(deployment, hash))]).toEqual(
          [deployment, true],
        );
      }
    }
  });

  it('are of no other whose name begins with this one', () => {
    for (const other of [
      'chat-kserve-2-kserve',
      'chat-kserve-kserve',
      'chat-kserve-large-predictor',
      'chat-large-kserve',
      `chat-kserve-${'x'.repeat(34)}-kserve`,
    ]) {
      expect(isOf('chat-kserve', podOf(other, '5d8f7c9b64'))).toBe(false);
    }
  });
});

describeWith(promtool)('in Prometheus', () => {
  const target = 'job="mesh/proxies",instance="10.0.0.1:15020"';
  const up = `up{${target}}`;
  const calls = (service: string, code = '503') =>
    `istio_requests_total{${target},destination_service_namespace="assist",destination_service_name="${service}",response_code="${code}"}`;
  const own = calls('chat-kserve-workload-svc');
  const waiting = (pod: string) =>
    `vllm:num_requests_waiting{namespace="assist",pod="${pod}",model_name="a/b"}`;

  it.each<[string, string, Record<string, string>, number | undefined]>([
    [
      'the first call of all wakes the endpoint',
      'callers',
      { [up]: '1+0x40', [own]: '_x28 1+0x10' },
      1,
    ],
    [
      'so does one that comes more than five minutes after a gap',
      'callers',
      { [up]: '1+0x5 _x17 1+0x20', [own]: '_x28 1+0x10' },
      1,
    ],
    [
      'and one right after a gap, once it is made again',
      'callers',
      { [up]: '1+0x5 _x20 1+0x20', [own]: '_x27 1 2+0x10' },
      1,
    ],
    [
      'calls from before Prometheus was away do not',
      'callers',
      { [up]: '1+0x5 _x20 1+0x15', [own]: '7+0x5 _x20 7+0x15' },
      undefined,
    ],
    [
      'nor do those that a single scrape failed to read',
      'callers',
      { [up]: '1+0x24 0 1+0x10', [own]: '7+0x24 stale 7+0x10' },
      undefined,
    ],
    [
      'nor those of a Prometheus that knows nothing yet',
      'callers',
      { [up]: '_x27 1+0x10', [own]: '_x27 7+0x10' },
      undefined,
    ],
    [
      'so does another call of a known caller',
      'callers',
      { [own]: '5+0x28 6+0x10' },
      1,
    ],
    [
      'and one of a new caller beside another who has stopped',
      'callers',
      {
        [up]: '1+0x40',
        [own]: '_x28 1+0x10',
        [calls('chat-kserve-workload-svc', '200')]: '7+0x40',
      },
      1,
    ],
    [
      'calls that are over let it sleep',
      'callers',
      { [up]: '1+0x40', [own]: '_x5 1+0x35' },
      undefined,
    ],
    [
      'calls of another endpoint do too',
      'callers',
      { [up]: '1+0x40', [calls('chat-2-kserve-workload-svc')]: '1+1x40' },
      undefined,
    ],
    [
      'requests that wait for another endpoint of the model make no replica',
      'requests-waiting',
      {
        [waiting(podOf('chat-kserve', '5d8f7c9b64'))]: '3+0x40',
        [waiting(podOf('chat-kserve-2-kserve', '5d8f7c9b64'))]: '100+0x40',
      },
      1,
    ],
  ])('%s', async (_, trigger, series, active) => {
    const folder = await mkdtemp(join(tmpdir(), 'scaling-'));
    try {
      const file = join(folder, 'tests.yaml');
      const threshold = trigger === 'callers' ? '> bool 0' : '== bool 3';
      await writeFile(
        file,
        stringify({
          evaluation_interval: '1m',
          tests: [
            {
              interval: '1m',
              input_series: Object.entries(series).map(([name, values]) => ({
                series: name,
                values,
              })),
              promql_expr_test: [
                {
                  expr: `${queryOf(trigger)} ${threshold}`,
                  eval_time: '30m',
                  exp_samples:
                    active === undefined ? [] : [{ labels: '{}', value: 1 }],
                },
              ],
            },
          ],
        }),
      );
      const result = await run(promtool ?? '', ['test', 'rules', file]).then(
        ({ stdout }) => stdout,
        (error: { stdout: string; stderr: string }) =>
          `${error.stdout}${error.stderr}`,
      );
      expect(result).toContain('SUCCESS');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
