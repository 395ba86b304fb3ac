import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/**
 * A group as config names it, in the one spelling of refs.
 *
 * @throws InputError that names the key when it is no group
 */
export function groupRef(value: string, key: string): string {
  try {
    const ref = parseEntityRef(value, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    if (ref.kind.toLocaleLowerCase('en-US') !== 'group') {
      throw new InputError(`it names a ${ref.kind}`);
    }
    return stringifyEntityRef(ref);
  } catch (error) {
    throw new InputError(
      `${key} must name a group, e.g. group:default/ai-platform, not '${value}'`,
      error,
    );
  }
}
