import { execFile } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { EndpointRequest } from '../plan/planEndpoint';
import { servingPod } from '../validate/kserveSchemas';
import { at, listOf, type Manifest } from '../validate/manifest';
import { readRepository } from '../validate/validateRepository';
import { planOf, valuesOf } from './__testUtils__/cases';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { stepOf } from './__testUtils__/template';

const run = promisify(execFile);
const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

const language: Partial<EndpointRequest> = { modelLoading: 'pvc' };
const predictive: Partial<EndpointRequest> = {
  ...language,
  runtime: 'triton',
  model: { id: 'meridian/ranker' },
};

async function render(changes: Partial<EndpointRequest>) {
  const plan = planOf(changes);
  const files = await renderSkeleton({
    values: valuesOf(plan),
    trimBlocks,
    lstripBlocks,
  });
  const manifests = readRepository(files).placed.map(one => one.manifest);
  const pod = at(manifests.map(servingPod).find(Boolean), 'spec');
  return {
    plan,
    files,
    pod,
    waits: listOf(at(pod, 'initContainers')),
    job: manifests.find(({ kind }) => kind === 'Job'),
  };
}

function fetchContainer(job: Manifest | undefined): unknown {
  return at(job, 'spec', 'template', 'spec', 'containers', 0);
}

describe.each([
  ['a language model', language],
  ['a predictive model', predictive],
])('the volume of %s', (_, changes) => {
  it('is waited for by every server, until the job has filled the folder that KServe mounts', async () => {
    const { plan, pod, waits, job } = await render(changes);
    const folder = `/models/${plan.modelId}`;
    expect(plan.modelUri).toBe(`pvc://support-chat-model/${plan.modelId}`);
    expect(at(fetchContainer(job), 'args')).toEqual([plan.modelId, folder]);
    expect(waits).toEqual([
      expect.objectContaining({
        args: [`${folder}/.complete`],
        // Nothing to pull but what the server needs anyway
        image: plan.image,
        securityContext: at(pod, 'containers', 0, 'securityContext'),
        volumeMounts: [
          // The root of the claim: a subPath would be made by root, and the job could not write into it
          { name: 'kserve-pvc-source', mountPath: '/models', readOnly: true },
        ],
      }),
    ]);
    const claims = listOf(at(pod, 'volumes')).filter(
      volume => at(volume, 'persistentVolumeClaim') !== undefined,
    );
    expect(claims).toEqual([
      {
        name: 'kserve-pvc-source',
        persistentVolumeClaim: { claimName: 'support-chat-model' },
      },
    ]);
  });

  it('is part of the time that a start may take', async () => {
    const { plan, job, files } = await render(changes);
    const { deadlines } = plan;
    expect(deadlines.fetchSeconds).toBeGreaterThan(0);
    expect(deadlines.startDeadlineSeconds).toBeGreaterThan(
      3 * deadlines.fetchSeconds + deadlines.startupSeconds,
    );
    // It may wait for its token for longer than a roll-out does, and nobody makes a job anew that has failed.
    expect(at(job, 'spec', 'activeDeadlineSeconds')).toBeUndefined();
    expect(files.get('docs/index.md')).toMatch(
      new RegExp(`The volume is filled, .* \\| ${deadlines.fetchSeconds} \\|`),
    );
  });

  it('is not waited for where the claim was there before', async () => {
    const { pod, waits, job } = await render({
      ...changes,
      modelUri: 'shared-models',
    });
    expect(waits).toEqual([]);
    expect(job).toBeUndefined();
    expect(JSON.stringify(at(pod, 'volumes'))).not.toContain('Claim');
  });
});

describe('job and server on one volume', () => {
  let workspace: string;
  let folder: string;
  let programs: Record<'job' | 'wait', string[]>;

  /** A program that is found before the machine's own. */
  async function program(name: string, lines: string[]) {
    const path = join(workspace, 'bin', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, ['#!/bin/sh', 'set -eu', ...lines].join('\n'));
    await chmod(path, 0o755);
  }

  /** Runs what a container would, with the volume in a folder of this machine. */
  function start([command, ...rest]: string[]) {
    return run(
      command,
      rest.map(argument => argument.replace(/^\/models/, folder)),
      { env: { PATH: `${join(workspace, 'bin')}:${process.env.PATH}` } },
    );
  }

  const notes = async (name: string) =>
    (await readFile(join(workspace, name), 'utf8')).trim().split('\n');

  beforeAll(async () => {
    const { waits, job } = await render(language);
    const words = (container: unknown) =>
      [
        ...listOf(at(container, 'command')),
        ...listOf(at(container, 'args')),
      ].map(String);
    programs = { job: words(fetchContainer(job)), wait: words(waits[0]) };
  });

  beforeEach(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'model-cache-'));
    folder = join(workspace, 'models');
    // The hub gives up after the first shard, once
    await program('hf', [
      `echo "$@" >>${workspace}/downloads`,
      'mkdir -p "$4/.cache/huggingface"',
      'touch "$4/model-1.safetensors"',
      `[ "$(wc -l <${workspace}/downloads)" -gt 1 ]`,
      'touch "$4/model-2.safetensors"',
    ]);
    // While the server waits, the job runs
    await writeFile(
      join(workspace, 'job.json'),
      JSON.stringify(
        programs.job.map(word => word.replace(/^\/models/, folder)),
      ),
    );
    await program('sleep', [
      `echo waited >>${workspace}/waits`,
      `${process.execPath} -e '${[
        'const [command, ...rest] = JSON.parse(require("fs").readFileSync(process.argv[1]));',
        'require("child_process").spawnSync(command, rest);',
      ].join('')}' ${workspace}/job.json`,
    ]);
  });

  afterEach(() => rm(workspace, { recursive: true }));

  it('never meet over half a model', async () => {
    await start(programs.wait);
    expect(await notes('waits')).toHaveLength(2);
    const [download] = await notes('downloads');
    expect(download).toMatch(
      /^download Qwen\/Qwen2\.5-7B-Instruct --local-dir .* --exclude \*\.pth /,
    );
    expect(
      (await readdir(join(folder, 'Qwen/Qwen2.5-7B-Instruct'))).sort(),
    ).toEqual(['.complete', 'model-1.safetensors', 'model-2.safetensors']);
  });

  it('leave a model that is complete as it is', async () => {
    await start(programs.wait);
    await start(programs.job);
    await start(programs.wait);
    expect(await notes('downloads')).toHaveLength(2);
    expect(await notes('waits')).toHaveLength(2);
  });
});
