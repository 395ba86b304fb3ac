import { z } from 'zod';

/*
 * What Kueue's API server accepts of the objects that the portal writes: fields, limits and rules of
 * `apis/kueue/v1beta2`. Unknown fields are refused, as a strict apply would.
 */

const dnsSubdomain = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
const dnsLabel = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
const resourceName = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  );
const quantity = z.string().regex(/^\d+[kMG]?$/);
const stringMap = z.record(z.string(), z.string());

const metadata = z.strictObject({
  name: dnsSubdomain,
  labels: stringMap.optional(),
  annotations: stringMap.optional(),
});

function kind<K extends string, S extends z.ZodType, M extends z.ZodType>(
  name: K,
  spec: S,
  meta: M,
) {
  return z.strictObject({
    apiVersion: z.literal('kueue.x-k8s.io/v1beta2'),
    kind: z.literal(name),
    metadata: meta,
    spec,
  });
}

const resourceGroup = z
  .strictObject({
    coveredResources: z.array(resourceName).min(1).max(64),
    flavors: z
      .array(
        z.strictObject({
          name: dnsSubdomain,
          resources: z
            .array(
              z.strictObject({
                name: resourceName,
                nominalQuota: quantity,
                borrowingLimit: quantity.optional(),
                lendingLimit: quantity.optional(),
              }),
            )
            .min(1)
            .max(64),
        }),
      )
      .min(1)
      .max(64),
  })
  .refine(
    group =>
      group.flavors.every(
        flavor =>
          flavor.resources.map(each => each.name).join() ===
          group.coveredResources.join(),
      ),
    'a flavor lists the covered resources in their order',
  );

const policy = z.enum(['Never', 'LowerPriority', 'Any']);

const clusterQueueSpec = z
  .strictObject({
    cohortName: dnsSubdomain.optional(),
    namespaceSelector: z.strictObject({ matchLabels: stringMap }).optional(),
    queueingStrategy: z.enum(['BestEffortFIFO', 'StrictFIFO']).optional(),
    preemption: z
      .strictObject({
        reclaimWithinCohort: policy.optional(),
        borrowWithinCohort: z
          .strictObject({ policy: z.enum(['Never', 'LowerPriority']) })
          .optional(),
        withinClusterQueue: z
          .enum(['Never', 'LowerPriority', 'LowerOrNewerEqualPriority'])
          .optional(),
      })
      .optional(),
    resourceGroups: z.array(resourceGroup).max(16).optional(),
  })
  .superRefine((spec, context) => {
    const groups = spec.resourceGroups ?? [];
    const flavors = groups.flatMap(group => group.flavors);
    const limited = flavors
      .flatMap(flavor => flavor.resources)
      .some(each => each.borrowingLimit ?? each.lendingLimit);
    if (limited && spec.cohortName === undefined) {
      context.addIssue('a limit on borrowing needs a cohort');
    }
    for (const names of [
      flavors.map(flavor => flavor.name),
      groups.flatMap(group => group.coveredResources),
    ]) {
      if (new Set(names).size < names.length) {
        context.addIssue('a flavor or resource is in two groups');
      }
    }
  });

const kueueObject = z.discriminatedUnion('kind', [
  kind(
    'ResourceFlavor',
    z.strictObject({ nodeLabels: stringMap.optional() }),
    metadata,
  ),
  kind(
    'Cohort',
    z.strictObject({ parentName: dnsSubdomain.optional() }),
    metadata,
  ),
  kind('ClusterQueue', clusterQueueSpec, metadata),
  kind(
    'LocalQueue',
    z.strictObject({ clusterQueue: dnsSubdomain }),
    metadata.extend({ namespace: dnsLabel }),
  ),
]);

/**
 * Checks Kueue manifests as Kueue's API server does.
 *
 * @throws with the path of what is wrong
 */
export function validateKueue(...manifests: object[]): void {
  manifests.forEach(manifest => kueueObject.parse(manifest));
}
