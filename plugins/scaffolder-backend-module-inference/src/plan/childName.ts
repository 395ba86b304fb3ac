import { createHash } from 'node:crypto';

const LONGEST = 63;
const HASH = 32;

/** What Kubernetes makes a generated name of, and the letters it adds. */
const LONGEST_PREFIX = 58;
/** The most that a ReplicaSet adds to its Deployment's name: a dash, a hash of the pod template, and a dash for the pods. */
const REPLICA_SET = 12;

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

/**
 * A regular expression (RE2) for the pods of a Deployment, and for those of no other whose name goes on where this one
 * ends: `chat-5d8f7c9b64-x2v7q` is of `chat`, `chat-large-5d8f7c9b64-x2v7q` is not.
 *
 * @remarks
 * `<deployment>-<hash>-<five letters>`, of which Kubernetes keeps 58 characters before the last five: of long names the
 * hash or the end is missing.
 */
export function podPattern(deployment: string): string {
  const generated = '[a-z0-9]{5}';
  if (deployment.length >= LONGEST_PREFIX) {
    return `${deployment.slice(0, LONGEST_PREFIX)}${generated}`;
  }
  return deployment.length + REPLICA_SET > LONGEST_PREFIX
    ? `${deployment}-[a-z0-9]*-?${generated}`
    : `${deployment}-[a-z0-9]+-${generated}`;
}
