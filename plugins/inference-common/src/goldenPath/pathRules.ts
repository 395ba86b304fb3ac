import type { Entity } from '@backstage/catalog-model';
import { ENDPOINT_ANNOTATIONS, VENDOR_ANNOTATIONS } from '../endpoint';
import {
  at,
  fieldsOf,
  listOf,
  numberOf,
  probeSeconds,
  type Fields,
  type Workload,
} from './manifests';

/** Whether something is there; a sentence when it is there in another way than the path has it. */
export type Finding = boolean | string;

/** What the rules look at. */
export type PathFacts = {
  entity: Entity;
  objects: Fields[];
  paths: Set<string>;
  workload?: Workload;
};

/** One point of the golden path. */
export type PathRule = {
  id: string;
  title: string;
  why: string;
  how: string;
  /** Left out: it applies to every endpoint. */
  applies?: (facts: PathFacts) => boolean;
  find: (facts: PathFacts) => Finding;
};

/** Carries the seconds a replica may take to be ready, for kinds that have no field for it. */
const PROGRESS_DEADLINE_ANNOTATION = 'goldenpath.dev/progress-deadline-seconds';
/** What Kubernetes and KServe use where nothing is said. */
const DEFAULT_PROGRESS_DEADLINE_SECONDS = 600;
const GPU_RESOURCE = /^(nvidia|amd)\.com\/(gpu|mig-)|^gpu\.intel\.com\//;

const ofKind = (facts: PathFacts, ...kinds: string[]) =>
  facts.objects.filter(({ kind }) => kinds.some(one => one === kind));

/** A rule about the pods: missing where nothing serves the model. */
const inPods =
  (find: (workload: Workload, facts: PathFacts) => Finding) =>
  (facts: PathFacts): Finding =>
    facts.workload ? find(facts.workload, facts) : false;

function isEmpty(value: unknown): boolean {
  return Object.keys(fieldsOf(value)).length === 0;
}

function annotationOf(entity: Entity, name: string): string | undefined {
  return entity.metadata.annotations?.[name];
}

function findAnnotations({ entity }: PathFacts): Finding {
  const wanted = [
    ENDPOINT_ANNOTATIONS.acceleratorClass,
    ENDPOINT_ANNOTATIONS.acceleratorsPerReplica,
    ENDPOINT_ANNOTATIONS.minReplicas,
    ENDPOINT_ANNOTATIONS.maxReplicas,
    ENDPOINT_ANNOTATIONS.model,
    ENDPOINT_ANNOTATIONS.runtime,
    ENDPOINT_ANNOTATIONS.environment,
    ENDPOINT_ANNOTATIONS.modelLoadSeconds,
    VENDOR_ANNOTATIONS.kubernetesId,
    VENDOR_ANNOTATIONS.kubernetesNamespace,
  ];
  const absent = wanted.filter(name => !annotationOf(entity, name));
  if (absent.length === wanted.length) {
    return false;
  }
  return absent.length === 0 || `${absent.join(', ')} not set`;
}

function findStartup({ container }: Workload, { entity }: PathFacts): Finding {
  const probe = fieldsOf(container.startupProbe);
  if (isEmpty(probe)) {
    return false;
  }
  const expected = Number(
    annotationOf(entity, ENDPOINT_ANNOTATIONS.modelLoadSeconds),
  );
  const allowed = probeSeconds(probe);
  if (Number.isNaN(allowed)) {
    return 'its periodSeconds or failureThreshold is no number';
  }
  return (
    !(expected > allowed) ||
    `it gives up after ${allowed} s, and loading is expected to take ${expected} s`
  );
}

function findDeadline({ object, ...workload }: Workload): Finding {
  const said =
    at(object, 'spec', 'progressDeadlineSeconds') ??
    workload.podAnnotations[PROGRESS_DEADLINE_ANNOTATION] ??
    at(object, 'metadata', 'annotations', PROGRESS_DEADLINE_ANNOTATION);
  const startup = fieldsOf(workload.container.startupProbe);
  const waits = probeSeconds(startup);
  const givenUp = numberOf(said ?? DEFAULT_PROGRESS_DEADLINE_SECONDS);
  if (Number.isNaN(waits + givenUp)) {
    return 'the deadline or the start-up probe is no number of seconds';
  }
  if (said === undefined || said === null) {
    return isEmpty(startup) || waits < givenUp
      ? false
      : `the start-up probe waits ${waits} s, the roll-out is given up after ${givenUp} s`;
  }
  return (
    isEmpty(startup) ||
    givenUp > waits ||
    `the roll-out is given up after ${givenUp} s, the start-up probe waits ${waits} s`
  );
}

function findDrain({ pod, container }: Workload): Finding {
  const preStop = at(container, 'lifecycle', 'preStop');
  if (isEmpty(preStop)) {
    return false;
  }
  const grace = numberOf(pod.terminationGracePeriodSeconds ?? 30);
  const pause = numberOf(at(preStop, 'sleep', 'seconds') ?? 0);
  if (Number.isNaN(grace + pause)) {
    return 'the pause before the stop or terminationGracePeriodSeconds is no number';
  }
  return (
    grace > pause ||
    `the pause before the stop (${pause} s) uses up the ${grace} s that a pod has to end`
  );
}

