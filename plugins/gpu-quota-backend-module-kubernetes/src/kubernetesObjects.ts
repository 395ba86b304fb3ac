import { z } from 'zod';

/*
 * The parts of Kubernetes' objects that are read back. What is not named here is not looked at.
 */

const amounts = z.record(z.string(), z.union([z.string(), z.number()]));

const metadata = z
  .object({ annotations: z.record(z.string(), z.string()).optional() })
  .optional();

/** `v1` Namespace. */
export const namespaceSchema = z.object({ metadata });
export type NamespaceObject = z.infer<typeof namespaceSchema>;

/** `v1` ResourceQuota. */
export const resourceQuotaSchema = z.object({
  metadata,
  spec: z.object({ hard: amounts.optional() }).optional(),
  status: z.object({ used: amounts.optional() }).optional(),
});
export type ResourceQuotaObject = z.infer<typeof resourceQuotaSchema>;

/** `kueue.x-k8s.io/v1beta2` ClusterQueue. */
export const clusterQueueSchema = z.object({
  metadata,
  spec: z
    .object({
      cohortName: z.string().optional(),
      resourceGroups: z
        .array(
          z.object({
            flavors: z.array(
              z.object({
                name: z.string(),
                resources: z.array(
                  z.object({
                    name: z.string(),
                    nominalQuota: z.union([z.string(), z.number()]),
                    borrowingLimit: z.union([z.string(), z.number()]).nullish(),
                  }),
                ),
              }),
            ),
          }),
        )
        .optional(),
    })
    .optional(),
});
export type ClusterQueueObject = z.infer<typeof clusterQueueSchema>;

/** `kueue.x-k8s.io/v1beta2` LocalQueue. */
export const localQueueSchema = z.object({
  metadata,
  spec: z.object({ clusterQueue: z.string().optional() }).optional(),
});
export type LocalQueueObject = z.infer<typeof localQueueSchema>;

/** `resource.k8s.io/v1` DeviceClass. */
export const deviceClassSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selectors: z
      .array(z.object({ cel: z.object({ expression: z.string() }).optional() }))
      .optional(),
    extendedResourceName: z.string().optional(),
  }),
});
export type DeviceClassObject = z.infer<typeof deviceClassSchema>;

const deviceSchema = z.object({
  name: z.string(),
  attributes: z
    .record(
      z.string(),
      z.object({
        string: z.string().optional(),
        bool: z.boolean().optional(),
        int: z.number().optional(),
        version: z.string().optional(),
      }),
    )
    .optional(),
  capacity: z
    .record(z.string(), z.object({ value: z.union([z.string(), z.number()]) }))
    .optional(),
});
export type DeviceObject = z.infer<typeof deviceSchema>;

/** `resource.k8s.io/v1` ResourceSlice. */
export const resourceSliceSchema = z.object({
  spec: z.object({
    driver: z.string(),
    pool: z.object({ name: z.string(), generation: z.number().optional() }),
    devices: z.array(deviceSchema).optional(),
  }),
});
export type ResourceSliceObject = z.infer<typeof resourceSliceSchema>;

const subRequest = z.object({
  name: z.string().optional(),
  deviceClassName: z.string(),
});

/** `resource.k8s.io/v1` ResourceClaim. */
export const resourceClaimSchema = z.object({
  spec: z.object({
    devices: z
      .object({
        requests: z
          .array(
            z.object({
              name: z.string(),
              exactly: subRequest.optional(),
              firstAvailable: z.array(subRequest).optional(),
            }),
          )
          .optional(),
      })
      .optional(),
  }),
  status: z
    .object({
      allocation: z
        .object({
          devices: z
            .object({
              results: z
                .array(
                  z.object({
                    request: z.string(),
                    driver: z.string(),
                    pool: z.string(),
                    device: z.string(),
                    adminAccess: z.boolean().nullish(),
                  }),
                )
                .optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});
export type ResourceClaimObject = z.infer<typeof resourceClaimSchema>;

/** `v1` Node. */
export const nodeSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  status: z.object({ allocatable: amounts.optional() }).optional(),
});
export type NodeObject = z.infer<typeof nodeSchema>;

/** `v1` Pod. */
export const podSchema = z.object({
  spec: z.object({
    nodeName: z.string().optional(),
    containers: z.array(
      z.object({
        resources: z
          .object({ requests: amounts.optional(), limits: amounts.optional() })
          .optional(),
      }),
    ),
  }),
  status: z.object({ phase: z.string().optional() }).optional(),
});
export type PodObject = z.infer<typeof podSchema>;

const SUFFIXES: Record<string, number> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number; undefined when there is none, or none that can be read. */
export function parseQuantity(
  value: string | number | undefined,
): number | undefined {
  if (typeof value === 'number') return value;
  const [, amount, suffix] = /^(\d+(?:\.\d+)?)([kMGT]?|[KMGT]i)$/.exec(
    value ?? '',
  ) ?? [undefined, undefined, ''];
  return amount === undefined ? undefined : Number(amount) * SUFFIXES[suffix];
}
