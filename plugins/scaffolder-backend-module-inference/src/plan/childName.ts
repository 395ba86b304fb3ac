import { createHash } from 'node:crypto';

const LONGEST = 63;
const HASH = 32;

/**
 * The name KServe gives an object it makes of another: name and suffix, or, where that is too long for Kubernetes, the
 * beginning of the name, its MD5 and the suffix (`kmeta.ChildName` of knative.dev/pkg). Suffixes are shorter than 31.
 */
export function childName(name: string, suffix: string): string {
  if (name.length + suffix.length <= LONGEST) {
    return `${name}${suffix}`;
  }
  const hash = createHash('md5').update(name).digest('hex');
  return `${name.slice(0, LONGEST - HASH - suffix.length)}${hash}${suffix}`;
}
