import { stringifyEntityRef } from '@backstage/catalog-model';
import { CHAT, DOCS, endpointEntity, SEARCH } from '../organisation';

/** What clients fight for: few rows, so that every one of them is hot. */
export const TEAMS = [CHAT, SEARCH, DOCS];
/** Teams of one department, which lend each other what they leave idle. */
export const BORROWERS = [CHAT, DOCS];
export const CLASSES = ['h100-80g', 'l4-24g'];
/** Devices each team has of each class at the start. */
export const INITIAL_COUNT = 12;
/** Leads deny once a team has this many: there must be something to fight for until the end. */
export const ENOUGH = 60;

/** Who may ask and reserve for a team, and who decides for it. */
export const MEMBERS: Record<string, string[]> = {
  [CHAT]: ['ana', 'ben', 'cleo'],
  [SEARCH]: ['other'],
  [DOCS]: ['dora'],
};
export const LEADS = ['lead', 'lead2', 'cleo', 'boss'];
/** Who is a lead of the team and not one of its members. */
export const LEAD_OF: Record<string, string> = {
  [CHAT]: 'lead',
  [SEARCH]: 'boss',
  [DOCS]: 'lead',
};
export const DECIDERS = [...LEADS, 'platform'];

const ENDPOINTS_PER_TEAM = 80;
const EXISTING_PER_TEAM = 28;

function namesOf(team: string, count: number): string[] {
  const name = team.replace('group:default/', '');
  return Array.from({ length: count }, (_, index) => `${name}-storm-${index}`);
}

/** Refs of the endpoints a team reserves for, by team. */
export const ENDPOINTS: Record<string, string[]> = Object.fromEntries(
  TEAMS.map(team => [
    team,
    namesOf(team, ENDPOINTS_PER_TEAM).map(name => `component:default/${name}`),
  ]),
);

/** Endpoints that are in the catalog, so that their reservations become active. */
export const existingEndpoints = TEAMS.flatMap(team =>
  namesOf(team, EXISTING_PER_TEAM).map(name => endpointEntity(name, {}, team)),
);

/** Refs of those of them that a team does not own. */
export function endpointsOfOthers(team: string): string[] {
  return existingEndpoints
    .filter(({ spec }) => spec?.owner !== team)
    .map(entity => stringifyEntityRef(entity));
}

/** What the backend under test is configured with. */
export const gpuQuotaConfig = {
  platformGroup: 'group:default/platform',
  // Short, so that reservations and requests expire and grants end while the storm goes on.
  reservationLease: { seconds: 2 },
  reconcileEvery: { seconds: 1 },
  requestExpiry: { seconds: 4 },
  lifecycleEvery: { seconds: 1 },
  // Two stages, so that there is something to void between the first decision and the last.
  policy: [
    { name: 'large', when: { countAbove: 2 }, stages: ['lead', 'platform'] },
    { name: 'otherwise', stages: ['lead'] },
  ],
  initialGrants: TEAMS.flatMap(team =>
    CLASSES.map(acceleratorClass => ({
      team,
      acceleratorClass,
      count: INITIAL_COUNT,
      reason: 'Start',
    })),
  ),
};
