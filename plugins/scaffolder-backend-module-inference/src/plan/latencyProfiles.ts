import type {
  LatencyProfile,
  Runtime,
} from '@golden-path/plugin-inference-common';

/** Seconds that follow from a latency profile. */
export type LatencySettings = {
  /** The route's and the mesh's limit for a whole answer, streamed or not. */
  requestTimeoutSeconds: number;
  /** How long the mesh keeps a connection without traffic: longer than an answer may pause between two tokens. */
  idleTimeoutSeconds: number;
  /** The longest a connection may wait to be made. */
  connectTimeoutSeconds: number;
  /** From the moment a pod leaves the load balancer to the moment its server is told to stop. */
  preStopSeconds: number;
  /** What running requests then get to finish. */
  drainSeconds: number;
  /** The pause, the drain and a margin, after which Kubernetes kills the pod. */
  terminationGraceSeconds: number;
};

/**
 * The longest whole answer each profile allows. Language models: 120 s is some 1,200 tokens at reading speed; llm-d's
 * router chart takes 300 s by default; batch callers wait for as long as their job may. Predictions take milliseconds.
 */
const REQUEST_TIMEOUT_SECONDS: Record<
  Runtime,
  Record<LatencyProfile, number>
> = {
  vllm: { interactive: 120, standard: 300, batch: 3600 },
  triton: { interactive: 5, standard: 30, batch: 600 },
};

/** Load balancers need some seconds to hear that a pod is going; KServe's own presets pause for as long. */
const PRE_STOP_SECONDS = 15;
/** A node that is drained waits for its pods: beyond this, long requests are cut and their callers try again. */
const LONGEST_DRAIN_SECONDS = 600;
/** For the server to write its last lines. */
const MARGIN_SECONDS = 15;

/** Time-outs and drain of a latency profile. */
export function latencySettings(
  runtime: Runtime,
  profile: LatencyProfile,
): LatencySettings {
  const requestTimeoutSeconds = REQUEST_TIMEOUT_SECONDS[runtime][profile];
  const drainSeconds = Math.min(requestTimeoutSeconds, LONGEST_DRAIN_SECONDS);
  return {
    requestTimeoutSeconds,
    idleTimeoutSeconds: requestTimeoutSeconds + 60,
    connectTimeoutSeconds: 5,
    preStopSeconds: PRE_STOP_SECONDS,
    drainSeconds,
    terminationGraceSeconds: PRE_STOP_SECONDS + drainSeconds + MARGIN_SECONDS,
  };
}
