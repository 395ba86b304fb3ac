import { formatSignalValue } from './formatSignalValue';
import { resolveSignals, type SignalSamples } from './resolveSignals';

const now = 1_000_000;
const options = { now, intervalMs: 15_000, runtime: 'vllm' };
const samples: SignalSamples = {
  gpuUtilization: { value: 0.4, at: now - 45_000 },
  ttftP95: { value: 0.2, at: now - 45_001 },
  queueP95: { value: NaN, at: now },
};

describe('resolveSignals', () => {
  it('keeps a figure fresh for three intervals, then says how old it is', () => {
    const signals = resolveSignals({ source: 'ok', samples }, options);
    expect(signals.gpuUtilization.state).toBe('ok');
    expect(signals.ttftP95).toEqual({
      state: 'stale',
      unit: 'seconds',
      value: 0.2,
      at: new Date(now - 45_001).toISOString(),
    });
  });

  it('does not trust a figure from the future', () => {
    const early = { gpuUtilization: { value: 0.4, at: now + 60_000 } };
    const signals = resolveSignals({ source: 'ok', samples: early }, options);
    expect(signals.gpuUtilization.state).toBe('stale');
  });

  it('has no data where there is no series or no number', () => {
    const signals = resolveSignals({ source: 'ok', samples }, options);
    expect(signals.kvCacheUsed).toEqual({ state: 'no-data', unit: 'ratio' });
    expect(signals.queueP95).toEqual({ state: 'no-data', unit: 'seconds' });
  });

  it('shows the last known figures while the source is down', () => {
    const signals = resolveSignals(
      { source: 'error', lastKnown: samples },
      options,
    );
    expect(signals.ttftP95).toMatchObject({ state: 'error', value: 0.2 });
    expect(signals.kvCacheUsed).toEqual({ state: 'error', unit: 'ratio' });
  });

  it('misses no latency where there was no request', () => {
    const zero = { value: 0, at: now };
    const quiet = {
      replicasReady: { value: 1, at: now },
      requestsSucceeded: zero,
      requestsFailed: zero,
      requestsWaiting: zero,
    };
    const signals = resolveSignals({ source: 'ok', samples: quiet }, options);
    expect(signals.latencyP95.state).toBe('not-applicable');
    expect(signals.deviceErrors.state).toBe('no-data');
  });
});

describe('formatSignalValue', () => {
  it.each([
    [0.374, 'ratio', '37 %'],
    [0.004, 'ratio', '0.4 %'],
    [1.2371, 'seconds', '1.24 s'],
    [0.0432, 'seconds', '43 ms'],
    [163.4, 'seconds', '163 s'],
    [0, 'seconds', '0.00 s'],
    [3.216, 'requests-per-second', '3.22 requests/s'],
    [1520.4, 'tokens-per-second', '1,520 tokens/s'],
    [3, 'count', '3'],
  ] as const)('shows %d %s as %s', (value, unit, text) => {
    expect(formatSignalValue(value, unit)).toBe(text);
  });
});
