import fc from 'fast-check';
import { endpoints } from '../seed/endpoints';
import { Conditions } from './Conditions';
import { EndpointSimulation } from './EndpointSimulation';
import type { ObservedEndpoint } from './observation';
import { seedProfile } from './profile';
import { observed, seedEndpoint, START, TestTelemetry } from './testTelemetry';

const HOURS = [1, 7, 13, 19].map(hour => Date.UTC(2026, 10, 24, hour, 2, 7));

describe('what each condition looks like', () => {
  it.each(HOURS)(
    'a healthy endpoint is busy and within its objectives (%d)',
    at => {
      const names = endpoints
        .filter(({ condition }) => condition === 'healthy')
        .map(({ name }) => name);
      const test = new TestTelemetry(names, { at });
      test.pass(6);
      for (const name of names) {
        const { slo } = seedEndpoint(name);
        const gpu = test.value(name, 'gpu_utilization:ratio');
        expect(gpu).toBeGreaterThan(0.4);
        expect(gpu).toBeLessThan(0.8);
        for (const [limit, series] of [
          [slo.ttftP95Ms, 'ttft_seconds:p95'],
          [slo.tpotP95Ms, 'tpot_seconds:p95'],
          [slo.latencyP95Ms, 'latency_seconds:p95'],
        ] as const) {
          if (limit === undefined) continue;
          expect(test.value(name, series)).toBeLessThan(limit / 1000);
        }
        expect(test.value(name, 'requests_waiting:sum')).toBeLessThan(3);
        expect(test.value(name, 'device_errors:count')).toBe(0);
        expect(test.value(name, 'model_load_seconds:max')).toBe(100);
      }
    },
  );

  it('an idle endpoint holds devices and hardly uses them, all week', () => {
    const test = new TestTelemetry(['contract-qa', 'ranking-lab'], {
      historyHours: 168,
    });
    for (const name of ['contract-qa', 'ranking-lab']) {
      const week = test.last(168, name, 'gpu_utilization:ratio');
      expect(week.length).toBeGreaterThan(2500);
      expect(Math.max(...week)).toBeLessThan(0.03);
    }
    expect(test.value('contract-qa', 'accelerators:count')).toBe(4);
  });

  it('a saturated endpoint has a queue that grew to a plateau', () => {
    const test = new TestTelemetry(['query-rewrite']);
    const waiting = test.last(3, 'query-rewrite', 'requests_waiting:sum');
    expect(Math.max(...waiting.slice(0, 400))).toBeLessThan(5);
    const plateau = waiting.slice(-60);
    const mean = plateau.reduce((a, b) => a + b, 0) / plateau.length;
    expect(mean).toBeGreaterThan(10);
    test.pass(60);
    const later = test.last(0.25, 'query-rewrite', 'requests_waiting:sum');
    expect(Math.max(...later)).toBeLessThan(mean * 4);
    expect(test.value('query-rewrite', 'kv_cache_used:ratio')).toBeGreaterThan(
      0.95,
    );
    expect(test.value('query-rewrite', 'ttft_seconds:p95')).toBeGreaterThan(1);
    expect(test.value('query-rewrite', 'preemptions:rate5m')).toBeGreaterThan(
      0,
    );
    expect(
      test.value('query-rewrite', 'gpu_utilization:ratio'),
    ).toBeGreaterThan(0.85);
  });

  it('a broken GPU shows four minutes before the sandbox starts, and its neighbour carries the load', () => {
    const test = new TestTelemetry(['reply-drafts']);
    const errors = test.last(0.2, 'reply-drafts', 'device_errors:count');
    expect(errors.slice(0, 10)).toEqual(Array(10).fill(0));
    expect(errors.filter(count => count > 0).length).toBeGreaterThanOrEqual(15);
    test.pass(30);
    expect(test.value('reply-drafts', 'device_errors:count')).toBe(1);
    const [state] = test.telemetry.simulation.states();
    const [broken, sound] = state.replicas;
    expect(broken.xid).toBe(48);
    expect(sound.utilization).toBeGreaterThan(5 * broken.utilization);
    expect(
      test.value('reply-drafts', 'requests:rate5m', { outcome: 'success' }),
    ).toBeGreaterThan(3);
  });

  it('a fault stays with its device when the pod moves away', () => {
    const test = new TestTelemetry(['reply-drafts']);
    const [endpoint] = test.cluster;
    test.cluster = [
      {
        ...endpoint,
        replicas: endpoint.replicas.map((replica, index) =>
          index === 0
            ? { ...replica, pod: 'reply-drafts-new', deviceIds: ['sound'] }
            : replica,
        ),
      },
    ];
    test.pass(1);
    expect(test.value('reply-drafts', 'device_errors:count')).toBe(0);
  });

  it.each(HOURS)(
    'a bad build fails five to ten requests in a hundred, on sound devices (%d)',
    at => {
      const test = new TestTelemetry(['case-summary'], { at });
      test.pass(6);
      const rate = (outcome: string) =>
        test.value('case-summary', 'requests:rate5m', { outcome }) ?? NaN;
      const share = rate('error') / (rate('error') + rate('success'));
      expect(share).toBeGreaterThanOrEqual(0.05);
      expect(share).toBeLessThanOrEqual(0.1);
      expect(test.value('case-summary', 'device_errors:count')).toBe(0);
    },
  );

  it('waiting for quota shows what is wanted and no device at all', () => {
    const test = new TestTelemetry(['entity-graph']);
    test.pass(1);
    expect(test.value('entity-graph', 'replicas:desired')).toBe(2);
    expect(test.value('entity-graph', 'replicas:ready')).toBe(0);
    expect(test.value('entity-graph', 'accelerators:count')).toBe(0);
    for (const series of [
      'gpu_utilization:ratio',
      'gpu_memory_used:ratio',
      'ttft_seconds:p95',
      'requests:rate5m',
      'device_errors:count',
    ]) {
      expect(test.value('entity-graph', series)).toBeUndefined();
    }
  });

  it('a cold start holds requests until the model is loaded', () => {
    const test = new TestTelemetry(['archive-batch']);
    const loading = observed(seedEndpoint('archive-batch'), {
      ready: false,
      startedAt: START,
      readyAt: undefined,
    });
    test.cluster = [loading];
    test.pass(1);
    expect(test.value('archive-batch', 'replicas:ready')).toBe(0);
    expect(test.value('archive-batch', 'requests_waiting:sum')).toBeGreaterThan(
      5,
    );
    expect(
      test.value('archive-batch', 'model_load_seconds:max'),
    ).toBeUndefined();
    expect(test.value('archive-batch', 'gpu_memory_used:ratio')).toBeLessThan(
      0.9,
    );
    test.cluster = [
      observed(seedEndpoint('archive-batch'), { readyAt: test.now }),
    ];
    test.pass(3);
    expect(test.value('archive-batch', 'replicas:ready')).toBe(1);
    expect(test.value('archive-batch', 'requests_waiting:sum')).toBeLessThan(5);
    expect(test.value('archive-batch', 'queue_seconds:p95')).toBeGreaterThan(1);
  });

  it('scores no tokens for a model that generates none', () => {
    const test = new TestTelemetry(['semantic-rerank']);
    expect(test.value('semantic-rerank', 'ttft_seconds:p95')).toBeUndefined();
    expect(test.value('semantic-rerank', 'latency_seconds:p95')).toBeLessThan(
      0.12,
    );
  });
});

