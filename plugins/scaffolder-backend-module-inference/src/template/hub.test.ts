import { at, readManifests } from '../validate/manifest';
import type { EndpointRequest } from '../plan/planEndpoint';
import { planOf, valuesOf } from './__testUtils__/cases';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { fillIn, stepOf, template } from './__testUtils__/template';

const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

const OPEN = 'Qwen/Qwen3-8B';
const GATED = 'meta-llama/Llama-3.1-8B-Instruct';
const CREDENTIALS = 'support-chat-model-credentials';

function plan(changes: Partial<EndpointRequest>) {
  return planOf({ acceleratorClass: 'h100-80g', ...changes });
}

async function render(changes: Partial<EndpointRequest>) {
  const files = await renderSkeleton({
    values: valuesOf(plan(changes)),
    trimBlocks,
    lstripBlocks,
  });
  return (path: string) => files.get(path) ?? '';
}

/** Every object of the repository that names the model's credentials. */
async function usersOfToken(changes: Partial<EndpointRequest>) {
  const read = await render(changes);
  return [
    'deploy/base/model-credentials.yaml',
    'deploy/base/model-cache.yaml',
    'deploy/base/service-account.yaml',
  ].flatMap(path =>
    readManifests(path, read(path))
      .manifests.filter(manifest =>
        JSON.stringify(manifest).includes(CREDENTIALS),
      )
      .map(manifest => String(at(manifest, 'kind'))),
  );
}

describe('a token of the hub', () => {
  it.each<[string, Partial<EndpointRequest>]>([
    ['an open model', { model: { id: OPEN } }],
    ['an open model in a cache', { model: { id: OPEN }, modelLoading: 'pvc' }],
    [
      'a gated model that a mirror hands out to anybody',
      { model: { id: GATED }, hubToken: false },
    ],
    [
      'a gated model from a claim',
      {
        model: { id: GATED },
        modelLoading: 'pvc',
        modelUri: 'models',
        hubToken: true,
      },
    ],
    [
      'a gated model from an image',
      {
        model: { id: GATED },
        modelLoading: 'oci',
        modelUri: 'oci://registry.example/llama:1',
      },
    ],
    [
      'a predictive model',
      { runtime: 'triton', model: { id: 'meridian/ranker' } },
    ],
  ])('is waited for by nothing with %s', async (_, changes) => {
    expect(await usersOfToken(changes)).toEqual([]);
  });

  it.each<[string, Partial<EndpointRequest>, string[]]>([
    [
      'a gated model of the list, also where nobody answered',
      { model: { id: GATED } },
      ['ExternalSecret', 'ServiceAccount'],
    ],
    [
      'such a model in a cache',
      { model: { id: GATED }, modelLoading: 'pvc' },
      ['ExternalSecret', 'Job', 'ServiceAccount'],
    ],
    [
      'another model that somebody says it of',
      { model: { id: OPEN }, hubToken: true },
      ['ExternalSecret', 'ServiceAccount'],
    ],
  ])('is brought for %s', async (_, changes, users) => {
    expect(await usersOfToken(changes)).toEqual(users);
  });

  it('is explained where it is missing, and how to ask for it once a model turns out to be gated', async () => {
    const open = await render({ model: { id: OPEN } });
    expect(open('docs/runbook.md')).toMatch(
      /answers 401 or 403.*`token` under `inference\/support-assist\/model-hub`.*`hubToken: true` in `\.goldenpath\/parameters\.yaml`/,
    );
    expect(open('docs/operating-model.md')).not.toContain('model-hub');
    const gated = await render({ model: { id: GATED } });
    expect(gated('docs/runbook.md')).toMatch(
      /While the ExternalSecret `support-chat-model-credentials` is not ready, nothing starts/,
    );
    expect(gated('docs/operating-model.md')).toContain(
      "`inference/support-assist/model-hub` in it holds the team's `token`",
    );
  });

  it('is asked of whoever created the endpoint, once it is there', () => {
    const textFor = (id: string) =>
      JSON.stringify(
        fillIn(template.spec.output, {
          parameters: {},
          steps: {
            plan: {
              output: JSON.parse(JSON.stringify(plan({ model: { id } }))),
            },
            reserve: { output: { state: 'held' } },
          },
        }),
      );
    expect(textFor(GATED)).toMatch(
      /"if":true,"title":"Token of the hub","content":"[^"]*inference\/support-assist\/model-hub/,
    );
    expect(textFor(OPEN)).toMatch(/"if":false,"title":"Token of the hub"/);
  });
});
