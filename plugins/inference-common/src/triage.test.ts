import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import {
  parseOperatingModel,
  type OperatingModelDocument,
} from './operatingModel';
import type { Condition } from './operatingModelCondition';
import { phase } from './phase';
import {
  resolveSignals,
  type ResolvedSignals,
  type SignalSamples,
} from './resolveSignals';
import type { Slo } from './schemas';
import { SIGNALS, type SignalId } from './signals';
import { triage } from './triage';

const shipped = parseOperatingModel(
  parse(
    readFileSync(
      resolve(__dirname, '../../../platform/operating-model.yaml'),
      'utf8',
    ),
  ),
);

const now = Date.parse('2026-03-01T03:00:00Z');
const intervalMs = 15_000;
const slo: Slo = { ttftP95Seconds: 0.5, tpotP95Seconds: 0.04 };

const healthy: Partial<Record<SignalId, number>> = {
  gpuUtilization: 0.6,
  accelerators: 2,
  replicasReady: 2,
  replicasDesired: 2,
  requestsSucceeded: 4,
  requestsFailed: 0,
  requestsWaiting: 0,
  requestsRunning: 9,
  ttftP95: 0.3,
  tpotP95: 0.03,
  latencyP95: 4,
  queueP95: 0.02,
  kvCacheUsed: 0.5,
  preemptions: 0,
  deviceErrors: 0,
};

function samplesOf(
  values: Partial<Record<SignalId, number>>,
  at = now,
): SignalSamples {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, { value, at }]),
  );
}

function judge(
  values: Partial<Record<SignalId, number>>,
  options: { runtime?: string; lastReadyAt?: number; slo?: Slo } = {},
) {
  const signals = resolveSignals(
    { source: 'ok', samples: samplesOf(values) },
    { now, intervalMs, runtime: options.runtime ?? 'vllm' },
  );
  return judgeSignals(signals, options);
}

function judgeSignals(
  signals: ResolvedSignals,
  options: { lastReadyAt?: number; slo?: Slo } = {},
  model: OperatingModelDocument = shipped,
) {
  const { replicasReady, replicasDesired } = signals;
  const state = phase({
    replicasReady,
    replicasDesired,
    history: { lastReadyAt: options.lastReadyAt },
    expectedSeconds: 240,
    now,
  });
  return triage(signals, options.slo ?? slo, state, model);
}

describe('triage with the operating model we ship', () => {
  it('finds nothing wrong with a healthy endpoint', () => {
    expect(judge(healthy)).toEqual({
      verdict: 'nothing-wrong',
      pageFirst: 'nobody',
      sentence: 'Nothing wrong: every figure is fresh and no symptom is seen.',
      symptoms: [],
    });
  });

  it.each([
    ['device errors', { deviceErrors: 3 }, 'platform', 'device-errors'],
    [
      'errors with healthy devices',
      { requestsFailed: 1 },
      'model-team',
      'errors-healthy-devices',
    ],
    [
      'a queue with a full KV cache',
      { queueP95: 3, kvCacheUsed: 0.98, requestsWaiting: 20 },
      'model-team',
      'saturated',
    ],
    [
      'a queue with room',
      { queueP95: 3, requestsWaiting: 4 },
      'platform',
      'queue-with-room',
    ],
    [
      'a missing replica',
      { replicasReady: 1, accelerators: 1 },
      'platform',
      'replicas-missing',
    ],
    [
      'late first tokens without a queue',
      { ttftP95: 0.9 },
      'model-team',
      'slow-first-token',
    ],
    ['slow tokens', { tpotP95: 0.08 }, 'platform', 'slow-tokens'],
  ])('pages the right side first for %s', (_, change, first, id) => {
    const result = judge({ ...healthy, ...change });
    expect(result).toMatchObject({ verdict: first, pageFirst: first });
    expect(result.symptoms.map(symptom => symptom.id)).toEqual([id]);
    expect(result.symptoms[0].evidence.length).toBeGreaterThan(0);
  });

  it('says what was seen against which threshold, and when', () => {
    const [symptom] = judge({ ...healthy, ttftP95: 1.237 }).symptoms;
    expect(symptom).toMatchObject({
      first: 'model-team',
      then: 'platform',
      afterMinutes: 30,
      runbook: '/docs/{namespace}/component/{name}/runbook#answers-are-slow',
    });
    expect(symptom.evidence[0]).toEqual({
      signal: 'ttftP95',
      sentence: 'Time to first token, p95: 1.24 s, above the SLO of 0.50 s',
      value: 1.237,
      threshold: 0.5,
      at: '2026-03-01T03:00:00.000Z',
    });
  });

  it('names both sides when each has a symptom, the more severe first', () => {
    const result = judge({
      ...healthy,
      replicasReady: 1,
      requestsFailed: 2,
    });
    expect(result).toMatchObject({ verdict: 'both', pageFirst: 'model-team' });
    expect(result.sentence).toBe(
      'Model team first: Requests fail while the devices are healthy (Requests failed / (Requests succeeded + Requests failed): 33 %, above 2 %). AI platform as well: Some replicas are missing.',
    );
  });

  it('blames the device, not the model, for errors on a broken device', () => {
    const result = judge({ ...healthy, deviceErrors: 2, requestsFailed: 2 });
    expect(result.verdict).toBe('platform');
  });

  it('does not call an idle, expensive endpoint an incident', () => {
    const { ttftP95, tpotP95, latencyP95, queueP95, ...quiet } = healthy;
    const result = judge({
      ...quiet,
      gpuUtilization: 0,
      requestsSucceeded: 0,
      requestsRunning: 0,
    });
    expect(result.verdict).toBe('nothing-wrong');
  });

  it('asks nothing of a runtime without tokens that it does not have', () => {
    const { ttftP95, tpotP95, kvCacheUsed, preemptions, ...figures } = healthy;
    const promised = { slo: { latencyP95Seconds: 5 } };
    expect(judge(figures, { runtime: 'triton', ...promised }).verdict).toBe(
      'nothing-wrong',
    );
    expect(judge(figures, { runtime: 'vllm', ...promised }).verdict).toBe(
      'undetermined',
    );
  });

  it('tells a first start from an outage', () => {
    const down = {
      replicasReady: 0,
      replicasDesired: 1,
      accelerators: 1,
      deviceErrors: 0,
    };
    expect(judge(down)).toMatchObject({
      verdict: 'nothing-wrong',
      sentence:
        'Nothing wrong so far: the first start is within the expected time.',
    });
    expect(judge(down, { lastReadyAt: now - 60_000 }).symptoms[0].id).toBe(
      'restarting',
    );
    expect(judge(down, { lastReadyAt: now - 3_600_000 })).toMatchObject({
      verdict: 'platform',
      symptoms: [{ id: 'none-ready' }],
    });
  });

  it('says that replicas wait when nothing is allocated', () => {
    const result = judge({
      replicasReady: 0,
      replicasDesired: 2,
      accelerators: 0,
    });
    expect(result.symptoms.map(symptom => symptom.id)).toEqual([
      'waiting-for-devices',
    ]);
  });

  it('pages the platform first when nothing is known', () => {
    const result = judge({});
    expect(result).toMatchObject({
      verdict: 'undetermined',
      pageFirst: 'platform',
    });
    expect(result.sentence).toMatch(
      /^Undetermined: no fresh figure for .*Page AI platform first\.$/,
    );
  });
});

