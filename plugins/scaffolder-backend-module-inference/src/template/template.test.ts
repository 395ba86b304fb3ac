import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import type { JsonObject } from '@backstage/types';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import { parseRepository } from '@golden-path/plugin-inference-node';
import { cases } from './__testUtils__/cases';
import { fillIn, stepOf, template } from './__testUtils__/template';

const plan: JsonObject = JSON.parse(JSON.stringify(cases[0].plan));
const PARAMETERS = [
  'name',
  'title',
  'model',
  'precision',
  'kvPrecision',
  'maxModelLength',
  'requestsPerSecond',
  'promptTokens',
  'outputTokens',
  'concurrency',
  'ttftP95Ms',
  'tpotP95Ms',
  'minReplicas',
  'maxReplicas',
  'acceleratorClass',
  'owner',
  'environment',
  'repoUrl',
  'runtime',
  'latencyProfile',
  'availabilityTarget',
  'modelLoading',
  'modelUri',
  'hubToken',
  'scaleToZero',
  'businessHours',
  'interruptible',
];
/** Shows what will be created, and holds nothing. */
const PREVIEW = 'preview';

function contextAfter(publisher: string, steps: JsonObject = {}): JsonObject {
  return {
    parameters: {
      repoUrl: 'git.example?owner=meridian&repo=support-chat',
    },
    steps: {
      plan: { output: { ...plan, publisher } },
      reserve: { output: { reservationId: 'r-1', state: 'held' } },
      ...steps,
    },
  };
}

