import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { parse } from 'yaml';
import {
  envelopeEntities,
  groupEntity,
  newTeam,
  tenancyEntity,
} from '../__testUtils__/organisation';
import { classEntities } from '../__testUtils__/platform';
import { createCheckTeamAction } from './checkTeam';
import { examples } from './checkTeam.examples';

const server = setupServer();
registerMswTestHooks(server);

const omar = 'user:default/omar.haddad';
const input = {
  team: 'group:default/voice-analytics',
  envelope: 'resource:default/gpu-standard',
  monthlyBudget: 4000,
  currency: 'USD',
  repoUrl: 'git.example:3000?owner=meridian&repo=voice-analytics-gpu',
} as {
  team: string;
  envelope: string;
  costCentre?: string;
  pagerDutyServiceId?: string;
  monthlyBudget: number;
  currency: string;
  repoUrl: string;
};

async function check(
  options: {
    changes?: Partial<typeof input>;
    organisation?: Partial<Record<keyof typeof newTeam, Entity | undefined>>;
    more?: Entity[];
    teams?: string[];
    isDryRun?: boolean;
  } = {},
) {
  const organisation = Object.values({
    ...newTeam,
    ...options.organisation,
  }).filter(entity => entity !== undefined);
  const asked: string[] = [];
  server.use(
    http.get('http://backend.example/api/gpu-quota/teams', ({ request }) => {
      asked.push(request.headers.get('authorization') ?? '');
      return HttpResponse.json({
        teams: options.teams ?? [input.team],
        approves: [],
        platformApprover: false,
      });
    }),
  );
  const action = createCheckTeamAction({
    auth: mockServices.auth({ pluginId: 'scaffolder' }),
    catalog: catalogServiceMock({
      entities: [
        ...classEntities,
        ...envelopeEntities,
        ...organisation,
        ...(options.more ?? []),
      ],
    }),
    discovery: mockServices.discovery.mock({
      getBaseUrl: async plugin => `http://backend.example/api/${plugin}`,
    }),
    config: mockServices.rootConfig({
      data: {
        app: { baseUrl: 'http://portal.example/' },
        integrations: {
          gitea: [
            { host: 'git.example:3000', baseUrl: 'http://git.example:3000' },
          ],
        },
      },
    }),
  });
  const outputs: Record<string, unknown> = {};
  await action.handler({
    ...createMockActionContext({
      input: { ...input, ...options.changes } as never,
    }),
    isDryRun: options.isDryRun,
    user: { ref: omar },
    getInitiatorCredentials: async () => mockCredentials.user(omar),
    output: (name, value) => {
      outputs[name] = value;
    },
  });
  return { outputs, asked };
}

const annotated = (annotations?: Record<string, string>) =>
  groupEntity({
    name: 'voice-analytics',
    title: 'Voice analytics',
    parent: 'data-products',
    annotations,
  });

