import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { servingPod } from '../validate/kserveSchemas';
import { at, listOf, readManifests } from '../validate/manifest';
import {
  formatProblem,
  objectProblems,
  readRepository,
  wholeProblems,
  type Placed,
} from '../validate/validateRepository';
import { cases, valuesOf } from './__testUtils__/cases';
import { renderSkeleton } from './__testUtils__/renderSkeleton';
import { stepOf } from './__testUtils__/template';
import { describeWith, kubectl, promtool } from './__testUtils__/tools';
import { awkward, variants } from './__testUtils__/variants';

const run = promisify(execFile);
const { trimBlocks, lstripBlocks } = stepOf('fetch').input;

type Rendered = {
  name: string;
  folder: string;
  files: Map<string, string>;
  environment: string;
};

const rendered: Rendered[] = [];
let workspace: string;

async function write(folder: string, files: Map<string, string>) {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'variants-'));
  for (const { name, plan } of [...variants, ...awkward, ...cases]) {
    const files = await renderSkeleton({
      values: valuesOf(plan),
      trimBlocks,
      lstripBlocks,
    });
    const folder = join(workspace, String(rendered.length));
    await write(folder, files);
    rendered.push({ name, folder, files, environment: plan.environment });
  }
});

afterAll(() => rm(workspace, { recursive: true }));

/** Problems of all repositories, by the name of each that has any. */
function byName(
  problemsOf: (one: Rendered) => string[],
): Record<string, string[]> {
  return Object.fromEntries(
    rendered
      .map(one => [one.name, problemsOf(one)] as const)
      .filter(([, problems]) => problems.length > 0),
  );
}

/** Gives each object the name of its repository as its path, so that a problem says where it is. */
function placedIn(name: string, placed: Placed[]): Placed[] {
  return placed.map(one => ({ ...one, path: `${name}: ${one.path}` }));
}

describe(`${variants.length} ways to run an endpoint, and ${
  awkward.length + cases.length
} with awkward names`, () => {
  it('are more than forty, and no two alike', () => {
    expect(variants.length).toBeGreaterThanOrEqual(40);
    expect(new Set(rendered.map(({ name }) => name)).size).toBe(
      rendered.length,
    );
  });

  it('have waits that agree, known metric names and every file in place', () => {
    expect(
      byName(({ files }) => {
        const repository = readRepository(files);
        return [
          ...repository.problems,
          ...wholeProblems(files, repository),
        ].map(formatProblem);
      }),
    ).toEqual({});
  });

  it("fit Kubernetes' restricted profile in every container, none of which can take the node's memory", () => {
    expect(
      byName(({ files }) =>
        readRepository(files)
          .placed.flatMap(({ manifest }) => [
            at(servingPod(manifest), 'spec'),
            at(manifest, 'spec', 'template', 'spec'),
          ])
          .flatMap(pod => {
            const containers = [
              ...listOf(at(pod, 'initContainers')),
              ...listOf(at(pod, 'containers')),
            ];
            return containers.map(container => ({
              name: at(container, 'name'),
              ofPod: at(pod, 'securityContext'),
              own: at(container, 'securityContext'),
              memory: at(container, 'resources', 'limits', 'memory'),
            }));
          })
          .filter(
            ({ ofPod, own, memory }) =>
              at(ofPod, 'runAsNonRoot') !== true ||
              at(ofPod, 'seccompProfile', 'type') !== 'RuntimeDefault' ||
              at(own, 'allowPrivilegeEscalation') !== false ||
              at(own, 'readOnlyRootFilesystem') !== true ||
              String(at(own, 'capabilities', 'drop')) !== 'ALL' ||
              !memory,
          )
          .map(({ name }) => String(name)),
      ),
    ).toEqual({});
  });

  it('consist of objects that fit their schemas', async () => {
    const placed = rendered.flatMap(({ name, files }) =>
      placedIn(name, readRepository(files).placed),
    );
    expect(placed.length).toBeGreaterThan(700);
    expect((await objectProblems(placed)).map(formatProblem)).toEqual([]);
  });

  describeWith(kubectl)('with kubectl', () => {
    it('are built into objects that fit their schemas, in the namespace of the team and with its labels', async () => {
      const placed: Placed[] = [];
      for (const { name, folder, files } of rendered) {
        const { runtime } = readRepository(files).placed[0];
        const { stdout, stderr } = await run(kubectl ?? '', [
          'kustomize',
          join(folder, 'deploy'),
        ]);
        expect(stderr).toBe('');
        const built = readManifests('built', stdout);
        expect(built.problems).toEqual([]);
        placed.push(
          ...placedIn(
            name,
            built.manifests.map(manifest => ({
              path: 'deploy',
              manifest,
              runtime,
            })),
          ),
        );
      }
      expect((await objectProblems(placed)).map(formatProblem)).toEqual([]);
      expect(
        placed.filter(
          ({ manifest }) =>
            !at(manifest, 'metadata', 'namespace') ||
            !at(manifest, 'metadata', 'labels', 'goldenpath.dev/entity-name'),
        ),
      ).toEqual([]);
    });

    it('build for the other environment too', async () => {
      for (const { folder, environment } of rendered) {
        const other = environment === 'dev' ? 'prod' : 'dev';
        const { stdout } = await run(kubectl ?? '', [
          'kustomize',
          join(folder, 'deploy/overlays', other),
        ]);
        expect(stdout).toContain(`goldenpath.dev/environment: ${other}`);
      }
    });
  });

  describeWith(promtool)('with promtool', () => {
    it('have alert rules that Prometheus takes', async () => {
      const paths: string[] = [];
      for (const { files } of rendered) {
        const [rules] = readManifests(
          'rules',
          files.get('deploy/base/alert-rules.yaml') ?? '',
        ).manifests;
        const path = join(workspace, `rules-${paths.length}.yaml`);
        await writeFile(path, stringify(at(rules, 'spec')));
        paths.push(path);
      }
      const { stdout, stderr } = await run(promtool ?? '', [
        'check',
        'rules',
        ...paths,
      ]);
      expect(`${stdout}${stderr}`).not.toMatch(/FAILED|duplicate/);
      expect(stdout.match(/SUCCESS/g)).toHaveLength(rendered.length);
    });
  });

  describeWith(kubectl, promtool)('with both', () => {
    it('pass their own pipelines', async () => {
      for (const { folder } of rendered.filter((_, index) => index % 8 === 0)) {
        const { stdout } = await run('sh', ['ci/check.sh'], {
          cwd: folder,
          env: { PATH: process.env.PATH },
        });
        expect(stdout).toContain('All checks passed');
      }
    });
  });
});

