import type { Runtime } from '@golden-path/plugin-inference-common';

/** One alert as Prometheus takes it. */
export type AlertRule = {
  alert: string;
  expr: string;
  for: string;
  /** The long window of a burn rate, which tells the rules of one alert apart. */
  window?: string;
  /** `page` wakes somebody, `ticket` waits for the next working day. */
  severity: 'page' | 'ticket';
  /** Who is first; a party of the operating model. */
  responsible: 'platform' | 'model-team';
  summary: string;
  /** Section of the runbook. */
  section: string;
};

/**
 * Long and short window, and how many times the error budget's even pace is too fast: the Google SRE workbook's chapter
 * on alerting on SLOs.
 */
const BURN_RATES = [
  { factor: 14.4, long: '1h', short: '5m', for: '2m', severity: 'page' },
  { factor: 6, long: '6h', short: '30m', for: '15m', severity: 'page' },
  { factor: 3, long: '1d', short: '2h', for: '1h', severity: 'ticket' },
  { factor: 1, long: '3d', short: '6h', for: '3h', severity: 'ticket' },
] as const;

/** Share of a window's requests to which a promise was broken, as PromQL. */
type BadShare = (window: string) => string;

function burnRateRules(options: {
  alert: string;
  promise: string;
  badShare: BadShare;
  budget: number;
  section: string;
}): AlertRule[] {
  return BURN_RATES.map(rate => {
    const threshold = Number((rate.factor * options.budget).toPrecision(6));
    return {
      alert: options.alert,
      expr: [rate.long, rate.short]
        .map(window => `${options.badShare(window)} > ${threshold}`)
        .join(' and '),
      for: rate.for,
      window: rate.long,
      severity: rate.severity,
      responsible: 'model-team',
      summary: `${options.promise}: the error budget goes ${rate.factor} times too fast (${rate.long} and ${rate.short})`,
      section: options.section,
    };
  });
}

/** Targets of an endpoint. */
export type Objectives = {
  availabilityTarget: number;
  ttftP95Ms?: number;
  tpotP95Ms?: number;
};

/**
 * The alerts of an endpoint: budgets that burn, and what breaks in the ways the operating model knows.
 *
 * @remarks
 * Availability is the share of answered requests that succeeded; those that callers gave up are not the endpoint's
 * fault. A latency target is broken to all who are answered in five minutes of which the recorded p95 is over it; the
 * target for their share is the availability target. Rates and quantiles are recorded over five minutes, so latency is
 * looked at as often (for the window of 5m every minute): a slow minute counts as five or as none, and the hour that
 * pages is twelve looks. A window's share is a sum over a sum: a look counts as much as it has requests, and one
 * without a sample (no pods, or no error so far) counts as none.
 *
 * @param endpoint - value of the label `endpoint`: `namespace/name` of the catalog entity
 */
export function alertRules(options: {
  endpoint: string;
  runtime: Runtime;
  objectives: Objectives;
  /** Expected from the start of the server's container to a model that answers. */
  loadSeconds: number;
  /** Expected from a new pod to a model that answers. */
  startSeconds: number;
  /** How long no replica may be ready before somebody is woken: where a roll-out stops the last one, a whole start. */
  noneReadySeconds: number;
}): AlertRule[] {
  const { objectives, runtime, loadSeconds, startSeconds } = options;
  const matcher = `endpoint="${options.endpoint}"`;
  const budget = 1 - objectives.availabilityTarget;
  const percent = Number((100 * objectives.availabilityTarget).toPrecision(6));
  const series = (name: string, more = '') =>
    `inference:${name}{${matcher}${more}}`;
  const requests = (window: string, outcomes: string) =>
    `sum(sum_over_time(${series(
      'requests:rate5m',
      `,outcome${outcomes}`,
    )}[${window}]))`;
  const answered = '=~"success|error"';
  const late = (name: string, milliseconds: number): BadShare => {
    const all = `sum(${series('requests:rate5m', `,outcome${answered}`)})`;
    const isLate = `max(${series(name)}) > bool ${milliseconds / 1000}`;
    return window => {
      // The series are rates of five minutes: looked at more often, they cost more and say the same
      const range = `[${window}:${window === '5m' ? '1m' : '5m'}]`;
      return `sum_over_time((${all} * (${isLate}))${range}) / sum_over_time(${all}${range})`;
    };
  };
  const latency = (alert: string, what: string, name: string, ms?: number) =>
    ms === undefined
      ? []
      : burnRateRules({
          alert,
          promise: `${what} within ${ms} ms`,
          badShare: late(name, ms),
          budget,
          section: 'answers-are-slow',
        });
  const ready = `max(${series('replicas:ready')})`;
  const desired = `max(${series('replicas:desired')})`;
  return [
    ...burnRateRules({
      alert: 'InferenceAvailabilityBurn',
      promise: `${percent} % of requests answered`,
      badShare: window =>
        `${requests(window, '="error"')} / ${requests(window, answered)}`,
      budget,
      section: 'answers-fail',
    }),
    ...(runtime === 'vllm'
      ? [
          ...latency(
            'InferenceFirstTokenBurn',
            'p95 of the time to first token',
            'ttft_seconds:p95',
            objectives.ttftP95Ms,
          ),
          ...latency(
            'InferenceTokenSpeedBurn',
            'p95 of the time per output token',
            'tpot_seconds:p95',
            objectives.tpotP95Ms,
          ),
        ]
      : latency(
          'InferenceLatencyBurn',
          'p95 of the time to an answer',
          'latency_seconds:p95',
          objectives.ttftP95Ms,
        )),
    {
      alert: 'InferenceNoReplicaReady',
      expr: `${ready} == 0 and ${desired} > 0 and max_over_time(${ready}[1d:5m]) > 0`,
      for: `${Math.ceil(options.noneReadySeconds / 60)}m`,
      severity: 'page',
      responsible: 'platform',
      summary: 'No replica is ready though some were',
      section: 'pods-do-not-start',
    },
    {
      alert: 'InferenceReplicasMissing',
      expr: `${ready} < ${desired}`,
      for: `${Math.ceil((3 * startSeconds) / 60)}m`,
      severity: 'ticket',
      responsible: 'platform',
      summary: 'Replicas are missing for longer than three starts take',
      section: 'pods-do-not-start',
    },
    {
      alert: 'InferenceStartSlow',
      expr: `max(${series('model_load_seconds:max')}) > ${2 * loadSeconds}`,
      for: '5m',
      severity: 'ticket',
      responsible: 'platform',
      summary: `A start took more than twice the ${loadSeconds} s that are expected`,
      section: 'pods-do-not-start',
    },
    {
      alert: 'InferenceDeviceErrors',
      expr: `max(${series('device_errors:count')}) > 0`,
      for: '2m',
      severity: 'page',
      responsible: 'platform',
      summary: 'Accelerators report errors',
      section: 'answers-fail',
    },
    ...(runtime === 'vllm'
      ? [
          {
            alert: 'InferenceSaturated',
            expr: `max(${series('kv_cache_used:ratio')}) > 0.9 and max(${series(
              'queue_seconds:p95',
            )}) > 1`,
            for: '15m',
            severity: 'ticket' as const,
            responsible: 'model-team' as const,
            summary: 'The KV cache is full and requests wait',
            section: 'answers-are-slow',
          },
        ]
      : []),
    {
      alert: 'InferenceSignalsMissing',
      expr: `absent(${series('replicas:ready')})`,
      for: '15m',
      severity: 'ticket',
      responsible: 'platform',
      summary:
        'Nothing is recorded about the endpoint; no other alert can fire',
      section: 'signals-are-missing',
    },
  ];
}