describe('endpoints that come and go', () => {
  const created: ObservedEndpoint = {
    ...observed(seedEndpoint('support-chat')),
    entityName: 'brand-new',
    desired: 1,
    model: undefined,
  };

  it('serves a new one from the step after it is ready', () => {
    const test = new TestTelemetry([]);
    const waiting = { ready: false, startedAt: test.now, readyAt: undefined };
    test.cluster = [
      {
        ...created,
        replicas: created.replicas.map(r => ({ ...r, ...waiting })),
      },
    ];
    test.pass(1);
    expect(test.value('brand-new', 'replicas:ready')).toBe(0);
    expect(test.value('brand-new', 'requests:rate5m')).toBeUndefined();
    test.cluster = [
      {
        ...created,
        replicas: created.replicas.map(r => ({ ...r, readyAt: test.now })),
      },
    ];
    test.pass(1);
    expect(test.value('brand-new', 'gpu_utilization:ratio')).toBeGreaterThan(
      0.2,
    );
    test.pass(5);
    expect(test.value('brand-new', 'ttft_seconds:p95')).toBeGreaterThan(0);
  });

  it('gives one that was ready before the sandbox started its past', () => {
    const test = new TestTelemetry([]);
    test.cluster = [
      {
        ...created,
        replicas: created.replicas.map(r => ({
          ...r,
          startedAt: START - 3_600_000,
          readyAt: START - 3_500_000,
        })),
      },
    ];
    test.pass(0.5);
    const hour = test.last(2, 'brand-new', 'gpu_utilization:ratio');
    expect(hour.length).toBeGreaterThan(230);
    expect(hour.length).toBeLessThan(250);
  });

  it('lets the series of a removed one go stale after five minutes', () => {
    const test = new TestTelemetry(['support-chat']);
    test.cluster = [];
    test.pass(4);
    expect(test.value('support-chat', 'replicas:ready')).toBe(1);
    test.pass(2);
    expect(test.value('support-chat', 'replicas:ready')).toBeUndefined();
  });
});