function findSecurity({ pod, container }: Workload): Finding {
  const ofPod = fieldsOf(pod.securityContext);
  const own = fieldsOf(container.securityContext);
  if (isEmpty(ofPod) && isEmpty(own)) {
    return false;
  }
  const dropped = at(own, 'capabilities', 'drop');
  const profile =
    at(own, 'seccompProfile', 'type') ?? at(ofPod, 'seccompProfile', 'type');
  const lacks = [
    (own.runAsNonRoot ?? ofPod.runAsNonRoot) !== true && 'runAsNonRoot',
    own.allowPrivilegeEscalation !== false && 'allowPrivilegeEscalation: false',
    !(Array.isArray(dropped) && dropped.includes('ALL')) &&
      'capabilities.drop: [ALL]',
    !['RuntimeDefault', 'Localhost'].some(type => type === profile) &&
      'a seccompProfile',
  ].filter(Boolean);
  return lacks.length === 0 || `without ${lacks.join(', ')}`;
}

function findDevices({ pod, container }: Workload): Finding {
  const resources = fieldsOf(container.resources);
  const claims = listOf(resources.claims).length > 0;
  const counted = Object.keys({
    ...fieldsOf(resources.limits),
    ...fieldsOf(resources.requests),
  }).some(name => GPU_RESOURCE.test(name));
  if (claims && counted) {
    return 'a claim and a counted resource at once: the devices are taken twice';
  }
  if (claims && listOf(pod.resourceClaims).length === 0) {
    return 'the container uses a claim that the pod does not have';
  }
  return claims || counted;
}

function findAlerts(facts: PathFacts): Finding {
  const alerts = ofKind(facts, 'PrometheusRule')
    .flatMap(rule => listOf(at(rule, 'spec', 'groups')))
    .flatMap(group => listOf(group.rules))
    .filter(({ alert }) => alert !== undefined);
  if (alerts.length === 0) {
    return false;
  }
  const said = (alert: Fields) =>
    Object.keys({ ...fieldsOf(alert.labels), ...fieldsOf(alert.annotations) });
  const ownerless = alerts.filter(
    alert => !said(alert).some(key => /party|owner|team|responsible/.test(key)),
  );
  const bookless = alerts.filter(
    alert => !said(alert).some(key => key.includes('runbook')),
  );
  const lacks = [
    ownerless.length > 0 &&
      `${ownerless.length} of ${alerts.length} alerts name nobody responsible`,
    bookless.length > 0 &&
      `${bookless.length} of ${alerts.length} alerts have no runbook`,
  ].filter(Boolean);
  return lacks.length === 0 || lacks.join('; ');
}

function scales({ entity }: PathFacts): boolean {
  const [least, most] = [
    ENDPOINT_ANNOTATIONS.minReplicas,
    ENDPOINT_ANNOTATIONS.maxReplicas,
  ].map(name => Number(annotationOf(entity, name) ?? 1));
  return most > least;
}

