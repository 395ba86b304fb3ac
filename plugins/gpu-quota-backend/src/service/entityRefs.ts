import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** The one spelling of a ref that the contract's patterns have let in. */
export function canonicalRef(ref: string): string {
  return stringifyEntityRef(parseEntityRef(ref));
}