describe("a repository's own pipeline", () => {
  /** Runs a check after a change to one file; gives its exit code and what it says. */
  async function runChanged(
    script: string,
    path: string,
    change: (text: string) => string,
  ): Promise<string> {
    // The first that has the file
    const { files } = rendered.slice(1).find(one => one.files.has(path)) ?? {
      files: new Map<string, string>(),
    };
    const folder = await mkdtemp(join(workspace, 'changed-'));
    const text = files.get(path) ?? '';
    expect(change(text)).not.toBe(text);
    await write(folder, new Map(files).set(path, change(text)));
    return run('sh', [script], {
      cwd: folder,
      env: { PATH: process.env.PATH },
    }).then(
      () => 'passed',
      (error: { stderr: string; stdout: string }) =>
        `${error.stdout}${error.stderr}`,
    );
  }

  const service = 'deploy/base/llm-inference-service.yaml';

  describeWith(kubectl)('with kubectl', () => {
    it.each<[string, string, (text: string) => string, string]>([
      [
        'a probe more patient than the roll-out',
        service,
        text => text.replace('failureThreshold: 60', 'failureThreshold: 600'),
        'The progress deadline (2040 s) must be longer than the start-up probe (6000 s)',
      ],
      [
        'a GitOps controller that gives up first',
        'gitops/flux.yaml',
        text => text.replace(/timeout: \d+s/, 'timeout: 60s'),
        'The GitOps time-out (60 s) must be longer',
      ],
      [
        'a pod that is killed while it drains',
        service,
        text =>
          text.replace(
            /terminationGracePeriodSeconds: \d+/,
            'terminationGracePeriodSeconds: 30',
          ),
        'terminationGracePeriodSeconds (30 s) must be longer',
      ],
      [
        'a predictive model that is cut off while it drains',
        'deploy/base/inference-service.yaml',
        text =>
          text.replace(
            /terminationGracePeriodSeconds: \d+/,
            'terminationGracePeriodSeconds: 16',
          ),
        'terminationGracePeriodSeconds (16 s) must be longer than pause and drain (45 s)',
      ],
      [
        'a kustomization that names what is not there',
        'deploy/base/kustomization.yaml',
        text => text.replace('route.yaml', 'root.yaml'),
        'root.yaml',
      ],
    ])('refuses %s', async (_, path, change, message) => {
      await expect(runChanged('ci/check.sh', path, change)).resolves.toContain(
        message,
      );
    });
  });

  it.each<[string, string, (text: string) => string, string]>([
    [
      'a metric of an older server',
      'deploy/base/scaler.yaml',
      text =>
        text.replace('vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'),
      'vllm:gpu_cache_usage_perc is in no list',
    ],
    [
      'a label that the server does not export',
      'deploy/base/scaler.yaml',
      text => text.replace('model_name=', 'model='),
      'vLLM exports the label model_name',
    ],
    [
      'a version of the server whose names were not looked up',
      service,
      text => text.replace(/vllm-openai:v[\d.]+/, 'vllm-openai:v0.9.0'),
      'which is not what runs',
    ],
  ])('refuses %s', async (_, path, change, message) => {
    await expect(
      runChanged('ci/lint-metrics.sh', path, change),
    ).resolves.toContain(message);
  });

  describeWith(promtool)('with promtool', () => {
    it('refuses an alert that is not PromQL', async () => {
      await expect(
        runChanged('ci/check-alerts.sh', 'deploy/base/alert-rules.yaml', text =>
          text.replace('expr: "', 'expr: "sum('),
        ),
      ).resolves.toContain('FAILED');
    });
  });
});
