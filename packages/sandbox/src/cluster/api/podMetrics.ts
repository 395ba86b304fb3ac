import type { Pod } from '../model/objects';
import { stageAt, timelineOf } from '../model/podTimeline';
import { timestamp } from '../model/time';

/** CPU and memory of a model server by what it does: loading is busy, serving is steady. */
const USAGE = {
  loading: { cpuMillicores: 3400, memoryMi: 9200 },
  serving: { cpuMillicores: 1150, memoryMi: 6100 },
};

/** A pod's `PodMetrics`; undefined while its container does not run. */
export function podMetrics(pod: Pod, now: number) {
  const timeline = timelineOf(pod);
  if (!timeline || pod.status.phase !== 'Running') {
    return undefined;
  }
  const usage =
    stageAt(timeline, now) === 'ready' ? USAGE.serving : USAGE.loading;
  const { name, namespace, labels } = pod.metadata;
  return {
    kind: 'PodMetrics',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: { name, namespace, labels, creationTimestamp: timestamp(now) },
    timestamp: timestamp(now),
    window: '30s',
    containers: pod.spec.containers.map((container, index) => ({
      name: container.name,
      usage:
        index === 0
          ? { cpu: `${usage.cpuMillicores}m`, memory: `${usage.memoryMi}Mi` }
          : { cpu: '5m', memory: '40Mi' },
    })),
  };
}

export function podMetricsList(
  pods: Pod[],
  now: number,
  resourceVersion: string,
) {
  return {
    kind: 'PodMetricsList',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: { resourceVersion },
    items: pods.flatMap(pod => podMetrics(pod, now) ?? []),
  };
}
