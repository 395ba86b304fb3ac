import { InputError } from '@backstage/errors';
import {
  needsHubToken,
  type AcceleratorClass,
  type BusinessHours,
  type LatencyProfile,
  type ModelLoading,
  type Runtime,
} from '@golden-path/plugin-inference-common';
import { alertRules, type AlertRule } from './alertRules';
import { childName } from './childName';
import { deadlineChain, type Deadlines } from './deadlines';
import { latencySettings, type LatencySettings } from './latencyProfiles';
import { knownMetricNames, RUNTIME_METRICS } from './metricNames';
import { modelSource, type ModelSource } from './modelSource';
import type { Allocation, PlatformSettings } from './platformSettings';
import { planRollout, type Rollout } from './rollout';
import { planScaling, type Scaling } from './scaling';

/** How an endpoint is to be run, beyond its size. */
export type DeploymentRequest = {
  runtime: Runtime;
  latencyProfile: LatencyProfile;
  availabilityTarget: number;
  modelLoading: ModelLoading;
  modelUri?: string;
  /** Whether the hub wants the team's token; the list of known models says it where this is left out. */
  hubToken?: boolean;
  scaleToZero: boolean;
  businessHours?: BusinessHours;
  interruptible: boolean;
};

/** What is asked where nobody chose. */
const DEFAULT_DEPLOYMENT: DeploymentRequest = {
  runtime: 'vllm',
  latencyProfile: 'interactive',
  availabilityTarget: 0.99,
  modelLoading: 'hub',
  scaleToZero: false,
  interruptible: false,
};

/** Fills in what was left out. */
export function withDefaults(
  request: Partial<DeploymentRequest>,
): DeploymentRequest {
  const { modelUri, hubToken, businessHours } = request;
  return {
    runtime: request.runtime ?? DEFAULT_DEPLOYMENT.runtime,
    latencyProfile: request.latencyProfile ?? DEFAULT_DEPLOYMENT.latencyProfile,
    availabilityTarget:
      request.availabilityTarget ?? DEFAULT_DEPLOYMENT.availabilityTarget,
    modelLoading: request.modelLoading ?? DEFAULT_DEPLOYMENT.modelLoading,
    scaleToZero: request.scaleToZero ?? DEFAULT_DEPLOYMENT.scaleToZero,
    interruptible: request.interruptible ?? DEFAULT_DEPLOYMENT.interruptible,
    ...(modelUri && { modelUri }),
    ...(hubToken !== undefined && { hubToken }),
    ...(businessHours && { businessHours }),
  };
}

/** Everything the manifests need beyond the size of the endpoint. */
export type DeploymentPlan = Omit<DeploymentRequest, 'hubToken'> & {
  modelUri: string;
  allocation: Allocation;
  /** Name of the claim template, where devices are claimed. */
  claimTemplateName?: string;
  /** Name of the devices as a resource of the container, where a device plugin has them. */
  extendedResourceName?: string;
  modelSource: ModelSource;
  deadlines: Deadlines;
  latency: LatencySettings;
  scaling?: Scaling;
  rollout: Rollout;
  /** Disk of the node for compiled kernels and graphs, and with the download of the model. */
  scratchGiB: number;
  ephemeralStorageGiB: number;
  availabilityPercent: number;
  /** The Service that KServe makes, and its port. */
  serviceName: string;
  servicePort: number;
  serverPort: number;
  metricsPort: number;
  metricsPortName: string;
  priorityClasses: { dev: string; prod: string };
  alerts: AlertRule[];
  runtimeVersion: string;
  metricNames: string[];
  platform: PlatformSettings;
};

/** Priority classes of platform/kubernetes/priority-classes.yaml. */
export const PRIORITY_CLASSES = {
  dev: 'inference-dev',
  prod: 'inference-prod',
  interruptible: 'inference-interruptible',
} as const;

/** Compiled kernels of a large model take some GiB. An assumption on the careful side. */
const SCRATCH_GIB = 10;

/** No replica for this long wakes somebody, where roll-outs leave one running. */
const NONE_READY_SECONDS = 300;

/** Where each server listens, in its pod and behind the Service that KServe makes. */
const PORTS = {
  vllm: { servicePort: 8000, serverPort: 8000, metricsPort: 8000 },
  triton: { servicePort: 80, serverPort: 8080, metricsPort: 8002 },
};

function readAllocation(options: {
  name: string;
  acceleratorClass: AcceleratorClass;
  devicesPerReplica: number;
  platform: PlatformSettings;
}): Pick<
  DeploymentPlan,
  'allocation' | 'claimTemplateName' | 'extendedResourceName'
