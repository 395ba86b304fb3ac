import type { JsonValue } from '@backstage/types';

/** JSON whose absent members are left out. @public */
export type CanonicalInput =
  | JsonValue
  | undefined
  | { [key: string]: CanonicalInput }
  | CanonicalInput[];

/**
 * One text per value: members sorted by UTF-16 code units, no white space, members that are `undefined` left out;
 * numbers and strings as ECMAScript writes them (the choices of RFC 8785).
 *
 * @param value - any JSON value
 * @throws TypeError for NaN and infinities, which JSON does not have
 * @public
 */
export function canonicalJson(value: CanonicalInput): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${value} cannot be written as JSON`);
  }
  if (value === null || value === undefined) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
