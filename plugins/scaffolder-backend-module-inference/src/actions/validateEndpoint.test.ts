import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse } from 'yaml';
import { planOf, valuesOf } from '../template/__testUtils__/cases';
import { renderSkeleton } from '../template/__testUtils__/renderSkeleton';
import { stepOf } from '../template/__testUtils__/template';
import { createValidateEndpointAction } from './validateEndpoint';
import { examples } from './validateEndpoint.examples';

const { trimBlocks, lstripBlocks } = stepOf('fetch').input;
const service = 'deploy/base/llm-inference-service.yaml';

let workspacePath: string;
let files: Map<string, string>;

beforeAll(async () => {
  files = await renderSkeleton({
    values: valuesOf(
      planOf({ maxReplicas: 3, ttftP95Ms: 1500, hubToken: true }),
    ),
    trimBlocks,
    lstripBlocks,
  });
});

beforeEach(async () => {
  workspacePath = await mkdtemp(join(tmpdir(), 'validate-'));
});

afterEach(() => rm(workspacePath, { recursive: true }));

/** Runs the action on the files, some of them changed or removed, in a folder of the workspace. */
async function run(
  changes: Record<string, (text: string) => string | undefined> = {},
  { path, folder = '.' }: { path?: string; folder?: string } = {},
) {
  for (const [name, text] of files) {
    const changed = name in changes ? changes[name](text) : text;
    if (name in changes) {
      expect(changed).not.toBe(text);
    }
    if (changed !== undefined) {
      const file = join(workspacePath, folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, changed);
    }
  }
  const output = jest.fn();
  await createValidateEndpointAction().handler({
    ...createMockActionContext({ workspacePath, input: { path } }),
    output,
  });
  return output;
}

/** A change that replaces a text. */
function put(before: string | RegExp, after: string) {
  return (text: string) => text.replace(before, after);
}

