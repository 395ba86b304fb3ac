import { spawnSync } from 'node:child_process';
import express from 'express';
import request from 'supertest';
import { endpoints } from '../seed/endpoints';
import { TestTelemetry } from './testTelemetry';

const test = new TestTelemetry(endpoints.map(({ name }) => name));
test.pass(1);
const app = express().use(test.telemetry.router);

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const unlessMissing = hasPromtool || process.env.CI === 'true' ? it : it.skip;

/** Samples by name and labels, as the text has them. */
async function samples(path = '/metrics'): Promise<Map<string, number>> {
  const { text } = await request(app).get(path).expect(200);
  return new Map(
    text
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
}

const CHAT =
  'model_name="meta-llama/Llama-3.3-70B-Instruct",engine="0",goldenpath_dev_entity_namespace="default",goldenpath_dev_entity_name="support-chat",pod="support-chat-5f7c9-0",namespace="support-assist"';

async function promtoolAccepts() {
  const { text } = await request(app).get('/metrics').expect(200);
  const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  // 3 stands for remarks on style; the names are vLLM's, Triton's and NVIDIA's, and so is their style.
  expect([0, 3]).toContain(status);
  const remarks = stderr
    .split('\n')
    .filter(line => line !== '')
    .filter(line => !/^(vllm:|nv_|DCGM_|gpu_|istio_|kube_)/.test(line));
  expect(remarks).toEqual([]);
}

describe('exporters', () => {
  it('show what vLLM shows, under its names', async () => {
    const all = await samples();
    for (const name of [
      'vllm:num_requests_running',
      'vllm:num_requests_waiting',
      'vllm:kv_cache_usage_perc',
      'vllm:num_preemptions_total',
      'vllm:prompt_tokens_total',
      'vllm:generation_tokens_total',
      'vllm:time_to_first_token_seconds_count',
      'vllm:inter_token_latency_seconds_sum',
      'vllm:e2e_request_latency_seconds_count',
      'vllm:request_queue_time_seconds_count',
    ]) {
      expect([name, all.has(`${name}{${CHAT}}`)]).toEqual([name, true]);
    }
    for (const reason of ['stop', 'length', 'abort']) {
      expect(
        all.has(
          `vllm:request_success_total{${CHAT},finished_reason="${reason}"}`,
        ),
      ).toBe(true);
    }
  });

  it('have histograms that never fall and end at their count', async () => {
    const all = await samples('/metrics/vllm/support-chat-5f7c9-0');
    for (const name of [
      'time_to_first_token',
      'inter_token_latency',
      'e2e_request_latency',
      'request_queue_time',
    ]) {
      const buckets = [...all].filter(([key]) =>
        key.startsWith(`vllm:${name}_seconds_bucket`),
      );
      const counts = buckets.map(([, count]) => count);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(buckets[buckets.length - 1]).toEqual([
        expect.stringContaining('le="+Inf"'),
        all.get(`vllm:${name}_seconds_count{${CHAT}}`),
      ]);
    }
  });

  it('have counters that never fall', async () => {
    const before = await samples();
    test.pass(2);
    const after = await samples();
    for (const [key, value] of before) {
      if (!/_(total|count|bucket|sum)\{/.test(key)) continue;
      expect([key, (after.get(key) ?? NaN) >= value]).toEqual([key, true]);
    }
  });

  it('show devices as DCGM does, with the broken one’s error', async () => {
    const all = await samples();
    const xids = [...all].filter(
      ([key, value]) => key.startsWith('DCGM_FI_DEV_XID_ERRORS') && value > 0,
    );
    expect(xids).toEqual([
      [
        expect.stringMatching(
          /gpu="0",UUID="GPU-[0-9a-f-]{36}",.*modelName="NVIDIA L40S",Hostname="gpu-node-1",pod="reply-drafts-5f7c9-0",namespace="support-assist",container="main"/,
        ),
        48,
      ],
    ]);
    const of = (name: string) =>
      [...all]
        .filter(([key]) => key.startsWith(name) && key.includes('NVIDIA L4"'))
        .map(([, value]) => value);
    expect(of('DCGM_FI_PROF_GR_ENGINE_ACTIVE').every(v => v <= 1)).toBe(true);
    const [used] = of('DCGM_FI_DEV_FB_USED');
    const [free] = of('DCGM_FI_DEV_FB_FREE');
    expect(used + free).toBe(23034);
    expect([...all.keys()].join()).not.toMatch(/DCGM[^,]*MI300X/);
  });

  it('show one pod, one node, and nothing of what is not there', async () => {
    const triton = await samples('/metrics/triton/semantic-rerank-5f7c9-0');
    expect([...triton.keys()].join()).toContain('nv_inference_request_success');
    const node = await samples('/metrics/dcgm/gpu-node-2');
    expect(
      [...node.keys()].every(key => /ostname="gpu-node-2"/.test(key)),
    ).toBe(true);
    for (const path of ['gateway', 'kubernetes']) {
      expect((await samples(`/metrics/${path}`)).size).toBeGreaterThan(0);
    }
    await request(app).get('/metrics/vllm/semantic-rerank-5f7c9-0').expect(404);
    await request(app).get('/metrics/vllm/entity-graph-5f7c9-0').expect(404);
    await request(app).get('/metrics/dcgm/nowhere').expect(404);
  });

  unlessMissing(
    hasPromtool
      ? 'are read by Prometheus itself'
      : 'are read by Prometheus itself (promtool is not on the PATH)',
    promtoolAccepts,
  );
});
