import { z } from 'zod';
import { isLabelKey, objectNameProblem } from './names';
import { parseQuantity } from './quantity';

/*
 * The fields and rules of Kueue's `v1beta2` objects that its API server holds the portal to.
 */

const name = z.string().refine(value => !objectNameProblem(value), {
  message: 'must be a lowercase RFC 1123 subdomain',
});
const resourceName = z
  .string()
  .refine(isLabelKey, { message: 'must be the name of a resource' });
const quantity = z
  .union([z.string(), z.number()])
  .refine(value => (parseQuantity(value) ?? -1) >= 0, {
    message: 'must be a quantity of at least 0',
  });

const resourceGroup = z
  .looseObject({
    coveredResources: z.array(resourceName).min(1).max(64),
    flavors: z
      .array(
        z.looseObject({
          name,
          resources: z
            .array(
              z.looseObject({
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
    ({ coveredResources, flavors }) =>
      flavors.every(
        ({ resources }) =>
          resources.map(one => one.name).join() === coveredResources.join(),
      ),
    { message: 'flavors must list the coveredResources in the same order' },
  );

function hasDuplicates(values: string[]): boolean {
  return new Set(values).size < values.length;
}

const policy = z.enum(['Never', 'LowerPriority', 'Any']);

const clusterQueue = z.looseObject({
  spec: z
    .looseObject({
      cohortName: name.optional(),
      queueingStrategy: z.enum(['BestEffortFIFO', 'StrictFIFO']).optional(),
      stopPolicy: z.enum(['None', 'Hold', 'HoldAndDrain']).optional(),
      preemption: z
        .looseObject({
          reclaimWithinCohort: policy.optional(),
          withinClusterQueue: z
            .enum(['Never', 'LowerPriority', 'LowerOrNewerEqualPriority'])
            .optional(),
        })
        .optional(),
      resourceGroups: z.array(resourceGroup).max(16).optional(),
    })
    .superRefine(({ cohortName, resourceGroups = [] }, context) => {
      const flavors = resourceGroups.flatMap(group => group.flavors);
      const limits = flavors
        .flatMap(flavor => flavor.resources)
        .flatMap(one => [one.borrowingLimit, one.lendingLimit]);
      if (
        cohortName === undefined &&
        limits.some(limit => limit !== undefined)
      ) {
        context.addIssue('borrowingLimit must be nil when cohort is empty');
      }
      if (hasDuplicates(flavors.map(flavor => flavor.name))) {
        context.addIssue('a flavor can be in one resource group only');
      }
      if (
        hasDuplicates(resourceGroups.flatMap(group => group.coveredResources))
      ) {
        context.addIssue('a resource can be in one resource group only');
      }
    }),
});

/** What is checked of Kueue's objects, by kind. */
export const KUEUE_SCHEMAS: Record<string, z.ZodType> = {
  ClusterQueue: clusterQueue,
  LocalQueue: z.looseObject({ spec: z.looseObject({ clusterQueue: name }) }),
  ResourceFlavor: z.looseObject({
    spec: z
      .looseObject({
        nodeLabels: z.record(z.string(), z.string()).optional(),
      })
      .optional(),
  }),
  Cohort: z.looseObject({
    spec: z.looseObject({ parentName: name.optional() }).optional(),
  }),
};
