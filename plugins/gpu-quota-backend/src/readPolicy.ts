import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import {
  DEFAULT_POLICY,
  type PolicyCondition,
  type PolicyRule,
} from '@golden-path/plugin-gpu-quota-common';
import { groupRef } from './groupRef';

const CONDITIONS: readonly string[] = [
  'acceleratorClass',
  'tier',
  'team',
  'countAtMost',
  'countAbove',
  'heldAfterAbove',
  'fits',
  'utilisationAtLeast',
  'timeBoundAtMostDays',
] satisfies (keyof PolicyCondition)[];

const RULE_KEYS = ['name', 'when', 'stages'];

/** Reads conditions, and says of which rule it is about when one is wrong. */
class ConditionReader {
  readonly #when: Config | undefined;
  readonly #where: string;

  constructor(when: Config | undefined, where: string) {
    this.#when = when;
    this.#where = where;
  }

  names(key: string): string[] | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    const names = Array.isArray(value) ? value : [value];
    const texts = names.flatMap(name =>
      typeof name === 'string' && name.trim() !== '' ? [name.trim()] : [],
    );
    if (texts.length === 0 || texts.length < names.length) {
      throw this.#wrong(`when.${key} must be a name or a list of names`);
    }
    return texts;
  }

  number(
    key: string,
    range: { least: number; most: number; whole: boolean },
  ): number | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    const fits =
      typeof value === 'number' &&
      value >= range.least &&
      value <= range.most &&
      (!range.whole || Number.isInteger(value));
    if (!fits) {
      throw this.#wrong(
        `when.${key} must be a ${range.whole ? 'whole ' : ''}number from ${
          range.least
        } to ${range.most}, not ${JSON.stringify(value)}`,
      );
    }
    return value;
  }

  oneOf<T extends JsonValue>(key: string, values: readonly T[]): T | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    const found = values.find(each => each === value);
    if (found === undefined) {
      throw this.#wrong(
        `when.${key} must be ${values.join(' or ')}, not ${JSON.stringify(
          value,
        )}`,
      );
    }
    return found;
  }

  #wrong(problem: string): InputError {
    return new InputError(`${this.#where}: ${problem}`);
  }

  #value(key: string): JsonValue | undefined {
    return this.#when?.getOptional<JsonValue>(key);
  }
}

function unknownKey(
  config: Config | undefined,
  known: readonly string[],
): string | undefined {
  return config?.keys().find(key => !known.includes(key));
}

function readCondition(
  when: Config | undefined,
  where: string,
): PolicyCondition {
  const unknown = unknownKey(when, CONDITIONS);
  if (unknown !== undefined) {
    throw new InputError(
      `${where}: there is no condition when.${unknown}; use ${CONDITIONS.join(
        ', ',
      )}`,
    );
  }
  const read = new ConditionReader(when, where);
  const devices = { most: 10_000, whole: true };
  return {
    acceleratorClass: read.names('acceleratorClass'),
    tier: read.oneOf('tier', ['standard', 'scarce'] as const),
    team: read
      .names('team')
      ?.map(name => groupRef(name, `${where}: when.team`)),
    countAtMost: read.number('countAtMost', { ...devices, least: 1 }),
    countAbove: read.number('countAbove', { ...devices, least: 0 }),
    heldAfterAbove: read.number('heldAfterAbove', { ...devices, least: 0 }),
    fits: read.oneOf('fits', [true] as const),
    utilisationAtLeast: read.number('utilisationAtLeast', {
      least: 0,
      most: 1,
      whole: false,
    }),
    timeBoundAtMostDays: read.number('timeBoundAtMostDays', {
      least: 1,
      most: 3_650,
      whole: true,
    }),
  };
}

function readStages(config: Config, where: string): PolicyRule['stages'] {
  switch (JSON.stringify(config.getOptional('stages'))) {
    case '"auto"':
      return 'auto';
    case '["lead"]':
      return ['lead'];
    case '["lead","platform"]':
      return ['lead', 'platform'];
    default:
      throw new InputError(
        `${where}: stages must be auto, [lead] or [lead, platform]`,
      );
  }
}

/**
 * Reads and checks `gpuQuota.policy`.
 *
 * @throws InputError with one sentence that names the rule
 */
export function readPolicy(
  config: Config | undefined,
  platformGroup: string | undefined,
): readonly PolicyRule[] {
  const rules = config?.getOptionalConfigArray('policy');
  if (!rules) return DEFAULT_POLICY;
  const policy: PolicyRule[] = [];
  rules.forEach((rule, index) => {
    const name = rule.getOptional('name');
    if (typeof name !== 'string' || name.trim() === '') {
      throw new InputError(
        `gpuQuota.policy: rule ${index + 1} has no name, which decisions need`,
      );
    }
    const where = `gpuQuota.policy: rule "${name}"`;
    const problem = problemOf(rule, name, policy);
    if (problem) throw new InputError(`${where}: ${problem}`);
    const stages = readStages(rule, where);
    if (stages.includes('platform') && platformGroup === undefined) {
      throw new InputError(
        `${where}: nobody could decide its platform stage, since gpuQuota.platformGroup is not set`,
      );
    }
    policy.push({
      name,
      when: readCondition(rule.getOptionalConfig('when'), where),
      stages,
    });
  });
  const last = policy.at(-1);
  if (!last || !matchesAll(last)) {
    throw new InputError(
      `gpuQuota.policy: rule "${
        last?.name ?? ''
      }" is the last one and has conditions: end with a rule without \`when\`, for everything else`,
    );
  }
  return policy;
}

function problemOf(
  rule: Config,
  name: string,
  before: readonly PolicyRule[],
): string | undefined {
  if (before.some(other => other.name === name)) {
    return 'another rule has the same name';
  }
  const previous = before.at(-1);
  if (previous && matchesAll(previous)) {
    return `it is never reached, since rule "${previous.name}" matches everything`;
  }
  const unknown = unknownKey(rule, RULE_KEYS);
  if (unknown !== undefined) {
    return `there is no ${unknown}; a rule has name, when and stages`;
  }
  const when = rule.getOptional('when');
  return when === undefined || isObject(when)
    ? undefined
    : 'when must be conditions by name';
}

function matchesAll(rule: PolicyRule): boolean {
  return Object.values(rule.when).every(condition => condition === undefined);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
