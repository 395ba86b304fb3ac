import type { Entity } from '@backstage/catalog-model';
import { z } from 'zod';
import { isCurrency } from './currency';
import type { Parsed } from './fieldError';
import { toMoney, type Money } from './money';
import {
  isResourceOf,
  readOwnedResource,
  type OwnedResource,
} from './ownedResource';

/**
 * `spec.type` of a catalog Resource that is an accelerator class.
 *
 * @public
 */
export const ACCELERATOR_CLASS_TYPE = 'accelerator-class';

/**
 * How the devices of one node talk to each other; it limits tensor parallelism.
 *
 * @public
 */
export type Interconnect = 'nvlink' | 'pcie' | 'none';

/**
 * A standard accelerator that teams pick from, as read from its catalog Resource.
 *
 * @public
 */
export type AcceleratorClass = OwnedResource & {
  vendor: string;
  /** Memory of one device in GiB, as its driver reports it. */
  memoryGiB: number;
  /** Peak memory bandwidth of one device in GB/s (10⁹ bytes). */
  memoryBandwidthGBps: number;
  /** Peak matrix throughput of one device without sparsity, in TFLOP/s. */
  denseTflops: { bf16: number; fp8?: number };
  interconnect: Interconnect;
  /** Devices of this class in one node. */
  maxPerNode: number;
  /** Approval policy keys on it. */
  tier: 'standard' | 'scarce';
  /** List price of one device for an hour. */
  pricePerDeviceHour: Money;
  /** Where the price comes from, for people. */
  priceSource?: string;
  /** Name of the DRA `DeviceClass`. */
  deviceClassName: string;
  /**
   * What pods call the class as an extended resource, such as `nvidia.com/gpu`, where it can be had that way too: from a
   * device plugin, or because the DeviceClass names it.
   */
  extendedResourceName?: string;
  /** CEL expressions, all of which a device must satisfy; the DeviceClass holds the same. */
  selectors: string[];
};

const positive = (what: string, max: number) =>
  z
    .number({ error: `must be ${what}` })
    .positive(`must be ${what}, greater than 0`)
    .max(max, `must be ${what}, at most ${max}`);

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const extendedResource =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+\/[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;

const acceleratorSchema = z.object(
  {
    vendor: z
      .string({ error: "must be the vendor's name" })
      .regex(
        dnsLabel,
        "must be the vendor's name in lower case, e.g. 'nvidia'",
      ),
    memoryGiB: positive('GiB of memory of one device', 10_000),
    memoryBandwidthGBps: positive('GB/s of memory bandwidth', 1_000_000),
    denseTflops: z.object(
      {
        bf16: positive('dense TFLOP/s', 1_000_000),
        fp8: positive('dense TFLOP/s', 1_000_000).optional(),
      },
      { error: 'must be an object with bf16 and, where supported, fp8' },
    ),
    interconnect: z.enum(['nvlink', 'pcie', 'none'], {
      error: "must be 'nvlink', 'pcie' or 'none'",
    }),
    maxPerNode: z
      .number({ error: 'must be how many devices a node has' })
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(1024, 'must be at most 1024'),
    tier: z.enum(['standard', 'scarce'], {
      error: "must be 'standard' or 'scarce'",
    }),
    price: z.object(
      {
        amount: positive('the price of one device', 1_000_000),
        currency: z
          .string({ error: "must be an ISO 4217 currency such as 'USD'" })
          .refine(
            isCurrency,
            "must be an ISO 4217 currency in capitals, such as 'USD'",
          ),
        per: z.literal('hour', { error: "must be 'hour'" }),
        source: z.string({ error: 'must be text' }).max(500).optional(),
      },
      { error: 'must be an object with amount, currency and per' },
    ),
    deviceClassName: z
      .string({ error: 'must be the name of a DRA DeviceClass' })
      .max(253, 'must be at most 253 characters')
      .regex(
        dnsSubdomain,
        'must be the name of a DRA DeviceClass (lower case letters, digits, - and .)',
      ),
    extendedResourceName: z
      .string({ error: 'must be the name of an extended resource' })
      .max(253, 'must be at most 253 characters')
      .regex(
        extendedResource,
        "must be the name of an extended resource, such as 'nvidia.com/gpu'",
      )
      .optional(),
    selectors: z
      .array(
        z
          .string({ error: 'must be a CEL expression' })
          .trim()
          .min(1, 'must be a CEL expression, not an empty string')
          .max(10_240, 'must be at most 10 KiB, the limit Kubernetes sets'),
        { error: 'must be a list of CEL expressions' },
      )
      .min(1, 'must hold at least one CEL expression')
      .max(32, 'must hold at most 32 expressions, the limit Kubernetes sets'),
  },
  {
    error:
      'must be an object that describes the accelerator (vendor, memoryGiB, price, ...)',
  },
);

const specSchema = z.object({
  accelerator: acceleratorSchema,
});

/**
 * Whether a catalog entity is an accelerator class, well formed or not.
 *
 * @public
 */
export function isAcceleratorClassEntity(entity: Entity): boolean {
  return isResourceOf(entity, ACCELERATOR_CLASS_TYPE);
}

/**
 * Reads an accelerator class from its catalog Resource.
 *
 * @param entity - a Resource with `spec.type: accelerator-class`; what it describes is under `spec.accelerator`
 * @returns the class, or every field that is wrong with its path in the entity
 *
 * @public
 */
export function parseAcceleratorClass(
  entity: Entity,
): Parsed<AcceleratorClass> {
  const read = readOwnedResource(entity, {
    type: ACCELERATOR_CLASS_TYPE,
    spec: specSchema,
    ownerRule: 'must be the group that owns the class',
  });
  if (!read.ok) {
    return read;
  }
  const { resource, spec } = read.value;
  const { price, ...device } = spec.accelerator;
  return {
    ok: true,
    value: {
      ...device,
      ...resource,
      pricePerDeviceHour: toMoney(price.amount, price.currency),
      ...(price.source && { priceSource: price.source }),
    },
  };
}
