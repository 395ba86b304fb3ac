import type { InferenceEndpoint } from '../endpoint';
import { compareVersions } from './releases';
import type { StoredParameters } from './storedParameters';

/**
 * Whether an endpoint can be brought to a template's latest version: with the quota reservation it keeps, or what is in
 * the way, in a sentence.
 *
 * @public
 */
export type UpgradePlan =
  | { state: 'possible'; reservationId: string }
  | { state: 'not-possible'; why: string };

/**
 * Decides whether an endpoint can be upgraded, for the card that offers it and for the task that does it.
 *
 * @param options - `endpoint`: as the catalog has it. `stored`: what its repository keeps. `templateRef` and
 * `latestVersion`: what it would be upgraded to.
 *
 * @public
 */
export function planUpgrade(options: {
  endpoint: InferenceEndpoint;
  stored: StoredParameters;
  templateRef: string;
  latestVersion: string;
}): UpgradePlan {
  const { endpoint, stored, templateRef, latestVersion } = options;
  const no = (why: string): UpgradePlan => ({ state: 'not-possible', why });
  if (!endpoint.quotaReservation) {
    return no(
      `'${endpoint.entityRef}' names no quota reservation in its catalog-info.yaml, so it was not made by the template or the line has been taken out.`,
    );
  }
  // An entity's author may write any address into its annotations: the repository has to say that it is this endpoint.
  if (stored.parameters.name !== endpoint.name) {
    return no(
      `The repository of ${endpoint.name} is that of another endpoint, by the answers it keeps.`,
    );
  }
  if (stored.template !== templateRef) {
    return no(
      `The endpoint was made from ${stored.template}, and upgrades bring what is new in ${templateRef}.`,
    );
  }
  return compareVersions(stored.version, latestVersion) > 0
    ? no(
        `The endpoint was made from version ${stored.version}, which is newer than ${latestVersion}.`,
      )
    : { state: 'possible', reservationId: endpoint.quotaReservation };
}
