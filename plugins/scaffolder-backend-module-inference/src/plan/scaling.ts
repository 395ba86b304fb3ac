import type {
  BusinessHours,
  Runtime,
} from '@golden-path/plugin-inference-common';
import { childName, podPattern } from './childName';

/** One of KEDA's triggers. */
export type Trigger = {
  name: string;
  type: 'prometheus' | 'cron';
  metadata: Record<string, string>;
};

/** How replicas follow load. */
export type Scaling = {
  /** Name of the Deployment that KServe makes. */
  deployment: string;
  minReplicas: number;
  maxReplicas: number;
  scaleToZero: boolean;
  pollingSeconds: number;
  cooldownSeconds: number;
  /** No faster than one replica in the time one takes to start: the next decision must see the last one's effect. */
  stepUpSeconds: number;
  stepDownSeconds: number;
  triggers: Trigger[];
};

/** Requests that may wait at one replica; vLLM's production stack scales at the same. */
const WAITING_PER_REPLICA = 5;
/** llm-d's autoscaler calls a replica full at the same share of its KV cache. */
const KV_CACHE_PER_REPLICA = 0.8;
/** The longest period of a scaling policy that Kubernetes takes. */
const LONGEST_PERIOD_SECONDS = 1800;

/** At a time of day, `HH:MM`, from Monday to Friday. */
function cron(time: string): string {
  const [hours, minutes] = time.split(':').map(Number);
  return `${minutes} ${hours} * * 1-5`;
}

function cronTrigger(hours: BusinessHours, replicas: number): Trigger {
  return {
    name: 'business-hours',
    type: 'cron',
    metadata: {
      timezone: hours.timezone,
      start: cron(hours.start),
      end: cron(hours.end),
      desiredReplicas: String(replicas),
    },
  };
}

/**
 * Works out how replicas follow load.
 *
 * @remarks
 * A query's value over all replicas is divided by what one replica may have of it (KEDA's AverageValue), so the queries
 * sum. No null is ignored while replicas run: a metric that is gone counts as a failed scaler, never as no load.
 *
 * An endpoint at zero is woken by what proxies of the mesh count. A counter that begins with the first call has not
 * increased, so one that its proxy did not have five minutes ago counts too, but only if the proxy was scraped then: or
 * every sleeping endpoint would wake after a gap in Prometheus or one failed scrape. The price: in the five minutes
 * after a gap, or after the start of its proxy, a first call wakes the endpoint up to five minutes late or, where the
 * first scrape finds it already, not at all. A call that is tried again wakes it at once.
 */
export function planScaling(options: {
  name: string;
  namespace: string;
  runtime: Runtime;
  modelId: string;
  minReplicas: number;
  maxReplicas: number;
  scaleToZero: boolean;
  businessHours?: BusinessHours;
  /** Expected from a new pod to a model that answers. */
  startSeconds: number;
  prometheusUrl: string;
  serviceName: string;
}): Scaling | undefined {
  const { name, namespace, runtime, minReplicas, maxReplicas, scaleToZero } =
    options;
  const { businessHours } = options;
  const hours =
    businessHours &&
    cronTrigger(businessHours, businessHours.replicas ?? minReplicas);
  if (minReplicas === maxReplicas && !scaleToZero) {
    return undefined;
  }
  const deployment = childName(
    name,
    runtime === 'vllm' ? '-kserve' : '-predictor',
  );
  const pods = `namespace="${namespace}",pod=~"${podPattern(deployment)}"`;
  const query = (id: string, text: string, threshold: number): Trigger => ({
    name: id,
    type: 'prometheus',
    metadata: {
      serverAddress: options.prometheusUrl,
      query: text,
      threshold: String(threshold),
      ignoreNullValues: String(scaleToZero),
    },
  });
  const triggers =
    runtime === 'vllm'
      ? [
          query(
            'requests-waiting',
            `sum(vllm:num_requests_waiting{${pods},model_name="${options.modelId}"})`,
            WAITING_PER_REPLICA,
          ),
          query(
            'kv-cache',
            `sum(vllm:kv_cache_usage_perc{${pods},model_name="${options.modelId}"})`,
            KV_CACHE_PER_REPLICA,
          ),
        ]
      : [
          query(
            'requests-pending',
            `sum(nv_inference_pending_request_count{${pods}})`,
            WAITING_PER_REPLICA,
          ),
        ];
  if (scaleToZero) {
    // Without pods there is nothing to ask: the mesh sees the caller who wakes the endpoint
    const calls = `istio_requests_total{destination_service_namespace="${namespace}",destination_service_name="${options.serviceName}"}`;
    triggers.push(
      query(
        'callers',
        `sum(increase(${calls}[5m]) > 0 or (${calls} unless ${calls} offset 5m) and on (job, instance) (up offset 5m == 1))`,
        1_000_000,
      ),
    );
  }
  return {
    deployment,
    minReplicas,
    maxReplicas,
    scaleToZero,
    pollingSeconds: 15,
    cooldownSeconds: Math.max(900, 2 * options.startSeconds),
    stepUpSeconds: Math.min(
      LONGEST_PERIOD_SECONDS,
      Math.max(60, options.startSeconds),
    ),
    stepDownSeconds: 600,
    triggers: [...triggers, ...(hours ? [hours] : [])],
  };
}
