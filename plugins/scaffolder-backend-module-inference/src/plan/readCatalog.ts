import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ACCELERATOR_CLASS_TYPE,
  VENDOR_ANNOTATIONS,
  formatFieldErrors,
  parseAcceleratorClass,
  type AcceleratorClass,
} from '@golden-path/plugin-inference-common';

type Access = { catalog: CatalogService; credentials: BackstageCredentials };

/** The accelerator classes in the catalog; one that cannot be read is logged and left out. */
export async function readAcceleratorClasses(
  options: Access & { logger: LoggerService },
): Promise<AcceleratorClass[]> {
  const { items } = await options.catalog.getEntities(
    { filter: { kind: 'Resource', 'spec.type': ACCELERATOR_CLASS_TYPE } },
    { credentials: options.credentials },
  );
  return items.flatMap(entity => {
    const parsed = parseAcceleratorClass(entity);
    if (parsed.ok) {
      return [parsed.value];
    }
    options.logger.warn(
      `Accelerator class ${stringifyEntityRef(
        entity,
      )} is left out: ${formatFieldErrors(parsed.errors)}`,
    );
    return [];
  });
}

/** The team that will own an endpoint. */
export type OwningTeam = {
  /** `group:namespace/name` */
  ref: string;
  name: string;
  title: string;
  pagerDutyServiceId?: string;
};

function titleOf(group: Entity): string {
  const profile = group.spec?.profile;
  if (
    typeof profile === 'object' &&
    profile !== null &&
    'displayName' in profile &&
    typeof profile.displayName === 'string'
  ) {
    return profile.displayName;
  }
  return group.metadata.title ?? group.metadata.name;
}

/**
 * Looks the owner up.
 *
 * @throws InputError when it is not a group in the catalog
 */
export async function readOwningTeam(
  options: Access & { owner: string },
): Promise<OwningTeam> {
  const ref = parseEntityRef(options.owner, {
    defaultKind: 'group',
    defaultNamespace: 'default',
  });
  if (ref.kind.toLocaleLowerCase('en-US') !== 'group') {
    throw new InputError(
      `The owner '${options.owner}' is not a group; an endpoint is owned by a team.`,
    );
  }
  const group = await options.catalog.getEntityByRef(ref, {
    credentials: options.credentials,
  });
  if (!group) {
    throw new InputError(
      `The team '${options.owner}' is not in the catalog; choose one that is.`,
    );
  }
  const pagerDutyServiceId =
    group.metadata.annotations?.[VENDOR_ANNOTATIONS.pagerDutyServiceId];
  return {
    ref: stringifyEntityRef(group),
    name: group.metadata.name,
    title: titleOf(group),
    ...(pagerDutyServiceId && { pagerDutyServiceId }),
  };
}

/**
 * Checks that no component has the endpoint's name yet.
 *
 * @throws ConflictError when one has
 */
export async function checkNameIsFree(
  options: Access & { name: string },
): Promise<void> {
  const existing = await options.catalog.getEntityByRef(
    { kind: 'component', namespace: 'default', name: options.name },
    { credentials: options.credentials },
  );
  if (existing) {
    throw new ConflictError(
      `A component named '${options.name}' is in the catalog already; choose another name.`,
    );
  }
}
