import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import {
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  type Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  locationEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
  userEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import {
  CREDENTIALS,
  startTestForge,
  type TestForge,
} from '../forge/testForge';
import { endpoints } from './endpoints';
import { people, teams } from './organisation';
import { seedRepositories } from './repositories';

const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);
const kinds = [
  componentEntityV1alpha1Validator,
  groupEntityV1alpha1Validator,
  locationEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  userEntityV1alpha1Validator,
];

async function entitiesIn(text: string): Promise<Entity[]> {
  const entities: Entity[] = parseAllDocuments(text).map(d => d.toJS());
  for (const entity of entities) {
    await policy.enforce(entity);
    const known = await Promise.all(kinds.map(kind => kind.check(entity)));
    if (!known.some(Boolean)) throw new Error(`No kind takes ${entity.kind}`);
  }
  return entities;
}

/** Checks objects against Kubernetes' own schemas, in a process of its own: the package is for Node's module loader only. */
function validate(objects: { kind: string }[]) {
  const program = `
    import { ResourceClaimTemplate } from 'kubernetes-models/resource.k8s.io/v1';
    import { Pod } from 'kubernetes-models/v1';
    import { json } from 'node:stream/consumers';
    const models = { ResourceClaimTemplate, Pod };
    for (const object of await json(process.stdin)) new models[object.kind](object).validate();
  `;
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: __dirname,
    input: JSON.stringify(objects),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}

