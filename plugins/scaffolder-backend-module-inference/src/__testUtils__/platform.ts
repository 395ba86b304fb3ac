import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import {
  formatFieldErrors,
  parseAcceleratorClass,
  type AcceleratorClass,
} from '@golden-path/plugin-inference-common';
import { parseAllDocuments } from 'yaml';

/** Root of the repository. */
export const root = resolve(__dirname, '../../../..');

/** The accelerator classes the platform ships, as catalog entities. */
export const classEntities: Entity[] = parseAllDocuments(
  readFileSync(resolve(root, 'platform/accelerator-classes.yaml'), 'utf8'),
).map(document => document.toJS() as Entity);

/** The same, parsed. */
export const shippedClasses: AcceleratorClass[] = classEntities.map(entity => {
  const parsed = parseAcceleratorClass(entity);
  if (!parsed.ok) {
    throw new Error(formatFieldErrors(parsed.errors));
  }
  return parsed.value;
});

/** A team as the catalog has it. */
export const teamEntity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: {
    name: 'support-assist',
    namespace: 'default',
    annotations: { 'pagerduty.com/service-id': 'PSUPPRT' },
  },
  spec: {
    type: 'team',
    profile: { displayName: 'Support assist' },
    children: [],
  },
};
