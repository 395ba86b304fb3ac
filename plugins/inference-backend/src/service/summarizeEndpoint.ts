import {
  cost,
  mergeReplicaHistory,
  phase,
  replicaHistoryOf,
  resolveSignals,
  runbookOf,
  triage,
  type AcceleratorClass,
  type Cost,
  type EndpointAccelerator,
  type EndpointSummary,
  type InferenceEndpoint,
  type OperatingModelDocument,
  type ReplicaHistory,
  type ResolvedSignals,
  type Series,
  type SignalId,
  type SignalReading,
  type Slo,
} from '@golden-path/plugin-inference-common';

/** What is known of an endpoint from everywhere. */
export type EndpointFacts = {
  endpoint: InferenceEndpoint;
  acceleratorClass: AcceleratorClass | undefined;
  reading: SignalReading;
  history: ReplicaHistory;
  /** Its series, where they were fetched. */
  series?: Partial<Record<SignalId, Series>>;
};

/** What is the same for all endpoints at one moment. */
export type SummaryContext = {
  now: number;
  refreshMs: number;
  operatingModel: OperatingModelDocument;
};

/** Window of the recorded rates, as their names say. */
const RATE_WINDOW = '5m';

function sloOf({ slo }: InferenceEndpoint): Slo {
  const seconds = (milliseconds: number | undefined) =>
    milliseconds === undefined ? undefined : milliseconds / 1000;
  return {
    ttftP95Seconds: seconds(slo.ttftP95Ms),
    tpotP95Seconds: seconds(slo.tpotP95Ms),
    latencyP95Seconds: seconds(slo.latencyP95Ms),
  };
}

function acceleratorOf({
  endpoint,
  acceleratorClass,
}: EndpointFacts): EndpointAccelerator {
  const named = {
    className: endpoint.acceleratorClass,
    ref: endpoint.acceleratorClassRef,
    perReplica: endpoint.acceleratorsPerReplica,
  };
  return acceleratorClass === undefined
    ? { ...named, missing: true }
    : {
        ...named,
        title: acceleratorClass.title,
        memoryGiB: acceleratorClass.memoryGiB,
      };
}

function costOf(facts: EndpointFacts, signals: ResolvedSignals): Cost {
  const { endpoint, acceleratorClass } = facts;
  const {
    accelerators,
    gpuUtilization,
    requestsSucceeded,
    promptTokens,
    generationTokens,
  } = signals;
  const used = [
    accelerators,
    gpuUtilization,
    requestsSucceeded,
    promptTokens,
    generationTokens,
  ].flatMap(({ at }) => (at ? [at] : []));
  const hasTokens =
    promptTokens.value !== undefined && generationTokens.value !== undefined;
  const isMeasured = accelerators.value !== undefined;
  return cost({
    devices:
      accelerators.value ??
      endpoint.minReplicas * endpoint.acceleratorsPerReplica,
    devicesSource: isMeasured ? 'measured' : 'declared',
    pricePerDeviceHour: acceleratorClass?.pricePerDeviceHour,
    priceSource: acceleratorClass?.entityRef,
    gpuUtilization: gpuUtilization.value,
    requestsPerSecond: requestsSucceeded.value,
    // One direction alone would make tokens look dearer than they are.
    tokensPerSecond: hasTokens
      ? (promptTokens.value ?? 0) + (generationTokens.value ?? 0)
      : undefined,
    window: RATE_WINDOW,
    asOf: used.sort()[0],
  });
}

/** What the portal says about one endpoint, from what is known of it. */
export function summarizeEndpoint(
  facts: EndpointFacts,
  context: SummaryContext,
): EndpointSummary & { signals: ResolvedSignals } {
  const { endpoint, reading, series } = facts;
  const { now, refreshMs, operatingModel } = context;
  const signals = resolveSignals(reading, {
    now,
    intervalMs: refreshMs,
    runtime: endpoint.runtime,
  });
  const state =
    reading.source === 'not-configured'
      ? { name: 'unknown' as const }
      : phase({
          replicasReady: signals.replicasReady,
          replicasDesired: signals.replicasDesired,
          accelerators: signals.accelerators,
          history: mergeReplicaHistory(
            facts.history,
            replicaHistoryOf(series ?? {}),
          ),
          expectedSeconds: endpoint.modelLoadSeconds,
          now,
        });
  const slo = sloOf(endpoint);
  const judged = triage(signals, slo, state, operatingModel);
  return {
    entityRef: endpoint.entityRef,
    namespace: endpoint.namespace,
    name: endpoint.name,
    title: endpoint.title,
    ownerRef: endpoint.owner,
    model: endpoint.model,
    runtime: endpoint.runtime,
    environment: endpoint.environment,
    accelerator: acceleratorOf(facts),
    minReplicas: endpoint.minReplicas,
    maxReplicas: endpoint.maxReplicas,
    slo,
    phase: state,
    triage: {
      ...judged,
      symptoms: judged.symptoms.map(symptom => ({
        ...symptom,
        ...(symptom.runbook && {
          runbook: runbookOf(symptom.runbook, endpoint),
        }),
      })),
    },
    cost: costOf(facts, signals),
    signals,
  };
}