describe('faults', () => {
  it('come, show and go', () => {
    const names = ['support-chat', 'invoice-extract'];
    const test = new TestTelemetry(names);
    const { telemetry } = test;
    const errors = () =>
      test.value('support-chat', 'requests:rate5m', { outcome: 'error' }) ?? 0;
    expect(errors()).toBeLessThan(0.02);
    telemetry.injectFault({
      kind: 'bad-build',
      endpoint: 'default/support-chat',
      durationSeconds: 600,
    });
    const xid = telemetry.injectFault({
      kind: 'gpu-xid',
      endpoint: 'default/support-chat',
      xid: 79,
    });
    telemetry.injectFault({
      kind: 'traffic-spike',
      endpoint: 'default/invoice-extract',
      factor: 6,
    });
    expect(telemetry.faults()).toHaveLength(3);
    test.pass(6);
    expect(errors()).toBeGreaterThan(0.1);
    expect(test.value('support-chat', 'device_errors:count')).toBe(1);
    expect(
      test.value('invoice-extract', 'kv_cache_used:ratio'),
    ).toBeGreaterThan(0.95);
    expect(
      test.value('invoice-extract', 'requests_waiting:sum'),
    ).toBeGreaterThan(10);
    expect(telemetry.clearFault(xid.id)).toBe(true);
    expect(telemetry.clearFault(xid.id)).toBe(false);
    test.pass(10);
    expect(test.value('support-chat', 'device_errors:count')).toBe(0);
    expect(errors()).toBeLessThan(0.02);
    expect(telemetry.faults().map(({ kind }) => kind)).toEqual([
      'traffic-spike',
    ]);
  });

  it('slow a node down', () => {
    const test = new TestTelemetry(['support-chat']);
    const before = test.value('support-chat', 'latency_seconds:p95') ?? NaN;
    test.telemetry.injectFault({ kind: 'slow-node', node: 'gpu-node-1' });
    test.pass(8);
    expect(test.value('support-chat', 'latency_seconds:p95')).toBeGreaterThan(
      before * 1.4,
    );
  });

  it.each([
    [{ kind: 'meteor', endpoint: 'default/x' }, 'kind'],
    [{ kind: 'gpu-xid' }, 'endpoint'],
    [{ kind: 'gpu-xid', endpoint: '../x' }, 'endpoint'],
    [{ kind: 'gpu-xid', endpoint: 'default/x', replica: -1 }, 'replica'],
    [{ kind: 'bad-build', endpoint: 'default/x', errorRatio: 2 }, 'errorRatio'],
    [{ kind: 'traffic-spike', endpoint: 'default/x', factor: 0 }, 'factor'],
    [{ kind: 'slow-node', node: 'n', durationSeconds: NaN }, 'durationSeconds'],
    ['gpu-xid', 'object'],
  ])('refuse %j and say why', (fault, named) => {
    const { telemetry } = new TestTelemetry([]);
    expect(() => telemetry.injectUnknownFault(fault)).toThrow(named);
  });
});

describe('the simulation keeps its books', () => {
  it('tells the same week for the same seed, and another for another', () => {
    const week = (seed: number) =>
      ['ttft_seconds:p95', 'requests_running:sum', 'kv_cache_used:ratio'].map(
        series =>
          new TestTelemetry(['support-chat'], { seed, historyHours: 168 }).last(
            168,
            'support-chat',
            series,
          ),
      );
    const first = week(7);
    expect(week(7)).toEqual(first);
    expect(week(8)).not.toEqual(first);
  });

  it('loses no request, whatever replicas and faults do, and computes no nonsense', () => {
    const step = fc.record({
      ready: fc.array(fc.boolean(), { maxLength: 4 }),
      seconds: fc.constantFrom(15, 60, 600),
      fault: fc.option(
        fc.constantFrom('gpu-xid', 'bad-build', 'traffic-spike'),
        { freq: 6 },
      ),
    });
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(...endpoints),
        fc.array(step, { minLength: 1, maxLength: 40 }),
        (seed, endpoint, steps) => {
          const key = `default/${endpoint.name}`;
          const conditions = new Conditions({
            seed,
            startedAt: START,
            endpoints: [endpoint],
          });
          const simulation = new EndpointSimulation({
            key,
            seed,
            profile: seedProfile(endpoint),
            conditions,
          });
          let last = START;
          for (const { ready, seconds, fault } of steps) {
            if (fault) conditions.inject({ kind: fault, endpoint: key }, last);
            const time = last + seconds * 1000;
            last = time;
            const view = observed(endpoint);
            const values = simulation.step(
              {
                ...view,
                replicas: ready.map((isReady, index) => ({
                  pod: `pod-${index}`,
                  deviceIds: [`gpu-${index}`],
                  ready: isReady,
                  startedAt: time - 30_000,
                })),
              },
              time,
              seconds,
            );
            const { counts, inside } = simulation;
            expect(
              counts.success +
                counts.error +
                counts.aborted +
                inside.running +
                inside.waiting,
            ).toBe(counts.arrived);
            for (const value of values) {
              if (Number.isNaN(value)) continue;
              expect(Number.isFinite(value)).toBe(true);
              expect(value).toBeGreaterThanOrEqual(0);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has data for three hours, a day and a week from the first step on', () => {
    const test = new TestTelemetry(['support-chat'], { historyHours: 168 });
    for (const hours of [3, 24, 168]) {
      const start = test.now - hours * 3_600_000;
      for (let part = 1; part <= 50; part++) {
        const time = start + (part / 50) * hours * 3_600_000;
        const found = [...test.telemetry.simulation.series.all()].filter(
          series => series.at(time) !== undefined,
        );
        expect(found.length).toBeGreaterThan(15);
      }
    }
  });
});
