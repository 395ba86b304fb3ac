import { isLabelKey, isLabelValue } from './names';
import type { KubernetesObject } from './objects';

export type Matcher = (object: KubernetesObject) => boolean;

/** A selector that the API refuses, with the reason. */
export class SelectorError extends Error {}

/** Splits at commas that are not inside the parentheses of a set. */
function splitRequirements(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '');
}

function labelRequirement(text: string): Matcher {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  const equality = /^([^\s=!]+)\s*(==|=|!=)\s*(\S*)$/.exec(text);
  const exists = /^(!?)\s*(\S+)$/.exec(text);
  const check = (key: string, values: string[]) => {
    if (!isLabelKey(key) || !values.every(isLabelValue)) {
      throw new SelectorError(`unable to parse requirement: "${text}"`);
    }
  };
  if (set) {
    const [, key, operator, list] = set;
    const values = list.split(',').map(value => value.trim());
    check(key, values);
    return object => {
      const value = object.metadata.labels?.[key];
      const inside = value !== undefined && values.includes(value);
      return operator === 'in' ? inside : !inside;
    };
  }
  if (equality) {
    const [, key, operator, value] = equality;
    check(key, [value]);
    return object =>
      (object.metadata.labels?.[key] === value) === (operator !== '!=');
  }
  if (exists) {
    const [, not, key] = exists;
    check(key, []);
    return object =>
      (object.metadata.labels?.[key] === undefined) === (not === '!');
  }
  throw new SelectorError(`unable to parse requirement: "${text}"`);
}

/** Label selectors: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`. */
export function parseLabelSelector(selector: string): Matcher {
  const matchers = splitRequirements(selector).map(labelRequirement);
  return object => matchers.every(matches => matches(object));
}

const FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'spec.nodeName',
  'status.phase',
  'involvedObject.kind',
  'involvedObject.name',
  'involvedObject.namespace',
  'involvedObject.uid',
  'reason',
  'type',
];

function valueAt(object: unknown, path: string): string {
  let value: unknown = object;
  for (const key of path.split('.')) {
    value =
      typeof value === 'object' && value !== null
        ? Reflect.get(value, key)
        : undefined;
  }
  return typeof value === 'string' ? value : '';
}

/** Field selectors over the fields that Kubernetes offers for what we store. */
export function parseFieldSelector(selector: string): Matcher {
  const matchers = splitRequirements(selector).map((text): Matcher => {
    const match = /^([A-Za-z.]+)\s*(==|=|!=)\s*(\S*)$/.exec(text);
    if (!match || !FIELDS.includes(match[1])) {
      throw new SelectorError(
        `field label not supported: ${match ? match[1] : text}`,
      );
    }
    const [, path, operator, value] = match;
    return object => (valueAt(object, path) === value) === (operator !== '!=');
  });
  return object => matchers.every(matches => matches(object));
}
