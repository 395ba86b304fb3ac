import { type Addresses, addressesFrom } from './addresses';
import { catalogRepositoryFiles } from './catalogRepository';
import { endpointRepositoryFiles } from './endpointRepository';
import { endpoints as seedEndpoints, type SeedEndpoint } from './endpoints';
import {
  ORGANISATION,
  people as seedPeople,
  teams as seedTeams,
  type Person,
  type Team,
} from './organisation';

/** A repository to create when the sandbox is new, with its first commit. */
export type SeedRepository = {
  owner: string;
  name: string;
  description: string;
  /** Text by path. */
  files: Map<string, string>;
  message: string;
  author: { name: string; email: string };
};

/** The team whose lead writes what belongs to the whole organisation. */
const PLATFORM_TEAM = 'ai-platform';

function authorFrom(people: readonly Person[], team: string) {
  const person =
    people.find(p => p.memberOf.includes(team) && p.role === 'ML engineer') ??
    people.find(p => p.memberOf.includes(team) && p.role === 'Platform lead') ??
    people.find(p => p.memberOf.includes(team));
  if (!person) throw new Error(`The seed has nobody in ${team}`);
  return { name: person.displayName, email: person.email };
}

/**
 * What the forge holds when the sandbox is new: one repository with the organisation, and one for each endpoint.
 * Everything defaults to the sandbox's own seed.
 */
export function seedRepositories(
  options: {
    addresses?: Pick<Addresses, 'forge'>;
    organisation?: string;
    teams?: readonly Team[];
    people?: readonly Person[];
    endpoints?: readonly SeedEndpoint[];
  } = {},
): SeedRepository[] {
  const {
    addresses = addressesFrom(),
    organisation = ORGANISATION,
    teams = seedTeams,
    people = seedPeople,
    endpoints = seedEndpoints,
  } = options;
  const urlOf = (name: string) => `${addresses.forge}/${organisation}/${name}`;

  const catalog: SeedRepository = {
    owner: organisation,
    name: 'catalog',
    description: 'Teams, people, and where each endpoint is described',
    files: catalogRepositoryFiles({
      organisation,
      teams,
      people,
      endpointUrls: endpoints.map(
        ({ name }) => `${urlOf(name)}/src/branch/main/catalog-info.yaml`,
      ),
    }),
    message: 'Describe the organisation',
    author: authorFrom(people, PLATFORM_TEAM),
  };

  return [
    catalog,
    ...endpoints.map(endpoint => {
      const team = teams.find(({ name }) => name === endpoint.team);
      if (!team) throw new Error(`The seed has no team ${endpoint.team}`);
      return {
        owner: organisation,
        name: endpoint.name,
        description: `${endpoint.model} for ${team.title}`,
        files: endpointRepositoryFiles({
          endpoint,
          team,
          repositoryUrl: urlOf(endpoint.name),
        }),
        message: `Serve ${endpoint.model}`,
        author: authorFrom(people, endpoint.team),
      };
    }),
  ];
}
