import type { SeedEndpoint } from '../seed/endpoints';
import { hardwareOf, type Hardware } from './hardware';
import { hashOf } from './random';
import type { ObservedEndpoint } from './observation';
import { DAY_PEAK } from './traffic';

/**
 * What one replica can do and what clients ask of the endpoint: the parameters of the simulation.
 *
 * @public
 */
export type ServingProfile = {
  runtime: 'vllm' | 'triton';
  model: string;
  hardware: Hardware;
  /** Mean over a day. */
  requestsPerSecond: number;
  promptTokens: number;
  outputTokens: number;
  /** Prefill of a median prompt on an idle replica; for Triton, the whole execution. */
  prefillSeconds: number;
  /** Time per output token with a batch of one. */
  tpotSeconds: number;
  /** Requests per second that one replica finishes at its batch limit. */
  capacityPerReplica: number;
  /** Batch limit: what fits in the KV cache at a mean length. */
  maxRunning: number;
  kvTokens: number;
  /** Share of device memory that the runtime takes once the model is loaded. */
  memoryRatio: number;
  /** Mean time after which a client whose request has not started gives up. */
  patienceSeconds: number;
  loadSeconds: number;
};

/** Share of the published bandwidth and FLOPs that serving reaches. */
const BANDWIDTH_EFFICIENCY = 0.7;
const FLOPS_EFFICIENCY = 0.45;
/** By how much a full batch slows each token down. */
export const FULL_BATCH_SLOWDOWN = 0.6;

/** Load at the busiest hour, as a share of capacity, for each condition. */
const peakLoad: Record<SeedEndpoint['condition'], number> = {
  healthy: 0.62,
  idle: 0.0055,
  saturated: DAY_PEAK * 1.12,
  'gpu-fault': 0.5,
  'waiting-for-quota': 0.6,
  'cold-starting': 0.5,
  'bad-build': 0.55,
};

/** Mixture-of-experts models read a part of their weights for each token. */
function activeShare(model: string): number {
  return model.startsWith('openai/gpt-oss') ? 0.35 : 1;
}

/** Weights and compilation; in line with published start-ups of 20 s to 45 s for small models. */
function estimatedLoadSeconds(weightsGiB: number): number {
  return Math.round(25 + 1.7 * weightsGiB);
}

type Workload = {
  runtime: 'vllm' | 'triton';
  model: string;
  weightsGiB: number;
  devices: number;
  hardware: Hardware;
  requestsPerSecond: number;
  promptTokens: number;
  outputTokens: number;
  peakLoad: number;
  replicas: number;
  patienceSeconds: number;
  slo: SeedEndpoint['slo'];
};

function profileOf(workload: Workload): ServingProfile {
  const { runtime, hardware, slo, outputTokens, promptTokens } = workload;
  const capacityPerReplica =
    (workload.requestsPerSecond * DAY_PEAK) /
    workload.peakLoad /
    Math.max(1, workload.replicas);
  const bytes = workload.weightsGiB * 1024 ** 3 * activeShare(workload.model);
  const flops = bytes * promptTokens;
  let prefillSeconds =
    0.015 +
    flops /
      (workload.devices * hardware.denseTflopsBf16 * 1e12 * FLOPS_EFFICIENCY);
  let tpotSeconds =
    0.002 +
    bytes /
      (workload.devices *
        hardware.memoryBandwidthGBps *
        1e9 *
        BANDWIDTH_EFFICIENCY);
  if (runtime === 'triton') {
    prefillSeconds = ((slo.latencyP95Ms ?? 200) / 1000) * 0.33;
    tpotSeconds = 0;
  } else {
    // An endpoint's owners size it so that it meets its objectives with room for a busy hour.
    if (slo.ttftP95Ms) {
      prefillSeconds = Math.min(prefillSeconds, slo.ttftP95Ms / 1000 / 4);
    }
    if (slo.tpotP95Ms) {
      tpotSeconds = Math.min(tpotSeconds, slo.tpotP95Ms / 1000 / 3.2);
    }
  }
  const fullResidence =
    2 * prefillSeconds + outputTokens * tpotSeconds * (1 + FULL_BATCH_SLOWDOWN);
  const maxRunning = Math.max(
    8,
    Math.min(256, Math.ceil(capacityPerReplica * fullResidence)),
  );
  return {
    runtime,
    model: workload.model,
    hardware,
    requestsPerSecond: workload.requestsPerSecond,
    promptTokens,
    outputTokens,
    prefillSeconds,
    tpotSeconds,
    capacityPerReplica,
    maxRunning,
    kvTokens: Math.ceil(
      (maxRunning * (promptTokens + outputTokens / 2)) / 0.98,
    ),
    memoryRatio: runtime === 'triton' ? 0.38 : 0.91,
    patienceSeconds: workload.patienceSeconds,
    loadSeconds: estimatedLoadSeconds(workload.weightsGiB),
  };
}

/** Parameters of an endpoint that the sandbox is born with. */
export function seedProfile(seed: SeedEndpoint): ServingProfile {
  const spread = 1 + ((hashOf(seed.name, 'load') % 100) / 100 - 0.5) * 0.12;
  return profileOf({
    runtime: seed.runtime,
    model: seed.model,
    weightsGiB: seed.weightsGiB,
    devices: seed.acceleratorsPerReplica,
    hardware: hardwareOf(seed.acceleratorClass),
    requestsPerSecond: seed.requestsPerSecond,
    promptTokens: seed.promptTokens,
    outputTokens: seed.outputTokens,
    peakLoad:
      peakLoad[seed.condition] * (seed.condition === 'healthy' ? spread : 1),
    replicas: seed.minReplicas,
    patienceSeconds: seed.environment === 'dev' ? 600 : 25,
    slo: seed.slo,
  });
}

/** Parameters of an endpoint that someone created: modest traffic on a model that fills a third of its devices. */
export function observedProfile(endpoint: ObservedEndpoint): ServingProfile {
  const hardware = hardwareOf(endpoint.deviceClass);
  const devices = Math.max(1, endpoint.devicesPerReplica);
  const replicas = Math.max(1, endpoint.desired);
  return profileOf({
    runtime: endpoint.runtime === 'triton' ? 'triton' : 'vllm',
    model: endpoint.model ?? endpoint.entityName,
    weightsGiB: ((hardware.memoryMiB * devices) / 1024) * 0.35,
    devices,
    hardware,
    requestsPerSecond: 0.8 * replicas,
    promptTokens: 800,
    outputTokens: 180,
    peakLoad: 0.55,
    replicas,
    patienceSeconds: 25,
    slo: { ttftP95Ms: 800, tpotP95Ms: 50 },
  });
}
