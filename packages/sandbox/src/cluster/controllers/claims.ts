import type { ClusterContext } from './ClusterContext';
import { controllerRef } from './ownership';
import { claimDenial } from './quota';
import type { Pod, PodClaim, ResourceClaim } from '../model/objects';
import { qualifiedPlural, TYPES } from '../model/resourceTypes';

const POD_CLAIM_NAME = 'resource.kubernetes.io/pod-claim-name';

/** A pod's claims that exist, by the name the pod gives them. */
export function claimsOf(
  context: ClusterContext,
  pod: Pod,
): Map<string, ResourceClaim> {
  const names = new Map(
    (pod.status.resourceClaimStatuses ?? []).map(status => [
      status.name,
      status.resourceClaimName,
    ]),
  );
  const found = new Map<string, ResourceClaim>();
  for (const { name, resourceClaimName } of pod.spec.resourceClaims ?? []) {
    const claim = context.store.get(
      TYPES.claim,
      pod.metadata.namespace,
      resourceClaimName ?? names.get(name) ?? '',
    );
    if (claim) {
      found.set(name, claim);
    }
  }
  return found;
}

/** Creates one claim of a pod; says why not, when it cannot be. */
function createClaim(
  context: ClusterContext,
  pod: Pod,
  podClaim: PodClaim,
): { claim: ResourceClaim } | { failure: string } {
  const { store } = context;
  const { namespace = '', name } = pod.metadata;
  const templateName = podClaim.resourceClaimTemplateName ?? '';
  const template = store.get(TYPES.claimTemplate, namespace, templateName);
  if (!template) {
    return {
      failure: `${qualifiedPlural(
        TYPES.claimTemplate,
      )} "${templateName}" not found`,
    };
  }
  const { spec } = template.spec;
  const denial = claimDenial(context, namespace, spec);
  const generateName = `${name}-${podClaim.name}-`;
  if (denial !== undefined) {
    return {
      failure: `create ResourceClaim : ${qualifiedPlural(
        TYPES.claim,
      )} "${generateName}" is forbidden: ${denial}`,
    };
  }
  const claim = store.create(TYPES.claim, {
    metadata: {
      name: `${generateName}${context.newSuffix()}`,
      namespace,
      labels: pod.metadata.labels,
      annotations: { [POD_CLAIM_NAME]: podClaim.name },
      ownerReferences: [controllerRef(pod)],
    },
    spec,
  });
  return { claim };
}

/**
 * Gives waiting pods their claims, oldest pod first. A claim that quota refuses is tried again at
 * the next tick; until then the pod waits with an event that says why.
 */
export function createClaims(context: ClusterContext): void {
  const { store, events } = context;
  for (const pod of store.list(TYPES.pod)) {
    const existing = claimsOf(context, pod);
    for (const podClaim of pod.spec.resourceClaims ?? []) {
      if (
        existing.has(podClaim.name) ||
        podClaim.resourceClaimName !== undefined
      ) {
        continue;
      }
      const result = createClaim(context, pod, podClaim);
      if ('failure' in result) {
        events.record(pod, {
          type: 'Warning',
          reason: 'FailedResourceClaimCreation',
          message: `PodResourceClaim ${podClaim.name}: ${result.failure}`,
          component: 'resource-claim-controller',
        });
        continue;
      }
      const { namespace, name } = pod.metadata;
      const current = store.get(TYPES.pod, namespace, name) ?? pod;
      store.change(TYPES.pod, current, copy => {
        copy.status.resourceClaimStatuses = [
          ...(copy.status.resourceClaimStatuses ?? []).filter(
            status => status.name !== podClaim.name,
          ),
          {
            name: podClaim.name,
            resourceClaimName: result.claim.metadata.name,
          },
        ];
      });
    }
  }
}

/** The first claim that a pod still lacks; undefined when it has them all. */
export function missingClaim(
  context: ClusterContext,
  pod: Pod,
): PodClaim | undefined {
  const existing = claimsOf(context, pod);
  return pod.spec.resourceClaims?.find(({ name }) => !existing.has(name));
}
