import {
  estimateModelLoadSeconds,
  startupProbe,
  type ModelLoading,
} from '@golden-path/plugin-inference-common';

/** Every wait between a new pod and somebody giving up on it, in seconds. Each is longer than the one before. */
export type Deadlines = {
  /** Expected: weights on their way to the node, before the server's container starts. */
  fetchSeconds: number;
  /** Expected: from the container's start to a model that answers. */
  loadSeconds: number;
  startupPeriodSeconds: number;
  startupFailureThreshold: number;
  /** The start-up probe's patience: period times threshold. */
  startupSeconds: number;
  /** `progressDeadlineSeconds`: **the** number; a replica is ready by then or the roll-out has failed. */
  startDeadlineSeconds: number;
  /** When the GitOps controller stops waiting for the objects to be healthy. */
  gitOpsTimeoutSeconds: number;
  /** The least that Kueue's `waitForPodsReady.timeout` may be, where it is on. */
  kueueTimeoutSeconds: number;
};

/**
 * GiB/s at which weights reach a node, on the careful side: a hub over a shared 2.5 Gbit/s uplink, object storage and a
 * registry in the same region over 5 Gbit/s.
 */
const FETCH_GIB_PER_SECOND: Record<Exclude<ModelLoading, 'pvc'>, number> = {
  hub: 0.25,
  oci: 0.5,
  'object-storage': 0.5,
};

/** GiB/s at which a shared file system is read; local disks are what `estimateModelLoadSeconds` assumes. */
const SHARED_FILES_GIB_PER_SECOND = 0.5;

/** For a place on a node and the server's image of some 10 GiB. */
const SCHEDULE_AND_PULL_SECONDS = 600;
/** The download may take this many times what is expected. */
const FETCH_PATIENCE = 3;
/** Between one wait and the next, so that the inner one is always heard first. */
const STEP_SECONDS = 300;

function roundUp(seconds: number, to: number): number {
  return Math.ceil(seconds / to) * to;
}

/**
 * Computes the whole chain of start deadlines from the bytes of the checkpoint and the way they are loaded:
 * probe < progress deadline < GitOps time-out < Kueue time-out.
 *
 * @remarks
 * KServe's API has no field for a Deployment's progress deadline and leaves it at Kubernetes' 600 s. The pods carry the
 * figure as an annotation, and platform/kubernetes/progress-deadline.yaml puts it into the Deployment.
 */
export function deadlineChain(options: {
  /** The checkpoint as published, however its weights are held. */
  checkpointGiB: number;
  loading: ModelLoading;
  /** What is fetched, where that is more than the checkpoint. */
  downloadGiB?: number;
  /**
   * Whether the first start waits for a volume to be filled from the hub, by a job that is created with it: its place on a
   * node and its image are waited for meanwhile.
   */
  fillsCache?: boolean;
  /** What a pod waits for one that goes before it: its grace, for a roll-out at the maximum has no devices to spare. */
  predecessorSeconds?: number;
}): Deadlines {
  const { checkpointGiB, loading, predecessorSeconds = 0 } = options;
  const { downloadGiB = checkpointGiB } = options;
  const from = options.fillsCache ? 'hub' : loading;
  const fetchSeconds =
    from === 'pvc' ? 0 : Math.round(downloadGiB / FETCH_GIB_PER_SECOND[from]);
  const loadSeconds =
    estimateModelLoadSeconds(checkpointGiB) +
    (loading === 'pvc'
      ? Math.round(checkpointGiB / SHARED_FILES_GIB_PER_SECOND - checkpointGiB)
      : 0);
  const { periodSeconds, failureThreshold } = startupProbe(loadSeconds);
  const startupSeconds = periodSeconds * failureThreshold;
  const startDeadlineSeconds = roundUp(
    predecessorSeconds +
      SCHEDULE_AND_PULL_SECONDS +
      FETCH_PATIENCE * fetchSeconds +
      startupSeconds,
    60,
  );
  return {
    fetchSeconds,
    loadSeconds,
    startupPeriodSeconds: periodSeconds,
    startupFailureThreshold: failureThreshold,
    startupSeconds,
    startDeadlineSeconds,
    gitOpsTimeoutSeconds: startDeadlineSeconds + STEP_SECONDS,
    kueueTimeoutSeconds: startDeadlineSeconds + 2 * STEP_SECONDS,
  };
}

/** The links of a chain in their order, as they are read back from manifests. */
export type DeadlineLink = { name: string; seconds: number };

/** What is wrong with a chain: a link that does not outlast the one before it. */
export function deadlineProblems(chain: DeadlineLink[]): string[] {
  return chain.slice(1).flatMap((link, index) => {
    const before = chain[index];
    return link.seconds > before.seconds
      ? []
      : [
          `${link.name} (${link.seconds} s) must be longer than ${before.name} (${before.seconds} s)`,
        ];
  });
}
