import type { Usage, UsageReport } from '@golden-path/plugin-inference-common';
import type { UsageAnswer, UsageSource } from '../service/InferenceUsage';

/** What a team's endpoints hold of the H100 class, four fifths of it idle. */
export function usageOf(team: string): Usage & { state: 'partial' } {
  return {
    state: 'partial',
    team,
    acceleratorClass: 'h100-80g',
    endpoints: 2,
    endpointsWithoutData: 1,
    coveredHours: 100,
    deviceHours: 200,
    unmeasuredDeviceHours: 0,
    gpuUtilization: { mean: 0.2, p95: 0.6 },
    idleDeviceHours: 160,
    idleCost: { amountMinor: 62_400, currency: 'USD' },
  };
}

/** An answer of the inference backend. */
export function usageReport(
  items: Usage[],
  source: UsageReport['source'] = {
    state: 'ok',
    asOf: '2026-11-23T08:59:30.000Z',
  },
): UsageReport {
  return {
    window: {
      start: '2026-11-16T08:24:00.000Z',
      end: '2026-11-23T08:24:00.000Z',
      hours: 168,
      stepSeconds: 3360,
    },
    items,
    source,
  };
}

/** Knows what a test tells it, and keeps what it was asked. */
export class FakeUsage implements UsageSource {
  readonly asked: (string | undefined)[] = [];
  items: Usage[] = [];
  unknownBecause: string | undefined;

  async usage(team?: string): Promise<UsageAnswer> {
    this.asked.push(team);
    if (this.unknownBecause) {
      return { state: 'unknown', reason: this.unknownBecause };
    }
    const report = usageReport(
      this.items.filter(item => team === undefined || item.team === team),
    );
    return { state: 'known', asOf: '2026-11-23T08:59:30.000Z', report };
  }
}