/** Every point of the golden path, in the order they are told. */
export const PATH_RULES: PathRule[] = [
  {
    id: 'workload',
    title: 'Manifests in deploy/',
    why: 'The cluster runs what is in the repository, and every change is reviewed.',
    how: 'Put the Kubernetes objects that serve the model into deploy/.',
    find: ({ workload }) => workload !== undefined,
  },
  {
    id: 'annotations',
    title: 'Annotations for the portal',
    why: 'Cost, quota, targets and on-call are read from them.',
    how: 'Set them in catalog-info.yaml.',
    find: findAnnotations,
  },
  {
    id: 'pod-labels',
    title: 'Labels on the pods',
    why: 'Figures, costs and faults are attributed to the endpoint by them.',
    how: 'Give the pods backstage.io/kubernetes-id, goldenpath.dev/entity-namespace and goldenpath.dev/entity-name.',
    find: inPods(({ podLabels }) => {
      const absent = [
        'backstage.io/kubernetes-id',
        'goldenpath.dev/entity-namespace',
        'goldenpath.dev/entity-name',
      ].filter(label => !podLabels[label]);
      return absent.length === 3
        ? false
        : absent.length === 0 || `${absent.join(', ')} not set`;
    }),
  },
  {
    id: 'devices',
    title: 'Request for accelerators',
    why: 'Without one, pods land on nodes that have none, or use devices nobody counts.',
    how: 'Claim the class with a ResourceClaimTemplate, or request its resource where the cluster has device plugins only.',
    find: inPods(findDevices),
  },
  {
    id: 'startup-probe',
    title: 'Start-up probe',
    why: 'Loading takes minutes; without it the liveness probe restarts the server in the middle.',
    how: 'Add a startupProbe whose period times threshold is at least three times model-load-seconds.',
    find: inPods(findStartup),
  },
  {
    id: 'readiness-probe',
    title: 'Readiness probe',
    why: 'Callers reach replicas that do not answer yet.',
    how: "Add a readinessProbe on the server's health address.",
    find: inPods(({ container }) => !isEmpty(container.readinessProbe)),
  },
  {
    id: 'liveness-probe',
    title: 'Liveness probe',
    why: 'A server that hangs keeps its devices and answers nobody.',
    how: "Add a livenessProbe on the server's health address.",
    find: inPods(({ container }) => !isEmpty(container.livenessProbe)),
  },
  {
    id: 'start-deadline',
    title: 'Deadline of the roll-out',
    why: 'A roll-out that is given up while the model is loading is reported as failed.',
    how: `Set progressDeadlineSeconds above what the start-up probe waits; on KServe the annotation ${PROGRESS_DEADLINE_ANNOTATION}.`,
    find: inPods(findDeadline),
  },
  {
    id: 'drain',
    title: 'Drain before the stop',
    why: 'Requests that are running are cut off whenever a replica stops.',
    how: 'Add a preStop pause and a terminationGracePeriodSeconds longer than it.',
    find: inPods(findDrain),
  },
  {
    id: 'service-links',
    title: 'No service links',
    why: 'Addresses of Services become variables that the server takes for settings.',
    how: 'Set enableServiceLinks: false.',
    find: inPods(({ pod }) => pod.enableServiceLinks === false),
  },
  {
    id: 'security-context',
    title: 'Hardened pods',
    why: 'A break-out of the server would be root on a node full of models and tokens.',
    how: 'Run as non-root with no privilege escalation, no capabilities and the default seccomp profile.',
    find: inPods(findSecurity),
  },
  {
    id: 'service-account-token',
    title: "No token for the cluster's API",
    why: 'The server has no business with the API; a token is one more thing to steal.',
    how: 'Set automountServiceAccountToken: false.',
    find: inPods(({ pod }) => pod.automountServiceAccountToken === false),
  },
  {
    id: 'autoscaling',
    title: 'Autoscaling',
    why: 'The catalog says that replicas vary, and nothing varies them.',
    how: 'Add a ScaledObject on waiting requests and KV cache, or set both numbers of replicas alike.',
    applies: scales,
    find: facts =>
      ofKind(facts, 'ScaledObject', 'HorizontalPodAutoscaler').length > 0 ||
      !isEmpty(at(facts.workload?.object, 'spec', 'scaling')),
  },
  {
    id: 'disruption-budget',
    title: 'Disruption budget',
    why: 'Maintenance of nodes may take all replicas at once.',
    how: 'Add a PodDisruptionBudget with unhealthyPodEvictionPolicy: AlwaysAllow.',
    find: facts => {
      const [budget] = ofKind(facts, 'PodDisruptionBudget');
      if (!budget) {
        return false;
      }
      return (
        at(budget, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow' ||
        'pods that never become ready block the maintenance of their node'
      );
    },
  },
  {
    id: 'network-policy',
    title: 'Network policy',
    why: 'Anything in the cluster may call the server past the gateway, and the server anything outside.',
    how: 'Add a NetworkPolicy that lets in the gateway and the scraper only.',
    find: facts => ofKind(facts, 'NetworkPolicy').length > 0,
  },
  {
    id: 'monitor',
    title: 'Monitor',
    why: 'Nothing collects latency, queue and cache, so nothing can be said about them.',
    how: "Add a PodMonitor for the server's metrics.",
    find: facts => ofKind(facts, 'PodMonitor', 'ServiceMonitor').length > 0,
  },
  {
    id: 'alerts',
    title: 'Alerts with somebody responsible',
    why: 'Nobody is told that the targets are missed, or the wrong people are.',
    how: 'Add a PrometheusRule whose alerts carry the responsible party and a runbook.',
    find: findAlerts,
  },
  {
    id: 'codeowners',
    title: 'CODEOWNERS',
    why: 'Changes are merged without the review of those who are called at night.',
    how: 'Add a CODEOWNERS file that names the team.',
    find: ({ paths }) =>
      ['', '.github/', '.gitlab/', 'docs/'].some(folder =>
        paths.has(`${folder}CODEOWNERS`),
      ),
  },
  {
    id: 'runbook',
    title: 'Runbook',
    why: 'Whoever is on call starts from nothing.',
    how: 'Write docs/runbook.md: pods do not start, answers are slow, answers fail.',
    find: ({ paths }) => paths.has('docs/runbook.md'),
  },
  {
    id: 'docs',
    title: 'Documentation in the portal',
    why: "The runbook cannot be read from the endpoint's page.",
    how: 'Add mkdocs.yml and the annotation backstage.io/techdocs-ref: dir:.',
    find: ({ paths, entity }) => {
      const built = paths.has('mkdocs.yml') || paths.has('mkdocs.yaml');
      const told = annotationOf(entity, 'backstage.io/techdocs-ref');
      if (built && !told) {
        return 'backstage.io/techdocs-ref is not set in catalog-info.yaml';
      }
      return built;
    },
  },
];