describe('gpu-quota:team:check', () => {
  it('gives all that the repository and the request need, asking as whoever started the task', async () => {
    const { outputs, asked } = await check();
    expect(outputs).toEqual({
      team: 'group:default/voice-analytics',
      teamTitle: 'Voice analytics',
      namespace: 'voice-analytics',
      tenancyName: 'voice-analytics-gpu',
      leadGroup: 'group:default/data-products-leads',
      leadGroupTitle: 'Data products leads',
      costCentre: 'CC-5230',
      monthlyBudget: '4000 USD',
      monthlyBudgetText: '$4,000',
      envelope: 'resource:default/gpu-standard',
      envelopeTitle: 'Standard',
      devices: [
        { acceleratorClass: 'l40s-48g', count: 2 },
        { acceleratorClass: 'l4-24g', count: 2 },
      ],
      devicesText: '2 × NVIDIA L40S 48 GB, 2 × NVIDIA L4 24 GB',
      costText: expect.stringMatching(/^\$\d,\d{3}$/),
      portalUrl: 'http://portal.example',
      publisher: 'gitea',
      repoOwner: 'meridian',
      repositoryUrl: 'http://git.example:3000/meridian/voice-analytics-gpu',
      catalogInfoPath: 'catalog-info.yaml',
    });
    expect(asked).toEqual([
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.user(omar),
        targetPluginId: 'gpu-quota',
      }),
    ]);
  });

  it('takes the on-call service and the cost centre from the form where the group has none', async () => {
    const { outputs } = await check({
      organisation: { team: annotated() },
      changes: { pagerDutyServiceId: 'PNEW123', costCentre: 'CC-1' },
    });
    expect(outputs).toMatchObject({
      pagerDutyServiceId: 'PNEW123',
      costCentre: 'CC-1',
    });
  });

  it('refuses a cost centre of the group that its tenancy could not carry, and takes another one', async () => {
    const organisation = {
      team: annotated({
        'pagerduty.com/service-id': 'P1',
        'goldenpath.dev/cost-centre': 'C'.repeat(64),
      }),
    };
    await expect(check({ organisation })).rejects.toThrow(
      'The cost centre of Voice analytics must be at most 63 characters: correct goldenpath.dev/cost-centre on its Group',
    );
    const { outputs } = await check({
      organisation,
      changes: { costCentre: 'CC-1' },
    });
    expect(outputs).toMatchObject({ costCentre: 'CC-1' });
  });

  it('says everything that is missing at once, each with what to do', async () => {
    await expect(
      check({
        organisation: {
          team: annotated(),
          leads: groupEntity({
            name: 'data-products-leads',
            title: 'Data products leads',
          }),
        },
        teams: [],
      }),
    ).rejects.toThrow(
      /^Voice analytics cannot be onboarded yet\. \(1\) Only members of Voice analytics .* \(2\) Data products leads, who decide .* have no members: add its leads to group:default\/data-products-leads.* \(3\) Nobody can be paged .*pagerduty\.com\/service-id.* \(4\) Nobody pays .*goldenpath\.dev\/cost-centre/,
    );
  });

  it.each([
    [
      'leads that are not in the catalog',
      { leads: undefined },
      /The leads of Voice analytics are group:default\/data-products-leads, which is not in the catalog/,
    ],
    [
      'nobody above it',
      {
        team: groupEntity({
          name: 'voice-analytics',
          title: 'Voice analytics',
          annotations: {
            'pagerduty.com/service-id': 'P1',
            'goldenpath.dev/cost-centre': 'C',
          },
        }),
      },
      /^Nobody leads Voice analytics: name a group of leads/,
    ],
    [
      'one lead, who starts this',
      {
        leads: groupEntity({
          name: 'data-products-leads',
          title: 'Data products leads',
          members: ['omar.haddad'],
        }),
      },
      /^You are the only one in Data products leads, and nobody decides on a request of their own/,
    ],
  ])('refuses a team with %s', async (_, organisation, sentence) => {
    await expect(check({ organisation })).rejects.toThrow(sentence);
  });

  it('falls back to the members of the department, as the quota service does', async () => {
    const { outputs } = await check({
      organisation: {
        department: groupEntity({
          name: 'data-products',
          title: 'Data products',
          members: ['noor.rahman'],
        }),
      },
    });
    expect(outputs).toMatchObject({ leadGroup: 'group:default/data-products' });
  });

  it('refuses a team that is onboarded, and says where more quota is asked for', async () => {
    await expect(
      check({ more: [tenancyEntity('voice-analytics')] }),
    ).rejects.toThrow(
      'Voice analytics is onboarded already (voice-analytics-gpu in the catalog, read from https://git.example/meridian/voice-analytics-gpu/src/branch/main/catalog-info.yaml). For more quota, ask on its quota page: http://portal.example/gpu-quota',
    );
  });

  it('is not kept from a team by what a stranger registered for it under another name', async () => {
    const metadata = {
      ...tenancyEntity('voice-analytics').metadata,
      name: 'by-a-stranger',
    };
    const stranger = { ...tenancyEntity('voice-analytics'), metadata };
    const { outputs } = await check({ more: [stranger] });
    expect(outputs).toMatchObject({ tenancyName: 'voice-analytics-gpu' });
  });

  it('says beforehand that the name of the tenancy is taken by something else', async () => {
    const other = tenancyEntity('voice-analytics');
    await expect(
      check({
        more: [{ ...other, spec: { type: 'database', owner: 'stranger' } }],
      }),
    ).rejects.toThrow(
      'The place of its tenancy is taken by resource:default/voice-analytics-gpu, which is not the tenancy of Voice analytics (its owner is stranger, read from https://git.example/meridian/voice-analytics-gpu/src/branch/main/catalog-info.yaml): have it renamed or removed from the catalog.',
    );
  });

  it.each([
    [
      { envelope: 'resource:default/gone' },
      "The starter quota 'resource:default/gone' is not in the catalog (any more)",
    ],
    [
      { team: 'group:default/gone' },
      "'group:default/gone' is not in the catalog",
    ],
    [
      { repoUrl: 'bitbucket.org?owner=a&repo=b' },
      'Configured: git.example:3000',
    ],
    [{ currency: 'XYZ' }, "'XYZ' is not a currency of ISO 4217"],
  ])('refuses %j', async (changes, sentence) => {
    await expect(check({ changes })).rejects.toThrow(sentence);
  });

  it('refuses an envelope with a class that is gone', async () => {
    await expect(
      check({
        more: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Resource',
            metadata: { name: 'old', namespace: 'default', title: 'Old' },
            spec: {
              type: 'quota-envelope',
              owner: 'ai-platform',
              envelope: {
                devices: [{ acceleratorClass: 'v100-16g', count: 1 }],
              },
            },
          },
        ],
        changes: { envelope: 'old' },
      }),
    ).rejects.toThrow(
      "The starter quota 'Old' offers v100-16g, which the catalog does not have",
    );
  });

  it('asks nobody but the catalog in a dry run', async () => {
    const { outputs, asked } = await check({ isDryRun: true, teams: [] });
    expect(outputs).toMatchObject({ namespace: 'voice-analytics' });
    expect(asked).toEqual([]);
  });

  it('has an example that its own input takes', () => {
    for (const { example } of examples) {
      expect(Object.keys(parse(example).steps[0].input)).toEqual(
        expect.arrayContaining(Object.keys(input)),
      );
    }
  });
});
