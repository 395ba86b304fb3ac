import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  RELATION_HAS_MEMBER,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { leadGroupOf } from '@golden-path/plugin-gpu-quota-common';
import {
  entityRefOf,
  GROUP_ANNOTATIONS,
} from '@golden-path/plugin-inference-common';

type Access = { catalog: CatalogService; credentials: BackstageCredentials };

/** Who decides a team's quota requests first. */
export type Leads =
  | { state: 'none' }
  | { state: 'gone'; group: string }
  | { state: 'known'; group: string; title: string; members: string[] };

function groupRefOf(value: unknown, namespace: string): string | undefined {
  return entityRefOf(value, {
    defaultKind: 'group',
    defaultNamespace: namespace,
  });
}

/** A team, its parent, its parent's parent; ends where a loop in the data would begin. */
async function readLine(access: Access, team: string): Promise<Entity[]> {
  const line: Entity[] = [];
  const seen = new Set<string>();
  let at: string | undefined = team;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    const group: Entity | undefined = await access.catalog.getEntityByRef(at, {
      credentials: access.credentials,
    });
    if (!group) break;
    line.push(group);
    at = groupRefOf(group.spec?.parent, group.metadata.namespace ?? 'default');
  }
  return line;
}

/**
 * Looks up who leads a team, by the rule that the quota service decides by.
 *
 * @param options.platformGroup - as configured, for teams with no group above them
 */
export async function readLeads(
  options: Access & { team: string; platformGroup?: string },
): Promise<Leads> {
  const line = await readLine(options, options.team);
  const group = leadGroupOf(
    line.map(entity => ({
      ref: stringifyEntityRef(entity),
      approvers: groupRefOf(
        entity.metadata.annotations?.[GROUP_ANNOTATIONS.quotaApprovers],
        entity.metadata.namespace ?? 'default',
      ),
    })),
    groupRefOf(options.platformGroup, 'default'),
  );
  if (group === undefined) {
    return { state: 'none' };
  }
  const entity = await options.catalog.getEntityByRef(group, {
    credentials: options.credentials,
  });
  if (!entity) {
    return { state: 'gone', group };
  }
  return {
    state: 'known',
    group,
    title: entity.metadata.title ?? entity.metadata.name,
    members: (entity.relations ?? [])
      .filter(({ type }) => type === RELATION_HAS_MEMBER)
      .map(({ targetRef }) => targetRef),
  };
}
