import { stringify } from 'yaml';
import { type Person, type Team } from './organisation';

const API_VERSION = 'backstage.io/v1alpha1';

function groupEntity(team: Team, people: readonly Person[]) {
  const annotations = {
    ...(team.quotaApprovers && {
      'goldenpath.dev/quota-approvers': `group:default/${team.quotaApprovers}`,
    }),
    ...(team.pagerDutyServiceId && {
      'pagerduty.com/service-id': team.pagerDutyServiceId,
    }),
    ...(team.costCentre && { 'goldenpath.dev/cost-centre': team.costCentre }),
  };
  return {
    apiVersion: API_VERSION,
    kind: 'Group',
    metadata: {
      name: team.name,
      title: team.title,
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      type: team.kind,
      profile: { displayName: team.title },
      ...(team.parent && { parent: team.parent }),
      children: [],
      members: people
        .filter(person => person.memberOf.includes(team.name))
        .map(person => person.name),
    },
  };
}

function userEntity(person: Person) {
  return {
    apiVersion: API_VERSION,
    kind: 'User',
    metadata: { name: person.name, description: person.role },
    spec: {
      profile: { displayName: person.displayName, email: person.email },
      memberOf: person.memberOf,
    },
  };
}

/** The record that a team was onboarded, as the template writes it into a repository of its own. */
function tenancyEntities(team: Team) {
  const { name, title, costCentre, tenancy } = team;
  if (!tenancy || !costCentre) return [];
  return [
    {
      apiVersion: API_VERSION,
      kind: 'Resource',
      metadata: {
        name: `${name}-gpu`,
        title: `GPU tenancy of ${title}`,
        description: `Where the endpoints of ${title} run, and who pays for them`,
        annotations: {
          'backstage.io/kubernetes-namespace': name,
          'goldenpath.dev/cost-centre': costCentre,
          'goldenpath.dev/monthly-budget': `${tenancy.monthlyBudgetUsd} USD`,
          ...(tenancy.envelope && {
            'goldenpath.dev/quota-envelope': `resource:default/${tenancy.envelope}`,
          }),
        },
      },
      spec: { type: 'gpu-tenancy', owner: `group:default/${name}` },
    },
  ];
}

/**
 * The files of the repository that says who belongs to which team, and where every endpoint's entity lies.
 *
 * @param options.endpointUrls - addresses of the endpoints' `catalog-info.yaml`
 */
export function catalogRepositoryFiles(options: {
  organisation: string;
  teams: readonly Team[];
  people: readonly Person[];
  endpointUrls: readonly string[];
}): Map<string, string> {
  const { organisation, teams, people, endpointUrls } = options;
  const entities = [
    ...teams.map(team => groupEntity(team, people)),
    ...people.map(userEntity),
  ];
  const location = {
    apiVersion: API_VERSION,
    kind: 'Location',
    metadata: {
      name: organisation,
      description: 'People, teams and the endpoints they serve',
    },
    spec: {
      type: 'url',
      targets: ['./org.yaml', './tenancies.yaml', ...endpointUrls],
    },
  };
  return new Map([
    [
      'README.md',
      `# Catalog

What the portal knows about the organisation:

- [org.yaml](org.yaml): teams and people. Who may approve GPU quota for a team follows from here.
- [tenancies.yaml](tenancies.yaml): which teams were on the GPU platform from its first day; later ones have repositories.
- [catalog-info.yaml](catalog-info.yaml): where the portal finds each inference endpoint.

Changes are read within a minute after they are pushed to \`main\`.
`,
    ],
    ['catalog-info.yaml', stringify(location)],
    ['org.yaml', entities.map(entity => stringify(entity)).join('---\n')],
    [
      'tenancies.yaml',
      teams
        .flatMap(tenancyEntities)
        .map(entity => stringify(entity))
        .join('---\n'),
    ],
  ]);
}
