import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map(folder => join(folder, name))
    .find(path => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Programs that are not packages, as scripts/test.mjs found them; undefined where this machine has none. */
export const kubectl = process.env.KUBECTL_PATH ?? onPath('kubectl');
export const promtool = process.env.PROMTOOL_PATH ?? onPath('promtool');

export const curl = onPath('curl');

/** Tests that need a program: skipped where it is missing, which scripts/test.mjs reports with the reason. */
export function describeWith(
  ...programs: (string | undefined)[]
): jest.Describe {
  return programs.every(Boolean) ? describe : describe.skip;
}
