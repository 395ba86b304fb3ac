import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse } from 'yaml';
import { classEntities, teamEntity } from '../__testUtils__/platform';
import { createPlanEndpointAction } from './planEndpoint';
import { examples } from './planEndpoint.examples';

const config = mockServices.rootConfig({
  data: {
    integrations: {
      gitea: [
        {
          host: 'git.example:3000',
          baseUrl: 'http://git.example:3000/',
          username: 'u',
          password: 'p',
        },
      ],
      github: [{ token: 't' }],
      gitlab: [{ host: 'gitlab.example', token: 't' }],
    },
  },
});

function actionWith(entities: Entity[] = [...classEntities, teamEntity]) {
  return createPlanEndpointAction({
    auth: mockServices.auth(),
    catalog: catalogServiceMock({ entities }),
    config,
  });
}

const input = {
  name: 'support-chat',
  title: 'Support chat',
  owner: 'group:default/support-assist',
  environment: 'prod' as 'dev' | 'prod',
  model: { id: 'Qwen/Qwen2.5-7B-Instruct' } as {
    id: string;
    config?: string | Record<string, unknown>;
  },
  maxModelLength: 8192,
  requestsPerSecond: 1,
  promptTokens: 600,
  outputTokens: 200,
  minReplicas: 1,
  maxReplicas: 2,
  acceleratorClass: 'l4-24g',
  repoUrl: 'git.example:3000?owner=meridian&repo=support-chat',
};

async function run(changes: Partial<typeof input> = {}, entities?: Entity[]) {
  const outputs: Record<string, unknown> = {};
  const action = actionWith(entities);
  await action.handler({
    ...createMockActionContext({ input: { ...input, ...changes } as never }),
    output: (name, value) => {
      outputs[name] = value;
    },
  });
  return outputs;
}

/** A model of 70 billion parameters, pasted. */
const llama70b = {
  id: 'meta-llama/Llama-3.3-70B-Instruct',
  config: JSON.stringify({
    architectures: ['LlamaForCausalLM'],
    hidden_size: 8192,
    intermediate_size: 28672,
    max_position_embeddings: 131072,
    num_attention_heads: 64,
    num_hidden_layers: 80,
    num_key_value_heads: 8,
    vocab_size: 128256,
  }),
};

/** Text that holds a string, or matches a pattern. */
function like(text: string | RegExp): string {
  return typeof text === 'string'
    ? expect.stringContaining(text)
    : expect.stringMatching(text);
}