describe('inference:endpoint:validate', () => {
  it('says how many objects are as they should be', async () => {
    expect(await run()).toHaveBeenCalledWith('objects', 11);
  });

  it('looks into a folder of the workspace, and nowhere else', async () => {
    expect(
      await run({}, { folder: 'endpoint', path: 'endpoint' }),
    ).toHaveBeenCalledWith('objects', 11);
    await expect(run({}, { path: '../elsewhere' })).rejects.toThrow(
      'Relative path is not allowed',
    );
    await expect(run({}, { path: 'nothing-here' })).rejects.toThrow(
      "the folder 'deploy' holds no Kubernetes objects",
    );
  });

  it.each<[string, string, (text: string) => string | undefined, string]>([
    ['YAML that is none', service, put('spec:', 'spec: ]'), `- ${service}:`],
    [
      'a field of the pod with another type',
      service,
      put('periodSeconds: 5', 'periodSeconds: "5"'),
      'LLMInferenceService support-chat: data/spec/containers/0/readinessProbe/periodSeconds must be integer',
    ],
    [
      'a field that KServe does not have',
      service,
      put('rolloutStrategy:', 'rollOutStrategy:'),
      'Unrecognized key: "rollOutStrategy"',
    ],
    [
      'replicas beside a scaler that KServe would fight',
      service,
      put('  rolloutStrategy:', '  replicas: -1\n  rolloutStrategy:'),
      'spec.replicas',
    ],
    [
      "a claim in the form of DRA's beta",
      'deploy/base/accelerator-claim.yaml',
      put(
        /exactly:\n\s+deviceClassName: (.*)\n\s+allocationMode: ExactCount\n\s+count: 1/,
        'deviceClassName: $1',
      ),
      'ResourceClaimTemplate support-chat-l4-24g-1-accelerators: spec.spec.devices.requests.0: Unrecognized key',
    ],
    [
      'a scaler with text for a number',
      'deploy/base/scaler.yaml',
      put('maxReplicaCount: 3', 'maxReplicaCount: many'),
      'ScaledObject support-chat: data/spec/maxReplicaCount must be integer',
    ],
    [
      'a route whose time-out is no duration',
      'deploy/base/route.yaml',
      put('request: 120s', 'request: 2 minutes'),
      'HTTPRoute support-chat: data/spec/rules/0/timeouts/request must match',
    ],
    [
      'a budget that says two things',
      'deploy/base/disruption-budget.yaml',
      put('AlwaysAllow', '[AlwaysAllow]'),
      'unhealthyPodEvictionPolicy must be string',
    ],
    [
      'a kind nobody knows',
      'deploy/base/mesh.yaml',
      put('kind: DestinationRule', 'kind: DestinationRules'),
      'DestinationRules support-chat: there is no schema for networking.istio.io/v1',
    ],
    [
      'a metric that the server has renamed',
      'deploy/base/scaler.yaml',
      put('vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'),
      'vllm:gpu_cache_usage_perc is not exported by this vllm; it is vllm:kv_cache_usage_perc now',
    ],
    [
      'a label that the server does not export',
      'deploy/base/scaler.yaml',
      put('model_name=', 'model='),
      'vllm:num_requests_waiting has no label model; it is model_name',
    ],
    [
      'a series that nobody records',
      'deploy/base/alert-rules.yaml',
      put('inference:ttft_seconds:p95', 'inference:ttft_seconds:p96'),
      'inference:ttft_seconds:p96 is not exported',
    ],
    [
      'an expression that is not PromQL',
      'deploy/base/alert-rules.yaml',
      put('expr: "', 'expr: "sum by ('),
      'spec.groups.0.rules.0.expr: is not PromQL at character',
    ],
    [
      'a server whose metrics were not looked up',
      service,
      put(/vllm-openai:v[\d.]+/, 'vllm-openai:v0.9.0'),
      'but v0.9.0 would run',
    ],
    [
      'a probe more patient than the roll-out',
      service,
      put('failureThreshold: 60', 'failureThreshold: 600'),
      'the progress deadline (1560 s) must be longer than the start-up probe (6000 s)',
    ],
    [
      'a GitOps controller that gives up first',
      'gitops/flux.yaml',
      put(/timeout: \d+s/, 'timeout: 10m'),
      'the GitOps time-out (600 s) must be longer than the progress deadline (1560 s)',
    ],
    [
      'a Kueue that takes quota back first',
      service,
      put(/kueue-timeout-seconds: "\d+"/, 'kueue-timeout-seconds: "300"'),
      "Kueue's time-out (300 s) must be longer than the GitOps time-out",
    ],
    [
      'a deadline that is not there',
      service,
      put(/.*progress-deadline-seconds.*\n/, ''),
      'the progress deadline is missing',
    ],
    [
      'a pod that is killed while it drains',
      service,
      put(/GracePeriodSeconds: \d+/, 'GracePeriodSeconds: 60'),
      'terminationGracePeriodSeconds (60 s) must be longer than the pause before the stop with the drain (135 s)',
    ],
    [
      'a mesh that hangs up on long answers',
      'deploy/base/mesh.yaml',
      put(/idleTimeout: \d+s/, 'idleTimeout: 30s'),
      "the mesh's idle time-out (30 s) must be longer than the route's time-out (120 s)",
    ],
    [
      'a kustomization that names what is missing',
      'deploy/base/route.yaml',
      () => undefined,
      'deploy/base/kustomization.yaml: names deploy/base/route.yaml, which is missing',
    ],
    [
      'a file that no kustomization names',
      'deploy/base/kustomization.yaml',
      put('  - mesh.yaml\n', ''),
      'deploy/base/kustomization.yaml: does not name deploy/base/mesh.yaml',
    ],
    [
      'a patch of what is not there',
      'deploy/overlays/prod/kustomization.yaml',
      put('kind: LLMInferenceService', 'kind: Deployment'),
      'deploy/overlays/prod/kustomization.yaml: patches Deployment, of which there is none',
    ],
  ])('refuses %s', async (_, path, change, message) => {
    await expect(run({ [path]: change })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
  });

  it('lists every problem, each with its file and object', async () => {
    await expect(
      run({
        [service]: put('failureThreshold: 60', 'failureThreshold: 600'),
        'deploy/base/scaler.yaml': put('model_name=', 'model='),
        'deploy/base/route.yaml': () => undefined,
      }),
    ).rejects.toMatchObject({
      message: [
        'The repository has 3 problems:',
        '- deploy: the progress deadline (1560 s) must be longer than the start-up probe (6000 s)',
        '- deploy/base/kustomization.yaml: names deploy/base/route.yaml, which is missing',
        '- deploy/base/scaler.yaml, ScaledObject support-chat: spec.triggers.0.metadata.query: vllm:num_requests_waiting has no label model; it is model_name',
      ].join('\n'),
    });
  });

  it.each(examples)(
    'has a working example: $description',
    async ({ example }) => {
      const [step] = parse(example).steps;
      const path = step.input?.path;
      expect(await run({}, { path, folder: path })).toHaveBeenCalledWith(
        'objects',
        11,
      );
    },
  );
});
