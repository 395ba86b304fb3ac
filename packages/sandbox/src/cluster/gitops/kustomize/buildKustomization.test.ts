import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ClusterFixture, manifests } from '../../testing/clusterFixture';
import { buildKustomization } from './buildKustomization';

/** As scripts/test.mjs found it, which also says when there is none. */
const kubectl = process.env.KUBECTL_PATH ?? 'kubectl';

/** Before 1.25, `kubectl kustomize` does not know all the fields. */
function isRecent(): boolean {
  const { stdout } = spawnSync(
    kubectl,
    ['version', '--client', '--output=json'],
    { encoding: 'utf8' },
  );
  return Number(/"minor": *"(\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= 25;
}

const hasKubectl = isRecent();
const unlessMissing = hasKubectl ? it : it.skip;

/** The repositories of this test, taken from one file: `### path` begins each of their files. */
function repositories(): Map<string, Map<string, string>> {
  const text = readFileSync(join(__dirname, '__fixtures__/cases.txt'), 'utf8');
  const found = new Map<string, Map<string, string>>();
  for (const part of text.split(/^### /m).slice(1)) {
    const end = part.indexOf('\n');
    const [repository = '', ...path] = part.slice(0, end).split('/');
    const files = found.get(repository) ?? new Map<string, string>();
    files.set(path.join('/'), part.slice(end + 1));
    found.set(repository, files);
  }
  return found;
}

/** Objects in an order of their own: kustomize sorts them. */
function sorted(objects: unknown[]): unknown[] {
  return objects
    .map(object => JSON.parse(JSON.stringify(object)))
    .sort((a, b) =>
      `${a.kind}/${a.metadata.name}` < `${b.kind}/${b.metadata.name}` ? -1 : 1,
    );
}

const parse = (text: string) =>
  sorted(parseAllDocuments(text).map(document => document.toJS()));

const golden = (name: string) =>
  readFileSync(join(__dirname, `__fixtures__/${name}.golden.yaml`), 'utf8');

function kubectlKustomize(files: Map<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { stdout, stderr, status } = spawnSync(
      kubectl,
      ['kustomize', join(folder, 'deploy')],
      { encoding: 'utf8' },
    );
    expect(status === 0 ? '' : stderr).toBe('');
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const cases = [...repositories()];

function kustomizeAgrees() {
  for (const [name, files] of cases) {
    expect(parse(kubectlKustomize(files))).toEqual(parse(golden(name)));
  }
}

describe('a kustomization', () => {
  it.each(cases)('is built as kustomize does: %s', (name, files) => {
    const built = buildKustomization(files, 'deploy');
    expect(sorted(built.map(({ object }) => object))).toEqual(
      parse(golden(name)),
    );
  });

  unlessMissing(
    hasKubectl
      ? 'is compared with what kustomize builds today'
      : 'is compared with what kustomize builds today (kubectl 1.25 or newer was not found)',
    kustomizeAgrees,
  );

  const BASE = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { a: b }\n`;
  const build = (kustomization: string, more: Record<string, string> = {}) =>
    buildKustomization(
      new Map(
        Object.entries({
          'deploy/kustomization.yaml': kustomization,
          'deploy/base.yaml': BASE,
          ...more,
        }),
      ),
      'deploy',
    );

  it.each([
    [
      'a field that nobody knows',
      'resources: [base.yaml]\nnameprefix: a-',
      'deploy/kustomization.yaml: the sandbox does not know the field nameprefix',
    ],
    [
      'a field that the sandbox leaves out',
      'resources: [base.yaml]\nconfigMapGenerator: [{ name: x }]',
      'deploy/kustomization.yaml: the sandbox does not know the field configMapGenerator',
    ],
    [
      'such a field deep inside',
      'patches: [{ patch: "[]", target: { knd: x } }]',
      'deploy/kustomization.yaml: the sandbox does not know the field patches[0].target.knd',
    ],
    [
      'another version',
      'apiVersion: kustomize.config.k8s.io/v2',
      'deploy/kustomization.yaml: apiVersion: ',
    ],
    ['text that is not YAML', 'resources: [', 'deploy/kustomization.yaml: '],
    [
      'a file that is not there',
      'resources: [absent.yaml]',
      'deploy/kustomization.yaml: "absent.yaml" is neither a file nor a folder with a kustomization',
    ],
    [
      'a file beside its folder',
      'resources: [../other.yaml]',
      'deploy/kustomization.yaml: the file "../other.yaml" is not in or below the folder',
    ],
    [
      'a folder outside the repository',
      'resources: [../../elsewhere]',
      '"../../elsewhere" is not a file or folder of this repository',
    ],
    [
      'something of the network',
      'resources: ["https://example.org/base?ref=main"]',
      'is not a file or folder of this repository',
    ],
    ['itself', 'resources: [../deploy]', 'go round in circles'],
    [
      'a patch for nothing',
      'resources: [base.yaml]\npatches: [{ patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: y}}" }]',
      'deploy/kustomization.yaml: patches[0]: no object matches the patch by type and name',
    ],
    [
      'a JSON patch for nothing in particular',
      'resources: [base.yaml]\npatches: [{ patch: "[]" }]',
      'a JSON patch needs a target',
    ],
    [
      'a JSON patch that does not fit',
      'resources: [base.yaml]\npatches: [{ patch: "[{op: remove, path: /data/b}]", target: { kind: ConfigMap } }]',
      'deploy/kustomization.yaml: patches[0]: ConfigMap x: Cannot perform the operation',
    ],
    [
      'a JSON patch of the prototype',
      'resources: [base.yaml]\npatches: [{ patch: "[{op: add, path: /__proto__/a, value: b}]", target: { kind: ConfigMap } }]',
      '__proto__',
    ],
    [
      'a directive that is not known',
      'resources: [base.yaml]\npatches: [{ patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {$retainKeys: [a]}}" }]',
      'patches[0]: ConfigMap x: the sandbox does not know $retainKeys at data of a patch',
    ],
    [
      'an expression that is none',
      'patches: [{ patch: "[]", target: { kind: "(" } }]',
      'patches[0].target.kind: must be a regular expression',
    ],
  ])('with %s is refused, and says where', (_what, text, message) => {
    expect(() => build(text, { 'other.yaml': BASE })).toThrow(message);
  });

  it('decides what a push applies, and its errors stand where those of manifests do', async () => {
    const fixture = new ClusterFixture();
    const push = (overlay: string) =>
      fixture.cluster.applyRepository({
        owner: 'meridian',
        repo: 'chat',
        commit: 'f00dfeed',
        namespaceHint: 'team-a',
        files: new Map([
          ['deploy/kustomization.yaml', 'resources: [overlays/prod]'],
          ['deploy/base/kustomization.yaml', 'resources: [endpoint.yaml]'],
          ['deploy/base/endpoint.yaml', manifests({ name: 'chat' })],
          ['deploy/overlays/prod/kustomization.yaml', overlay],
          ['deploy/overlays/dev/kustomization.yaml', 'nonsense: true'],
        ]),
      });
    const overlay = `resources: [../../base]
patches:
  - target: { kind: LLMInferenceService }
    patch: '[{ op: replace, path: /spec/replicas, value: 2 }]'
`;
    expect(await push(overlay)).toMatchObject({
      phase: 'Synced',
      applied: [
        'ResourceClaimTemplate team-a/chat-gpu',
        'LLMInferenceService team-a/chat',
      ],
    });
    await fixture.cluster.tick();
    expect(fixture.pods()).toHaveLength(2);

    const broken = await push(`${overlay}replicas: []\n`);
    expect(broken).toMatchObject({
      phase: 'Failed',
      errors: [
        'deploy/overlays/prod/kustomization.yaml: the sandbox does not know the field replicas',
      ],
    });
    const [status] = fixture.ofKind('ConfigMap');
    expect(status).toMatchObject({
      metadata: { name: 'gitops-chat' },
      data: { phase: 'Failed', errors: broken.errors[0] },
    });
    expect(fixture.pods()).toHaveLength(2);
    await fixture.cluster.stop();
  });
});
