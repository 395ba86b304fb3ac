import { findKnownModel } from '@golden-path/plugin-inference-common';
import { at, readManifests } from '../validate/manifest';
import type { EndpointRequest } from '../plan/planEndpoint';
import { planOf, valuesOf } from './__testUtils__/cases';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { fillIn, stepOf, template } from './__testUtils__/template';

const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

const OPEN = 'Qwen/Qwen3-8B';
const PASTED = 'acme/tuned-8b';
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
      /While the ExternalSecret `support-chat-model-credentials` is not ready, the model cannot be downloaded/,
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

describe('what a replica downloads from the hub', () => {
  const pasted = { id: PASTED, config: findKnownModel(OPEN)?.config };
  const needs = (changes: Partial<EndpointRequest>) => {
    const { modelSource, deadlines, checkpointGiB } = plan(changes);
    return {
      diskGiB: modelSource.ephemeralStorageGiB,
      cacheGiB: modelSource.cache?.storageGiB,
      fetchSeconds: deadlines.fetchSeconds,
      loadSeconds: deadlines.loadSeconds,
      checkpointGiB,
    };
  };

  it.each([
    ['openai/gpt-oss-20b', 3],
    ['meta-llama/Llama-3.1-8B-Instruct', 2],
    ['mistralai/Mistral-7B-Instruct-v0.3', 2],
    ['Qwen/Qwen3-8B', 1],
  ])('has all copies of %s, in bytes and in time', (id, copies) => {
    const { checkpointGiB, diskGiB, fetchSeconds, loadSeconds } = needs({
      model: { id },
    });
    const downloadGiB = checkpointGiB * copies;
    expect(diskGiB).toBeGreaterThanOrEqual(1.2 * downloadGiB);
    expect(diskGiB).toBeLessThan(1.2 * downloadGiB + 3);
    expect(fetchSeconds).toBeCloseTo(downloadGiB / 0.25, -1);
    // The server reads one of them, and so do all who load it otherwise.
    const cached = needs({ model: { id }, modelLoading: 'pvc' });
    expect(cached.cacheGiB).toBeLessThan(1.2 * checkpointGiB + 3);
    expect(cached.fetchSeconds).toBeCloseTo(checkpointGiB / 0.25, -1);
    const bucket = needs({
      model: { id },
      modelLoading: 'object-storage',
      modelUri: 's3://models/chat',
    });
    expect(bucket.diskGiB).toBeLessThan(1.2 * checkpointGiB + 3);
    expect(bucket.loadSeconds).toBe(loadSeconds);
  });

  it('is said in its documents, with what is assumed of a model that was pasted', async () => {
    const say = async (changes: Partial<EndpointRequest>) =>
      (await render(changes))('docs/index.md');
    expect(await say({ model: { id: 'openai/gpt-oss-20b' } })).toMatch(
      /holds the weights 3 times: [\d.]+ GiB for every\nreplica\. A volume/,
    );
    expect(await say({ model: pasted })).toMatch(
      /is assumed to hold the weights once;[^.]*raise `ephemeral-storage`/,
    );
    for (const changes of [
      { model: { id: OPEN } },
      { model: pasted, modelLoading: 'pvc' as const },
    ]) {
      expect(await say(changes)).not.toContain('whole repository');
    }
  });
});

it('says which folder of a claim must hold the files of the model', async () => {
  const read = await render({
    model: { id: OPEN },
    modelLoading: 'pvc',
    modelUri: 'shared-models',
  });
  for (const path of ['docs/index.md', 'docs/runbook.md']) {
    expect(read(path)).toMatch(
      /`pvc:\/\/shared-models\/Qwen\/Qwen3-8B`[^.]*folder in it that must hold the\s+model's files/,
    );
  }
  const own = await render({ model: { id: OPEN }, modelLoading: 'pvc' });
  expect(own('docs/index.md')).not.toContain('a claim that was there before');
});
