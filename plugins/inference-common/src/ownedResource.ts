import type { Entity } from '@backstage/catalog-model';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { z } from 'zod';
import { entityRefOf } from './entityRefOf';
import { fieldErrorsOf, type FieldError, type Parsed } from './fieldError';

/** What every Resource of the platform says of itself. @public */
export type OwnedResource = {
  name: string;
  title: string;
  description?: string;
  /** `resource:namespace/name` */
  entityRef: string;
  /** Entity ref of the owning group. */
  owner: string;
};

/** Whether a catalog entity is a Resource of a type, well formed or not. */
export function isResourceOf(entity: Entity, type: string): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'resource' &&
    entity.spec?.type === type
  );
}

/**
 * Reads a Resource that somebody owns, and its spec.
 *
 * @param options - `ownerRule` says who its owner must be, for people
 * @returns both, or every field that is wrong with its path in the entity
 */
export function readOwnedResource<T>(
  entity: Entity,
  options: { type: string; spec: z.ZodType<T>; ownerRule: string },
): Parsed<{ resource: OwnedResource; spec: T }> {
  const refuse = (...errors: FieldError[]) => ({ ok: false as const, errors });
  const { type } = options;
  if (!isResourceOf(entity, type)) {
    return refuse({
      path: 'spec.type',
      message: `must be '${type}' on a Resource`,
    });
  }
  const parsed = options.spec.safeParse(entity.spec);
  if (!parsed.success) {
    return refuse(...fieldErrorsOf(parsed.error, 'spec'));
  }
  const { name, namespace = 'default', title, description } = entity.metadata;
  const owner = entityRefOf(entity.spec?.owner, {
    defaultKind: 'group',
    defaultNamespace: namespace,
  });
  if (owner === undefined) {
    return refuse({ path: 'spec.owner', message: options.ownerRule });
  }
  return {
    ok: true,
    value: {
      resource: {
        name,
        title: title ?? name,
        ...(description && { description }),
        entityRef: stringifyEntityRef(entity),
        owner,
      },
      spec: parsed.data,
    },
  };
}