describe('the template', () => {
  it('is a valid template entity', async () => {
    await expect(
      templateEntityV1beta3Validator.check(template as never),
    ).resolves.toBe(true);
  });

  it('asks for exactly the agreed parameters, in four steps, with bounds on every number', () => {
    const pages = template.spec.parameters;
    expect(pages.map(({ title }) => title)).toEqual([
      'Model',
      'Traffic and SLO',
      'Accelerator',
      'Where',
    ]);
    const properties = Object.assign(
      {},
      ...pages.map(page => page.properties),
    ) as Record<string, JsonObject>;
    expect(Object.keys(properties).sort()).toEqual(
      [...PARAMETERS, PREVIEW].sort(),
    );
    const numbers = Object.values(properties).filter(
      ({ type, enum: choices }) =>
        ['integer', 'number'].includes(String(type)) && !choices,
    );
    expect(numbers).toHaveLength(9);
    for (const number of numbers) {
      expect(number).toEqual(
        expect.objectContaining({
          title: expect.any(String),
          minimum: expect.any(Number),
          maximum: expect.any(Number),
        }),
      );
    }
    // Hosts come from the configuration
    expect(properties.repoUrl['ui:options']).toBeUndefined();
  });

  it('hands every parameter to the plan, and leaves out what was left empty', () => {
    const { input } = stepOf('plan');
    expect(Object.keys(input).sort()).toEqual([...PARAMETERS].sort());
    const model = { id: 'a/b', config: '{"architectures": []}' };
    expect(
      fillIn(input, {
        parameters: { name: 'chat', model, requestsPerSecond: 0.5 },
      }),
    ).toEqual({ name: 'chat', model, requestsPerSecond: 0.5 });
  });

  it('checks what it wrote before anybody else sees it', () => {
    expect(template.spec.steps.map(({ id }) => id)).toEqual([
      'plan',
      'reserve',
      'fetch',
      'validate',
      'publishGitea',
      'publishGithub',
      'publishGitlab',
      'register',
      'release',
    ]);
  });

  it('reserves what the plan says, with types kept', () => {
    expect(fillIn(stepOf('reserve').input, contextAfter('gitea'))).toEqual({
      owner: 'group:default/support-assist',
      acceleratorClass: 'l4-24g',
      devices: 1,
      interruptible: false,
      endpointRef: 'component:default/support-chat',
      reason: 'Serve Qwen/Qwen2.5-7B-Instruct as Support chat (dev)',
      sizing: plan.sizing,
    });
  });

  it('fills the skeleton from the plan and the reservation', () => {
    expect(fillIn(stepOf('fetch').input, contextAfter('gitea'))).toMatchObject({
      url: './skeleton',
      values: {
        plan: { name: 'support-chat', args: plan.args },
        reservationId: 'r-1',
        templateVersion: '1.1.0',
      },
    });
  });

  const publishSteps = {
    gitea: 'publishGitea',
    github: 'publishGithub',
    gitlab: 'publishGitlab',
  };
  const contents = {
    gitea: 'http://git.example:3000/meridian/support-chat/src/branch/main/',
    github: 'https://github.com/meridian/support-chat/blob/main',
    gitlab: 'https://gitlab.example/meridian/support-chat/-/blob/main',
  };

  it.each(['gitea', 'github', 'gitlab'] as const)(
    'publishes to %s alone, and registers what was published',
    publisher => {
      const context = contextAfter(publisher);
      const ran = Object.values(publishSteps).filter(id =>
        Boolean(fillIn(stepOf(id).if ?? '', context)),
      );
      expect(ran).toEqual([publishSteps[publisher]]);
      expect(fillIn(stepOf(ran[0]).input, context)).toMatchObject({
        repoUrl: 'git.example?owner=meridian&repo=support-chat',
        defaultBranch: 'main',
        gitCommitMessage:
          'Create support-chat from the inference endpoint template',
      });
      const register = fillIn(
        stepOf('register').input,
        contextAfter(publisher, {
          [ran[0]]: { output: { repoContentsUrl: contents[publisher] } },
        }),
      );
      expect(register).toEqual({
        repoContentsUrl: contents[publisher],
        catalogInfoPath: plan.catalogInfoPath,
      });
    },
  );

  it.each([
    [
      'gitea',
      'http://git.example:3000/meridian/support-chat/src/branch/main/catalog-info.yaml',
    ],
    [
      'github',
      'https://github.com/meridian/support-chat/tree/main/catalog-info.yaml',
    ],
    [
      'gitlab',
      'https://gitlab.example/meridian/support-chat/-/blob/main/catalog-info.yaml',
    ],
  ] as const)('registers the right file on %s', (publisher, url) => {
    const config = mockServices.rootConfig({
      data: {
        integrations: {
          gitea: [
            {
              host: 'git.example:3000',
              baseUrl: 'http://git.example:3000',
            },
          ],
          github: [{ token: 't' }],
          gitlab: [
            {
              host: 'gitlab.example',
              apiBaseUrl: 'https://gitlab.example/api/v4',
            },
          ],
        },
      },
    });
    const host = new URL(contents[publisher]).host;
    const { catalogInfoPath } = parseRepository(
      `${host}?owner=meridian&repo=support-chat`,
      config,
    );
    expect(
      ScmIntegrations.fromConfig(config).resolveUrl({
        base: contents[publisher],
        url: catalogInfoPath,
      }),
    ).toBe(url);
  });

  it.each([
    ['nothing failed', false, {}, false],
    ['the plan failed', true, { plan: undefined, reserve: undefined }, false],
    ['the check or publishing failed', true, {}, true],
    [
      'registering failed',
      true,
      { publishGitea: { output: { remoteUrl: 'https://git.example/a.git' } } },
      false,
    ],
  ])(
    'gives the reservation back only while there is no repository: %s',
    (_, failed, steps, released) => {
      const context = JSON.parse(
        JSON.stringify(contextAfter('gitea', steps as JsonObject)),
      );
      expect(Boolean(fillIn(stepOf('release').if ?? '', context, failed))).toBe(
        released,
      );
    },
  );

  it('links to the repository, the endpoint, and the request where there is one', () => {
    const held = contextAfter('gitea', {
      register: { output: { entityRef: 'component:default/support-chat' } },
    });
    expect(fillIn(template.spec.output, held)).toMatchObject({
      links: [
        { title: 'Endpoint page', entityRef: 'component:default/support-chat' },
        {
          title: 'Repository',
          url: 'https://git.example/meridian/support-chat',
        },
        { if: false, title: 'Quota request' },
      ],
      text: [
        { content: expect.stringContaining('One device holds') },
        { if: false },
        { if: false },
      ],
    });
    const waiting = contextAfter('gitea', {
      reserve: {
        output: {
          reservationId: 'r-1',
          state: 'waiting',
          requestUrl: 'http://portal.example/gpu-quota/requests/12',
        },
      },
    });
    expect(fillIn(template.spec.output, waiting)).toMatchObject({
      links: [
        {},
        {},
        {
          if: true,
          url: 'http://portal.example/gpu-quota/requests/12',
        },
      ],
      text: [{}, { if: true }, { if: false }],
    });
  });
});
