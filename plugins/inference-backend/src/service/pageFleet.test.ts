import type {
  EndpointSummary,
  ListEndpointsQuery,
  TriageVerdict,
} from '@golden-path/plugin-inference-common';
import fc from 'fast-check';
import { pageFleet, totalsOf } from './pageFleet';

const verdicts: TriageVerdict[] = [
  'platform',
  'model-team',
  'both',
  'nothing-wrong',
  'undetermined',
];

function summary(
  name: string,
  figures: {
    verdict?: TriageVerdict;
    utilization?: number;
    minor?: number;
    currency?: string;
  } = {},
): EndpointSummary {
  const { verdict = 'nothing-wrong', utilization, minor, currency } = figures;
  return {
    entityRef: `component:default/${name}`,
    namespace: 'default',
    name,
    ownerRef: 'group:default/support',
    accelerator: { className: 'h100-80g' },
    phase: { name: 'ready' },
    triage: { verdict, pageFirst: 'nobody', sentence: '', symptoms: [] },
    cost: {
      scope: 'accelerators',
      devices: 1,
      ...(minor !== undefined && {
        hourly: { amountMinor: minor, currency: currency ?? 'USD' },
      }),
    },
    signals: {
      gpuUtilization: { state: 'ok', unit: 'ratio', value: utilization },
    },
  };
}

it('shows every endpoint exactly once over all pages, in order, whatever the sort', () => {
  const row = fc.record({
    verdict: fc.constantFrom(...verdicts),
    utilization: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }),
    minor: fc.option(fc.nat(5), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), {
        maxLength: 30,
      }),
      fc.array(row, { minLength: 30, maxLength: 30 }),
      fc.constantFrom(
        'attention',
        'name',
        'owner',
        'gpuUtilization',
        'costPerHour',
      ),
      fc.constantFrom('asc', 'desc', undefined),
      fc.integer({ min: 1, max: 7 }),
      (names, rows, sort, order, limit) => {
        const fleet = names.map((name, index) => summary(name, rows[index]));
        const query: ListEndpointsQuery = { sort, order, limit };
        const whole = pageFleet(fleet, { ...query, limit: 200 });
        const seen: EndpointSummary[] = [];
        let cursor: string | undefined;
        do {
          const page = pageFleet(fleet, { ...query, cursor });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor && seen.length <= fleet.length);
        expect(seen).toEqual(whole.items);
        expect(new Set(seen).size).toBe(fleet.length);
      },
    ),
  );
});

it('puts outages first, then what somebody is paged for, then what is not known', () => {
  const fleet = [
    summary('well'),
    summary('unknown', { verdict: 'undetermined' }),
    summary('model', { verdict: 'model-team' }),
    summary('platform', { verdict: 'platform' }),
    {
      ...summary('down', { verdict: 'platform' }),
      phase: { name: 'failing' as const },
    },
  ];
  expect(pageFleet(fleet, {}).items.map(({ name }) => name)).toEqual([
    'down',
    'platform',
    'model',
    'unknown',
    'well',
  ]);
});

it('adds up only money of one currency', () => {
  const dollars = [summary('a', { minor: 100 }), summary('b', { minor: 50 })];
  expect(totalsOf(dollars, true).hourly).toEqual({
    amountMinor: 150,
    currency: 'USD',
  });
  const mixed = [...dollars, summary('c', { minor: 1, currency: 'EUR' })];
  expect(totalsOf(mixed, true)).not.toHaveProperty('hourly');
});

it('does not blame each endpoint for a source that is down', () => {
  const fleet = [summary('a', { verdict: 'undetermined' })];
  expect(totalsOf(fleet, true).needAttention).toBe(1);
  expect(totalsOf(fleet, false).needAttention).toBe(0);
});
