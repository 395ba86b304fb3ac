import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/**
 * The full, normalised entity ref that something from outside names, or undefined where it names none.
 *
 * @public
 */
export function entityRefOf(
  value: unknown,
  context: { defaultKind: string; defaultNamespace: string },
): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') {
    return undefined;
  }
  try {
    return stringifyEntityRef(parseEntityRef(value.trim(), context));
  } catch {
    // parseEntityRef throws on text that is no reference at all; the caller names the field
    return undefined;
  }
}
