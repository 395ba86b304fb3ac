import type { TeamQuota } from '@golden-path/plugin-gpu-quota-node';

/** Labels and annotations that say whose object it is. */
export type Ownership = {
  labels: Record<string, string>;
  annotations?: Record<string, string>;
};

/** How the portal's objects are marked. */
export const MANAGED: Ownership = {
  labels: { 'app.kubernetes.io/managed-by': 'golden-path' },
};

/** Annotation that names the team an object belongs to. */
export const TEAM_ANNOTATION = 'goldenpath.dev/team';

/** How objects of one team are marked. */
export function ownershipOf(quota: Pick<TeamQuota, 'team'>): Ownership {
  return { ...MANAGED, annotations: { [TEAM_ANNOTATION]: quota.team } };
}
