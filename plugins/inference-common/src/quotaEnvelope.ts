import type { Entity } from '@backstage/catalog-model';
import { z } from 'zod';
import type { Parsed } from './fieldError';
import {
  isResourceOf,
  readOwnedResource,
  type OwnedResource,
} from './ownedResource';

/**
 * `spec.type` of a catalog Resource that is a quota envelope.
 *
 * @public
 */
export const QUOTA_ENVELOPE_TYPE = 'quota-envelope';

/**
 * What the platform team offers a new team to begin with, as read from its catalog Resource.
 *
 * @public
 */
export type QuotaEnvelope = OwnedResource & {
  /** What is asked for, at most once per class. */
  devices: EnvelopeDevices[];
};

/**
 * So many devices of one class.
 *
 * @public
 */
export type EnvelopeDevices = {
  /** Name of the accelerator class. */
  acceleratorClass: string;
  count: number;
};

const specSchema = z.object({
  envelope: z.object(
    {
      devices: z
        .array(
          z.object(
            {
              acceleratorClass: z
                .string({ error: 'must be the name of an accelerator class' })
                .regex(
                  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
                  'must be the name of an accelerator class',
                ),
              count: z
                .number({ error: 'must be a number of devices' })
                .int('must be a whole number of devices')
                .min(1, 'must be at least 1 device')
                .max(10_000, 'must be at most 10000 devices'),
            },
            { error: 'must be an object with acceleratorClass and count' },
          ),
          { error: 'must be a list of accelerator classes with their count' },
        )
        .min(1, 'must hold at least one accelerator class')
        .max(20, 'must hold at most 20 accelerator classes')
        .superRefine((devices, context) => {
          devices.forEach(({ acceleratorClass }, index) => {
            const first = devices.findIndex(
              other => other.acceleratorClass === acceleratorClass,
            );
            if (first < index) {
              context.addIssue({
                code: 'custom',
                path: [index, 'acceleratorClass'],
                message: `names ${acceleratorClass} a second time`,
              });
            }
          });
        }),
    },
    { error: 'must be an object with the list devices' },
  ),
});

/**
 * Whether a catalog entity is a quota envelope, well formed or not.
 *
 * @public
 */
export function isQuotaEnvelopeEntity(entity: Entity): boolean {
  return isResourceOf(entity, QUOTA_ENVELOPE_TYPE);
}

/**
 * Reads a quota envelope from its catalog Resource.
 *
 * @param entity - a Resource with `spec.type: quota-envelope`; what it offers is under `spec.envelope`
 * @returns the envelope, or every field that is wrong with its path in the entity
 *
 * @public
 */
export function parseQuotaEnvelope(entity: Entity): Parsed<QuotaEnvelope> {
  const read = readOwnedResource(entity, {
    type: QUOTA_ENVELOPE_TYPE,
    spec: specSchema,
    ownerRule: 'must be the group that offers the envelope',
  });
  if (!read.ok) {
    return read;
  }
  const { resource, spec } = read.value;
  return { ok: true, value: { ...resource, devices: spec.envelope.devices } };
}