describe('the seeded forge', () => {
  let t: TestForge;
  let byName: Map<string, Entity>;

  beforeAll(async () => {
    t = await startTestForge();
    const seed = seedRepositories({ addresses: { forge: t.url } });
    for (const { owner, name, files, ...commit } of seed) {
      await t.forge.createRepository(owner, name, files, commit);
    }
    byName = await readCatalog();
  });
  afterAll(() => t.remove());

  /** Follows the one location that the portal is configured with, as the catalog does. */
  async function readCatalog(): Promise<Map<string, Entity>> {
    const config = new ConfigReader({
      integrations: {
        gitea: [{ host: t.host, baseUrl: t.url, ...CREDENTIALS }],
      },
    });
    const reader = UrlReaders.default({
      config,
      logger: mockServices.logger.mock(),
    });
    const integrations = ScmIntegrations.fromConfig(config);
    const found = new Map<string, Entity>();
    const queue = [
      `${t.url}/meridian/catalog/src/branch/main/catalog-info.yaml`,
    ];
    for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
      const { files } = await reader.search(url);
      const [file] = files;
      if (!file) throw new Error(`The catalog finds nothing at ${url}`);
      for (const entity of await entitiesIn(
        (await file.content()).toString('utf8'),
      )) {
        found.set(`${entity.kind}:${entity.metadata.name}`, entity);
        const targets = entity.kind === 'Location' ? entity.spec?.targets : [];
        for (const target of Array.isArray(targets) ? targets : []) {
          queue.push(
            integrations.resolveUrl({ url: String(target), base: url }),
          );
        }
      }
    }
    return found;
  }

  it('gives the catalog every team, person and endpoint, and nothing that it would refuse', () => {
    const expected = [
      'Location:meridian',
      ...teams.map(team => `Group:${team.name}`),
      ...people.map(person => `User:${person.name}`),
      ...endpoints.map(endpoint => `Component:${endpoint.name}`),
      ...teams
        .filter(team => team.tenancy)
        .map(team => `Resource:${team.name}-gpu`),
    ];
    expect([...byName.keys()].sort()).toEqual(expected.sort());
  });

  it('says which teams are on the platform: all with endpoints, and one has yet to come', () => {
    const onboarded = new Set(
      teams.filter(team => team.tenancy).map(team => team.name),
    );
    for (const { team } of endpoints) expect(onboarded).toContain(team);
    expect(onboarded).not.toContain('voice-analytics');
    expect(byName.get('Resource:fraud-detection-gpu')).toMatchObject({
      metadata: {
        annotations: {
          'backstage.io/kubernetes-namespace': 'fraud-detection',
          'goldenpath.dev/cost-centre': 'CC-5210',
          'goldenpath.dev/monthly-budget': '8000 USD',
          'goldenpath.dev/quota-envelope': 'resource:default/gpu-starter',
        },
      },
      spec: {
        type: 'gpu-tenancy',
        owner: 'group:default/fraud-detection',
      },
    });
  });

  it('says who approves, who is paged and who belongs to a team', () => {
    expect(byName.get('Group:customer-products')).toMatchObject({
      metadata: {
        annotations: {
          'goldenpath.dev/quota-approvers':
            'group:default/customer-products-leads',
        },
      },
      spec: { type: 'department', parent: 'meridian' },
    });
    expect(byName.get('Group:support-assist')).toMatchObject({
      metadata: {
        annotations: {
          'pagerduty.com/service-id': 'PSUPPRT',
          'goldenpath.dev/cost-centre': 'CC-4110',
        },
      },
      spec: {
        type: 'team',
        parent: 'customer-products',
        members: ['mia.chen', 'tom.okafor'],
      },
    });
    expect(byName.get('User:mia.chen')).toMatchObject({
      spec: {
        profile: {
          displayName: 'Mia Chen',
          email: 'mia.chen@meridian.example',
        },
        memberOf: ['support-assist'],
      },
    });
  });

  it.each(endpoints)(
    'describes $name with its owner, its class and manifests that Kubernetes takes',
    async endpoint => {
      const entity = byName.get(`Component:${endpoint.name}`);
      const loadSeconds = Math.round(endpoint.weightsGiB / 0.8 + 35);
      expect(entity).toMatchObject({
        metadata: {
          annotations: {
            'backstage.io/kubernetes-id': endpoint.name,
            'backstage.io/kubernetes-namespace': endpoint.team,
            'goldenpath.dev/accelerator-class': endpoint.acceleratorClass,
            'goldenpath.dev/model-load-seconds': String(loadSeconds),
          },
          links: expect.arrayContaining([
            { url: `${t.url}/meridian/${endpoint.name}`, title: 'Repository' },
          ]),
        },
        spec: {
          type: 'inference-endpoint',
          owner: `group:default/${endpoint.team}`,
          dependsOn: [`resource:default/${endpoint.acceleratorClass}`],
        },
      });

      const files = await t.forge.readFiles('meridian', endpoint.name, 'main');
      expect([...files.keys()].sort()).toEqual([
        'README.md',
        'catalog-info.yaml',
        'deploy/endpoint.yaml',
        'docs/index.md',
        'docs/runbook.md',
        'mkdocs.yml',
      ]);
      const [claim, service] = parseAllDocuments(
        files.get('deploy/endpoint.yaml') ?? '',
      ).map(d => d.toJS());
      expect(claim.spec.spec.devices.requests).toEqual([
        expect.objectContaining({
          exactly: expect.objectContaining({
            deviceClassName: endpoint.acceleratorClass,
            count: endpoint.acceleratorsPerReplica,
          }),
        }),
      ]);
      expect(service).toMatchObject({
        apiVersion: 'serving.kserve.io/v1alpha2',
        kind: 'LLMInferenceService',
        metadata: { name: endpoint.name, namespace: endpoint.team },
        spec: {
          replicas: endpoint.minReplicas,
          labels: {
            'backstage.io/kubernetes-id': endpoint.name,
            'goldenpath.dev/entity-name': endpoint.name,
          },
          template: {
            resourceClaims: [
              { resourceClaimTemplateName: claim.metadata.name },
            ],
          },
        },
      });
      validate([
        claim,
        {
          kind: 'Pod',
          metadata: {
            name: 'pod',
            labels: service.spec.labels,
            annotations: service.spec.annotations,
          },
          spec: service.spec.template,
        },
      ]);
      const [main] = service.spec.template.containers;
      const patience =
        main.startupProbe.periodSeconds * main.startupProbe.failureThreshold;
      expect(patience).toBeGreaterThanOrEqual(2 * loadSeconds);
    },
  );

  it('has a page for each repository, with the README on it', async () => {
    for (const { name, title } of endpoints) {
      const response = await fetch(`${t.url}/meridian/${name}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(
        `<h3>${title.replace('&', '&amp;')}</h3>`,
      );
    }
  });
});

it('names the endpoint and team that do not fit together', () => {
  expect(() =>
    seedRepositories({ endpoints: [{ ...endpoints[0], team: 'absent' }] }),
  ).toThrow('The seed has no team absent');
});
