import { execFileSync } from 'node:child_process';

const program = `
  import * as v1 from 'kubernetes-models/v1';
  const manifests = JSON.parse(process.argv[1]);
  for (const manifest of manifests) new v1[manifest.kind](manifest).validate();
`;

/**
 * Checks manifests of group `v1` against Kubernetes' own schemas. In a process of its own, because the package with the
 * schemas is ES modules only, which jest does not load.
 *
 * @throws with the path of the first field that is wrong
 */
export function validateKubernetes(
  ...manifests: (object & { kind: string })[]
): void {
  execFileSync(
    process.execPath,
    ['--input-type=module', '--eval', program, JSON.stringify(manifests)],
    { cwd: __dirname, encoding: 'utf8', stdio: 'pipe' },
  );
}
