import { createHash } from 'node:crypto';

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Why a name cannot be a namespace's, as Kubernetes says it; undefined when it can. */
export function labelNameProblem(name: string): string | undefined {
  if (name.length > 63) {
    return 'must be no more than 63 characters';
  }
  return LABEL.test(name)
    ? undefined
    : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
}

/** Why a name cannot be an object's, as Kubernetes says it; undefined when it can. */
export function objectNameProblem(name: string): string | undefined {
  if (name.length > 253) {
    return 'must be no more than 253 characters';
  }
  return SUBDOMAIN.test(name)
    ? undefined
    : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
}

export function isLabelValue(value: string): boolean {
  return value.length <= 63 && LABEL_VALUE.test(value);
}

/** A label key: an optional DNS subdomain, a slash, and a name. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  return (
    name.length > 0 &&
    isLabelValue(name) &&
    (prefix === undefined || objectNameProblem(prefix) === undefined)
  );
}

const MAX_CHILD_NAME = 63;
const MD5_LENGTH = 32;

/**
 * The name of an object that KServe makes of another: name and suffix, or, where that is too long, the beginning of the
 * name, the name's MD5 and the suffix (`kmeta.ChildName` of knative.dev/pkg).
 */
export function childName(name: string, suffix: string): string {
  if (name.length + suffix.length <= MAX_CHILD_NAME) {
    return name + suffix;
  }
  const kept = MAX_CHILD_NAME - MD5_LENGTH - suffix.length;
  const digest = createHash('md5').update(name).digest('hex');
  return `${name.slice(0, kept)}${digest}${suffix}`;
}