> {
  const { acceleratorClass: chosen, devicesPerReplica, platform } = options;
  if (platform.allocation === 'dra') {
    // A claim template cannot be changed: other devices are another template, which pods move to as they are replaced
    const devices = `${options.name}-${chosen.deviceClassName}-${devicesPerReplica}`;
    return {
      allocation: 'dra',
      claimTemplateName: childName(devices, '-accelerators'),
    };
  }
  if (!chosen.extendedResourceName) {
    throw new InputError(
      `${chosen.name} cannot be had in this cluster: it hands devices out by device plugin, and the class names no extendedResourceName. Choose another class, or ask the platform team.`,
    );
  }
  return {
    allocation: 'device-plugin',
    extendedResourceName: chosen.extendedResourceName,
  };
}

/**
 * Works out how an endpoint is run: where its model comes from, every wait of its start, how it scales and drains, and
 * which alerts watch over it. Pure: the manifests only write down what this says.
 *
 * @throws InputError with a sentence when something that was asked for cannot be
 */
export function planDeployment(options: {
  name: string;
  namespace: string;
  request: DeploymentRequest;
  modelId: string;
  /** The checkpoint as published. */
  checkpointGiB: number;
  minReplicas: number;
  maxReplicas: number;
  devicesPerReplica: number;
  ttftP95Ms?: number;
  tpotP95Ms?: number;
  acceleratorClass: AcceleratorClass;
  platform: PlatformSettings;
}): DeploymentPlan {
  const { name, namespace, modelId, platform } = options;
  const { hubToken, ...request } = options.request;
  const { runtime } = request;
  const { checkpointGiB, minReplicas, maxReplicas } = options;
  const source = modelSource({
    name,
    modelId,
    loading: request.modelLoading,
    modelUri: request.modelUri,
    needsToken: needsHubToken({ ...request, modelId, hubToken }),
    checkpointGiB,
  });
  const rollout = planRollout(minReplicas, maxReplicas);
  const latency = latencySettings(runtime, request.latencyProfile);
  const deadlines = deadlineChain({
    checkpointGiB,
    loading: request.modelLoading,
    downloadGiB: source.repository?.downloadGiB,
    fillsCache: source.cache !== undefined,
    predecessorSeconds: latency.terminationGraceSeconds,
  });
  const { loadSeconds } = deadlines;
  const startSeconds = deadlines.fetchSeconds + loadSeconds;
  // A volume is filled once, before the first replica.
  const nextStartSeconds = source.cache ? loadSeconds : startSeconds;
  const serviceName = childName(
    name,
    runtime === 'vllm' ? '-kserve-workload-svc' : '-predictor',
  );
  const scaling = planScaling({
    name,
    namespace,
    runtime,
    modelId,
    minReplicas,
    maxReplicas,
    scaleToZero: request.scaleToZero,
    businessHours: request.businessHours,
    startSeconds: nextStartSeconds,
    prometheusUrl: platform.prometheusUrl,
    serviceName,
  });
  const { interruptible } = PRIORITY_CLASSES;
  return {
    ...request,
    modelUri: source.uri,
    ...readAllocation(options),
    modelSource: source,
    deadlines,
    latency,
    ...(scaling && { scaling }),
    rollout,
    scratchGiB: SCRATCH_GIB,
    ephemeralStorageGiB: SCRATCH_GIB + source.ephemeralStorageGiB,
    availabilityPercent: Number(
      (100 * request.availabilityTarget).toPrecision(6),
    ),
    serviceName,
    ...PORTS[runtime],
    metricsPortName: runtime === 'vllm' ? 'http' : 'metrics',
    priorityClasses: request.interruptible
      ? { dev: interruptible, prod: interruptible }
      : { dev: PRIORITY_CLASSES.dev, prod: PRIORITY_CLASSES.prod },
    alerts: alertRules({
      endpoint: `default/${name}`,
      runtime,
      objectives: {
        availabilityTarget: request.availabilityTarget,
        ttftP95Ms: options.ttftP95Ms,
        tpotP95Ms: options.tpotP95Ms,
      },
      loadSeconds,
      startSeconds,
      noneReadySeconds:
        request.scaleToZero || (rollout.maxSurge === 0 && minReplicas === 1)
          ? deadlines.startDeadlineSeconds
          : NONE_READY_SECONDS,
    }),
    runtimeVersion: RUNTIME_METRICS[runtime].version,
    metricNames: knownMetricNames(runtime),
    platform,
  };
}
