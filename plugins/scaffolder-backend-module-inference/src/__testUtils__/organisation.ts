import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';
import { root } from './platform';

/** The quota envelopes the platform ships, as catalog entities. */
export const envelopeEntities: Entity[] = parseAllDocuments(
  readFileSync(resolve(root, 'platform/quota-envelopes.yaml'), 'utf8'),
).map(document => {
  const entity: Entity = document.toJS();
  return {
    ...entity,
    metadata: { ...entity.metadata, namespace: 'default' },
  };
});

/** A group as the catalog has it, with its relations. */
export function groupEntity(options: {
  name: string;
  title: string;
  parent?: string;
  annotations?: Record<string, string>;
  members?: string[];
}): Entity {
  const { name, title, parent, annotations, members = [] } = options;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name,
      namespace: 'default',
      title,
      ...(annotations && { annotations }),
    },
    spec: {
      type: 'team',
      profile: { displayName: title },
      ...(parent && { parent }),
      children: [],
    },
    relations: members.map(member => ({
      type: 'hasMember',
      targetRef: `user:default/${member}`,
    })),
  };
}

/** A team that has all it takes, with its department and its two leads. */
export const newTeam = {
  team: groupEntity({
    name: 'voice-analytics',
    title: 'Voice analytics',
    parent: 'data-products',
    annotations: {
      'pagerduty.com/service-id': 'PVOICE1',
      'goldenpath.dev/cost-centre': 'CC-5230',
    },
    members: ['omar.haddad'],
  }),
  department: groupEntity({
    name: 'data-products',
    title: 'Data products',
    annotations: {
      'goldenpath.dev/quota-approvers': 'group:default/data-products-leads',
    },
  }),
  leads: groupEntity({
    name: 'data-products-leads',
    title: 'Data products leads',
    members: ['omar.haddad', 'noor.rahman'],
  }),
};

/** The record that a team was onboarded. */
export function tenancyEntity(
  team: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: `${team}-gpu`,
      namespace: 'default',
      annotations: {
        'backstage.io/managed-by-location': `url:https://git.example/meridian/${team}-gpu/src/branch/main/catalog-info.yaml`,
        'backstage.io/kubernetes-namespace': team,
        'goldenpath.dev/cost-centre': 'CC-5230',
        'goldenpath.dev/monthly-budget': '4000 USD',
        ...annotations,
      },
    },
    spec: { type: 'gpu-tenancy', owner: `group:default/${team}` },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${team}` }],
  };
}
