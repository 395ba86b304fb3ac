import { childName } from '../cluster/model/names';
import type { EndpointState, LiveReplica } from './EndpointSimulation';
import type { Exposition } from './Exposition';

/** Labels of a workload that say whose it is, as scrapes (no prefix) and kube-state-metrics (`label_`) spell them. */
export function entityLabels(
  endpoint: EndpointState,
  prefix: '' | 'label_' = '',
): Record<string, string> {
  return {
    [`${prefix}goldenpath_dev_entity_namespace`]: endpoint.entityNamespace,
    [`${prefix}goldenpath_dev_entity_name`]: endpoint.name,
  };
}

/** What KServe makes of the endpoint's name. */
export function kserveNames({ name, profile }: EndpointState) {
  return profile.runtime === 'vllm'
    ? {
        deployment: childName(name, '-kserve'),
        service: childName(name, '-kserve-workload-svc'),
        container: 'main',
      }
    : {
        deployment: childName(name, '-predictor'),
        service: childName(name, '-predictor'),
        container: 'kserve-container',
      };
}

/** What kube-state-metrics shows of an endpoint's workload and pods, their labels among it. */
export function exposeKubernetes(
  out: Exposition,
  endpoint: EndpointState,
): void {
  const { namespace } = endpoint;
  const { deployment, service } = kserveNames(endpoint);
  const ofDeployment = { namespace, deployment };
  const ready = endpoint.replicas.filter(replica => replica.ready).length;
  const owner = entityLabels(endpoint, 'label_');
  const labelsHelp = 'Kubernetes labels converted to Prometheus labels.';
  out.gauge(
    'kube_service_labels',
    labelsHelp,
    { namespace, service, ...owner },
    1,
  );
  out.gauge(
    'kube_deployment_labels',
    labelsHelp,
    { ...ofDeployment, ...owner },
    1,
  );
  out.gauge(
    'kube_deployment_spec_replicas',
    'Number of desired pods for a deployment.',
    ofDeployment,
    endpoint.desired,
  );
  out.gauge(
    'kube_deployment_status_replicas_ready',
    'The number of ready replicas per deployment.',
    ofDeployment,
    ready,
  );
  for (const replica of endpoint.replicas) exposePod(out, endpoint, replica);
}

function exposePod(
  out: Exposition,
  endpoint: EndpointState,
  replica: LiveReplica,
): void {
  const pod = { namespace: endpoint.namespace, pod: replica.pod };
  const { startedAt, readyAt } = replica;
  out.gauge(
    'kube_pod_labels',
    'Kubernetes labels converted to Prometheus labels.',
    { ...pod, ...entityLabels(endpoint, 'label_') },
    1,
  );
  out.gauge(
    'kube_pod_info',
    'Information about pod.',
    { ...pod, node: replica.node ?? '' },
    1,
  );
  for (const phase of ['Pending', 'Running', 'Succeeded', 'Failed']) {
    const now = startedAt === undefined ? 'Pending' : 'Running';
    out.gauge(
      'kube_pod_status_phase',
      'The pods current phase.',
      { ...pod, phase },
      phase === now ? 1 : 0,
    );
  }
  if (startedAt !== undefined) {
    out.gauge(
      'kube_pod_container_state_started',
      'Start time in unix timestamp for a pod container.',
      { ...pod, container: kserveNames(endpoint).container },
      startedAt / 1000,
    );
  }
  out.gauge(
    'kube_pod_status_ready',
    'Describes whether the pod is ready to serve requests.',
    { ...pod, condition: 'true' },
    replica.ready ? 1 : 0,
  );
  if (replica.ready && readyAt !== undefined) {
    out.gauge(
      'kube_pod_status_ready_time',
      'Readiness achieved time in unix timestamp for a pod.',
      pod,
      readyAt / 1000,
    );
  }
}