describe('inference:endpoint:plan', () => {
  it('gives everything the skeleton and the next steps need', async () => {
    await expect(run()).resolves.toEqual({
      name: 'support-chat',
      title: 'Support chat',
      endpointRef: 'component:default/support-chat',
      owner: 'group:default/support-assist',
      ownerTitle: 'Support assist',
      namespace: 'support-assist',
      environment: 'prod',
      lifecycle: 'production',
      pagerDutyServiceId: 'PSUPPRT',
      precision: 'auto',
      modelId: 'Qwen/Qwen2.5-7B-Instruct',
      modelUri: 'hf://Qwen/Qwen2.5-7B-Instruct',
      parametersText: '7,615 million',
      acceleratorClass: 'l4-24g',
      acceleratorClassTitle: 'NVIDIA L4 24 GB',
      deviceClassName: 'l4-24g',
      devicesPerReplica: 1,
      tensorParallel: 1,
      image: expect.stringContaining('vllm-openai:'),
      args: expect.arrayContaining([
        '--served-model-name=Qwen/Qwen2.5-7B-Instruct',
        '--max-model-len=8192',
        '--tensor-parallel-size=1',
        '--gpu-memory-utilization=0.9',
      ]),
      cpuCores: 4,
      memoryGiB: 26,
      sharedMemoryGiB: 2,
      weightsGiB: 14.2,
      checkpointGiB: 14.2,
      maxModelLength: 8192,
      kvTokens: 69088,
      concurrency: 8,
      minReplicas: 1,
      maxReplicas: 2,
      replicas: 1,
      reservedDevices: 2,
      modelLoadSeconds: 134,
      startupPeriodSeconds: 10,
      startupFailureThreshold: 60,
      monthlyCost: '$584 a month with one replica, $1,168 with 2',
      sizing: {
        verdict: 'fits',
        sentence: expect.stringContaining('One device holds the weights'),
      },
      assumption: expect.stringContaining('memory bandwidth'),
      publisher: 'gitea',
      repoHost: 'git.example:3000',
      repoOwner: 'meridian',
      repoName: 'support-chat',
      repositoryUrl: 'http://git.example:3000/meridian/support-chat',
      catalogInfoPath: 'catalog-info.yaml',
      titleMarkdown: 'Support chat',
      ownerMarkdown: 'Support assist',
      runtime: 'vllm',
      runtimeVersion: expect.stringMatching(/^v\d/),
      latencyProfile: 'interactive',
      availabilityTarget: 0.99,
      modelLoading: 'hub',
      scaleToZero: false,
      interruptible: false,
      allocation: 'dra',
      claimTemplateName: 'support-chat-l4-24g-1-accelerators',
      modelSource: {
        uri: 'hf://Qwen/Qwen2.5-7B-Instruct',
        repository: { copies: 1, downloadGiB: 14.2, assumed: false },
        ephemeralStorageGiB: 19,
      },
      deadlines: {
        fetchSeconds: 57,
        loadSeconds: 134,
        startupPeriodSeconds: 10,
        startupFailureThreshold: 60,
        startupSeconds: 600,
        startDeadlineSeconds: 1560,
        gitOpsTimeoutSeconds: 1860,
        kueueTimeoutSeconds: 2160,
      },
      latency: {
        requestTimeoutSeconds: 120,
        idleTimeoutSeconds: 180,
        connectTimeoutSeconds: 5,
        preStopSeconds: 15,
        drainSeconds: 120,
        terminationGraceSeconds: 150,
      },
      scaling: expect.objectContaining({
        deployment: 'support-chat-kserve',
        minReplicas: 1,
        maxReplicas: 2,
      }),
      rollout: { maxSurge: 1, maxUnavailable: '50%' },
      scratchGiB: 10,
      ephemeralStorageGiB: 29,
      availabilityPercent: 99,
      serviceName: 'support-chat-kserve-workload-svc',
      servicePort: 8000,
      serverPort: 8000,
      metricsPort: 8000,
      metricsPortName: 'http',
      priorityClasses: { dev: 'inference-dev', prod: 'inference-prod' },
      alerts: expect.arrayContaining([
        expect.objectContaining({ alert: 'InferenceAvailabilityBurn' }),
      ]),
      metricNames: expect.arrayContaining(['vllm:num_requests_waiting']),
      platform: expect.objectContaining({ secretStore: 'inference' }),
      runbookUrl:
        'http://git.example:3000/meridian/support-chat/src/branch/main/docs/runbook.md',
    });
  });

  it('splits a large model, sizes it in fp8, and takes the image of the vendor', async () => {
    const split = await run({
      model: llama70b,
      acceleratorClass: 'a100-80g',
    });
    expect(split).toMatchObject({
      devicesPerReplica: 2,
      reservedDevices: 4,
      sharedMemoryGiB: 8,
    });
    const amd = await run({
      model: llama70b,
      acceleratorClass: 'mi300x-192g',
      ...{ precision: 'fp8' },
    });
    expect(amd).toMatchObject({
      devicesPerReplica: 1,
      image: expect.stringContaining('rocm'),
      args: expect.arrayContaining(['--quantization=fp8']),
      weightsGiB: 67.7,
    });
  });

  it('lets a class through that is larger than needed, and says so', async () => {
    const { sizing } = await run({ acceleratorClass: 'h100-80g' });
    expect(sizing).toEqual({
      verdict: 'oversized',
      sentence: expect.stringMatching(
        /^Oversized: NVIDIA L4 24 GB meets the same targets for \$[\d,]+ less a month\./,
      ),
    });
  });

  it.each([
    [
      'github.com?owner=acme&repo=chat',
      'github',
      'https://github.com/acme/chat',
    ],
    [
      'gitlab.example?owner=acme/ml&repo=chat',
      'gitlab',
      'https://gitlab.example/acme/ml/chat',
    ],
  ])('publishes %s by its host', async (repoUrl, publisher, repositoryUrl) => {
    await expect(run({ repoUrl })).resolves.toMatchObject({
      publisher,
      repositoryUrl,
    });
  });

  it.each<[string, Partial<typeof input>, string | RegExp]>([
    [
      'a model that does not fit',
      { model: llama70b },
      /^l4-24g does not suit\. Too small: 69\.\d GiB of memory are missing .* These do: l40s-48g, a100-80g, h100-80g, mi300x-192g\.$/,
    ],
    [
      'a class that is gone',
      { acceleratorClass: 'v100-16g' },
      "The accelerator class 'v100-16g' is not in the catalog (any more). There are: l4-24g, l40s-48g, a100-80g, h100-80g, h100-mig-3g-40g, mi300x-192g.",
    ],
    [
      'zero replicas',
      { minReplicas: 0 },
      'minReplicas: must be a whole number from 1 to 64, not 0',
    ],
    [
      'negative replicas',
      { minReplicas: -1, maxReplicas: -1 },
      'maxReplicas: must be a whole number from 1 to 64, not -1',
    ],
    [
      'more replicas than is sane',
      { maxReplicas: 1000 },
      'maxReplicas: must be a whole number from 1 to 64, not 1000',
    ],
    [
      'a minimum above the maximum',
      { minReplicas: 3 },
      'minReplicas: must not be more than the maximum of replicas (2)',
    ],
    ['a name of capitals', { name: 'Support_Chat' }, 'lower case'],
    ['a name that ends with a dash', { name: 'chat-' }, 'do not end with'],
    ['a name that begins with a digit', { name: '1chat' }, 'lower case letter'],
    ['a long name', { name: 'a'.repeat(51) }, 'use at most 50'],
    ['a name vLLM would take for a setting', { name: 'vllm' }, 'Service'],
    ['another such name', { name: 'vllm-chat' }, "start with 'vllm'"],
    ['a title of two lines', { title: 'a\nb' }, 'one line'],
    [
      'a repository host that is not configured',
      { repoUrl: 'bitbucket.org?owner=a&repo=b' },
      "Repositories cannot be created on 'bitbucket.org': it is not configured under integrations. Configured: git.example:3000, github.com, gitlab.example.",
    ],
    ['a repository without a name', { repoUrl: 'github.com?owner=a' }, 'name'],
    [
      'a repository that leaves its place',
      { repoUrl: 'github.com?owner=..&repo=b' },
      "owner '..' cannot be used",
    ],
    ['no repository', { repoUrl: '' }, 'cannot be read'],
    [
      'config.json that is not JSON',
      { model: { id: 'a/b', config: '{oops' } },
      "The config.json of 'a/b' cannot be used: config.json: is not JSON",
    ],
    [
      'config.json that the repository could not be upgraded from',
      {
        model: {
          id: 'a/b',
          config: JSON.stringify({
            ...JSON.parse(llama70b.config),
            id2label: Object.fromEntries(
              Array.from({ length: 8000 }, (_, label) => [label, 'LABEL']),
            ),
          }),
        },
      },
      /^The endpoint cannot be planned: config\.json: is too large: .* take \d+ kB in the endpoint's repository, which keeps 128 kB at most/,
    ],
    [
      'config.json that nests too deep to be read again',
      {
        model: {
          id: 'a/b',
          config: {
            ...JSON.parse(llama70b.config),
            deep: JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`),
          },
        },
      },
      'nested more than 100 levels deep',
    ],
    [
      'config.json that lacks fields',
      { model: { id: 'a/b', config: { architectures: ['LlamaForCausalLM'] } } },
      'hidden_size: is missing; num_hidden_layers: is missing',
    ],
    [
      'config.json with absurd numbers',
      {
        model: {
          id: 'a/b',
          config: {
            ...JSON.parse(llama70b.config),
            num_hidden_layers: 1_000_000_000,
          },
        },
      },
      'num_hidden_layers: must be a whole number from 1 to 1,000',
    ],
    [
      'a model the formulas do not cover',
      { model: { id: 'a/b', config: { architectures: ['JambaForCausalLM'] } } },
      'state-space',
    ],
    [
      'an unknown model without config.json',
      { model: { id: 'a/b' } },
      'paste its config.json',
    ],
    [
      'a model id that is none',
      { model: { id: 'a b; rm -rf /' } },
      'as its publisher does',
    ],
    [
      'a model of the hub without its publisher',
      { model: { id: 'resnet50' } },
      "model.id: must be 'publisher/model' for a model from the hub",
    ],
    [
      'a context beyond the model',
      { maxModelLength: 65536 },
      'maxModelLength: must be at most 32768',
    ],
    [
      'a team that is not in the catalog',
      { owner: 'group:default/nobody' },
      'not in the catalog',
    ],
    ['a person as owner', { owner: 'user:default/mia' }, 'not a group'],
  ])('refuses %s with a sentence', async (_, changes, sentence) => {
    await expect(run(changes)).rejects.toMatchObject({
      name: 'InputError',
      message: like(sentence),
    });
  });

  it('refuses a name that is taken, but not by the task itself when it runs again', async () => {
    const taken: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'support-chat', namespace: 'default' },
      spec: { type: 'service' },
    };
    const entities = [...classEntities, teamEntity, taken];
    await expect(run({}, entities)).rejects.toMatchObject({
      name: 'ConflictError',
      message:
        "A component named 'support-chat' is in the catalog already; choose another name.",
    });
    await expect(
      actionWith(entities).handler({
        ...createMockActionContext({ input: input as never }),
        checkpoint: async () => 'support-chat' as never,
      }),
    ).resolves.toBeUndefined();
    // An upgrade plans the endpoint that is there, and no other.
    const again = { upgradeOf: 'component:default/support-chat' };
    await expect(
      run({ name: 'support-chat', ...again }, entities),
    ).resolves.toMatchObject({
      name: 'support-chat',
    });
    const other = { upgradeOf: 'component:default/another' };
    await expect(
      run({ name: 'support-chat', ...other }, entities),
    ).rejects.toThrow('in the catalog already');
  });

  it('leaves out a class of the catalog that cannot be read, and refuses a team that is no namespace', async () => {
    const [l4, ...others] = classEntities;
    const broken = { ...l4, spec: { ...l4.spec, accelerator: {} } };
    await expect(run({}, [broken, ...others, teamEntity])).rejects.toThrow(
      'There are: l40s-48g',
    );
    const capital: Entity = {
      ...teamEntity,
      metadata: { ...teamEntity.metadata, name: 'Support_Assist' },
    };
    await expect(
      run({ owner: 'group:default/Support_Assist' }, [
        ...classEntities,
        capital,
      ]),
    ).rejects.toThrow('Kubernetes namespace');
  });

  it('asks the catalog as whoever started the task', async () => {
    const catalog = catalogServiceMock({
      entities: [...classEntities, teamEntity],
    });
    const getEntities = jest.spyOn(catalog, 'getEntities');
    const credentials = mockCredentials.user('user:default/mia.chen');
    await createPlanEndpointAction({
      auth: mockServices.auth(),
      catalog,
      config,
    }).handler({
      ...createMockActionContext({ input: input as never }),
      getInitiatorCredentials: async () => credentials,
    });
    expect(getEntities).toHaveBeenCalledWith(expect.anything(), {
      credentials,
    });
  });

  it.each(examples)(
    'has a working example: $description',
    async ({ example }) => {
      const [step] = parse(example).steps;
      const entities = [
        ...classEntities,
        teamEntity,
        {
          ...teamEntity,
          metadata: { ...teamEntity.metadata, name: 'search-ranking' },
        },
      ];
      await expect(run(step.input, entities)).resolves.toMatchObject({
        sizing: { verdict: 'fits' },
      });
    },
  );

  it.each([
    [{ modelLoading: 'oci' }, 'modelUri: must be an image'],
    [
      { scaleToZero: true, environment: 'prod' },
      'scaleToZero: must be off in production',
    ],
    [
      { businessHours: { start: '08:00', end: '07:00', timezone: 'UTC' } },
      'businessHours.end: must be after the start',
    ],
    [
      {
        model: { id: 'Qwen/Qwen2.5-7B-Instruct', weightBytes: 141_000_000_000 },
      },
      'model.safetensors.index.json: is of another model or precision',
    ],
  ])('refuses %j with the sentence of the form', async (changes, sentence) => {
    await expect(run(changes as never)).rejects.toThrow(sentence);
  });

  it('keeps up as many replicas in business hours as were asked for, and refuses hours without an effect', async () => {
    const businessHours = { start: '08:00', end: '18:00', timezone: 'UTC' };
    const hoursOf = (changes: object) =>
      run({ ...changes } as never).then(({ scaling }) =>
        Object(scaling).triggers.find(
          ({ type }: { type: string }) => type === 'cron',
        ),
      );
    expect(
      await hoursOf({ businessHours: { ...businessHours, replicas: 2 } }),
    ).toMatchObject({
      metadata: {
        timezone: 'UTC',
        start: '0 8 * * 1-5',
        end: '0 18 * * 1-5',
        desiredReplicas: '2',
      },
    });
    await expect(hoursOf({ businessHours })).rejects.toThrow(
      'businessHours.replicas: must be more than the minimum (1)',
    );
    await expect(
      hoursOf({ businessHours: { ...businessHours, replicas: 3 } }),
    ).rejects.toThrow(
      'businessHours.replicas: must be a whole number from 1 to 2',
    );
    await expect(hoursOf({ businessHours, maxReplicas: 1 })).rejects.toThrow(
      'businessHours.replicas: cannot be kept up beyond the 1 that always run',
    );
  });

  it('upgrades an endpoint whose hours were answered before they had replicas of their own', async () => {
    const businessHours = { start: '08:00', end: '18:00', timezone: 'UTC' };
    const again = (changes: object) =>
      run({
        businessHours,
        upgradeOf: 'component:default/support-chat',
        ...changes,
      } as never);
    const scaling = { triggers: expect.any(Array) };
    const without = await again({});
    expect(without).toMatchObject({ scaling });
    expect(JSON.stringify(without.scaling)).not.toContain('cron');
    expect(await again({ maxReplicas: 1 })).not.toHaveProperty('scaling');
    const sleeping = await again({ environment: 'dev', scaleToZero: true });
    expect(JSON.stringify(sleeping.scaling)).toContain('"desiredReplicas":"1"');
  });

  it('sizes with the exact weights where the index gave them', async () => {
    const exact = await run({
      model: { id: 'Qwen/Qwen2.5-7B-Instruct', weightBytes: 16 * 2 ** 30 },
    } as never);
    // And the table of rotary positions, which no checkpoint has.
    expect(exact.weightsGiB).toBe(16.1);
  });
});