function usedSignals(condition: Condition, promised: Slo): SignalId[] {
  if ('all' in condition)
    return condition.all.flatMap(part => usedSignals(part, promised));
  if ('any' in condition)
    return condition.any.flatMap(part => usedSignals(part, promised));
  if ('not' in condition) return usedSignals(condition.not, promised);
  if ('phase' in condition) return ['replicasReady', 'replicasDesired'];
  const isUnpromised = Object.values(condition).some(
    value =>
      typeof value === 'object' &&
      'slo' in value &&
      promised[value.slo as keyof Slo] === undefined,
  );
  if (isUnpromised) return [];
  return 'ratio' in condition
    ? [condition.ratio.of, ...condition.ratio.to]
    : [condition.signal];
}

describe('triage in general', () => {
  const ids = Object.keys(SIGNALS) as SignalId[];
  const gap = fc.constantFrom('stale', 'no-data', 'error');

  it('never finds nothing wrong when a figure it needs is stale or missing', () => {
    const needed = [
      ...new Set(shipped.symptoms.flatMap(row => usedSignals(row.when, slo))),
    ];
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...ids),
          fc.double({ min: 0, max: 100, noNaN: true }),
        ),
        fc.subarray(needed, { minLength: 1 }),
        gap,
        (values, gone, state) => {
          const signals = resolveSignals(
            { source: 'ok', samples: samplesOf({ ...healthy, ...values }) },
            { now, intervalMs, runtime: 'vllm' },
          );
          for (const id of gone) {
            const { unit, value, at } = signals[id];
            signals[id] =
              state === 'no-data'
                ? { state: 'no-data', unit }
                : {
                    state: state === 'stale' ? 'stale' : 'error',
                    unit,
                    value,
                    at,
                  };
          }
          const result = judgeSignals(signals);
          expect(result.verdict).not.toBe('nothing-wrong');
          expect(result.pageFirst).not.toBe('nobody');
        },
      ),
    );
  });

  it('finds something wrong exactly when a symptom is seen', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...ids),
          fc.oneof(
            fc.constantFrom(0, 1, 2),
            fc.double({ min: 0, max: 100, noNaN: true }),
          ),
        ),
        values => {
          const result = judge(values);
          const quiet = ['nothing-wrong', 'undetermined'].includes(
            result.verdict,
          );
          expect(result.symptoms.length === 0).toBe(quiet);
          for (const symptom of result.symptoms) {
            expect(symptom.evidence).not.toHaveLength(0);
          }
        },
      ),
    );
  });

  it('does not take the opposite of the unknown for known', () => {
    const model: OperatingModelDocument = {
      ...shipped,
      symptoms: [
        {
          ...shipped.symptoms[0],
          when: { not: { signal: 'deviceErrors', above: 0 } },
        },
      ],
    };
    const signals = resolveSignals(
      { source: 'error', lastKnown: samplesOf(healthy, now - 600_000) },
      { now, intervalMs },
    );
    expect(judgeSignals(signals, {}, model).verdict).toBe('undetermined');
  });
});
