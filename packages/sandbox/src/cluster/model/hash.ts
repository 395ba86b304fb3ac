import { createHash } from 'node:crypto';

/** Kubernetes' alphabet for generated names: no vowels, no look-alikes. */
export const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** JSON with sorted keys, so that equal values hash alike. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}

/** The `pod-template-hash` of a template. */
export function templateHash(template: unknown): string {
  return [...digest(stableJson(template)).subarray(0, 9)]
    .map(byte => NAME_ALPHABET[byte % NAME_ALPHABET.length])
    .join('');
}

/** A number from 0 to `below` − 1 that follows from the text. */
export function numberFrom(text: string, below: number): number {
  return digest(text).readUInt32BE(0) % below;
}

/** A UUID that follows from the text. */
export function uuidFrom(text: string): string {
  const hex = digest(text).toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

export function sha256(text: string): string {
  return digest(text).toString('hex');
}
