import { isTimeZone } from './timeZone';

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 25;
const MAX_OFFSET_AND_LIMIT = 10_000;
const MAX_RANGE_MS = 90 * 86_400_000;
const ISO_8601 =
  /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?)?$/;

/** A request that PagerDuty would refuse with code 2001; each sentence names a parameter. */
export class InvalidParameters extends Error {
  override name = 'InvalidParameters';
  readonly sentences: string[];

  constructor(sentences: string[]) {
    super(sentences.join(' '));
    this.sentences = sentences;
  }
}

/** Reads and checks query parameters, and collects everything that is wrong with them. */
export class Parameters {
  readonly #query: URLSearchParams;
  readonly #wrong: string[] = [];

  constructor(queryString: string) {
    this.#query = new URLSearchParams(queryString);
  }

  /** @throws InvalidParameters when anything read so far was wrong. */
  check(): void {
    if (this.#wrong.length > 0) throw new InvalidParameters(this.#wrong);
  }

  list(name: string): string[] {
    return this.#query.getAll(`${name}[]`);
  }

  /** Values of `include[]`, each one of `known`. */
  include(known: readonly string[]): Set<string> {
    const asked = this.list('include');
    for (const value of asked.filter(v => !known.includes(v))) {
      this.#wrong.push(
        `include[] cannot be ${JSON.stringify(value)}; it may be ${known.join(
          ', ',
        )}.`,
      );
    }
    return new Set(asked);
  }

  flag(name: string): boolean {
    const text = this.#query.get(name);
    if (text === null || text === 'false' || text === '') return false;
    if (text !== 'true') this.#wrong.push(`${name} must be true or false.`);
    return true;
  }

  paging(): { limit: number; offset: number; total: boolean } {
    const limit = this.#whole('limit', DEFAULT_LIMIT, 1, MAX_LIMIT);
    const offset = this.#whole('offset', 0, 0, MAX_OFFSET_AND_LIMIT);
    if (offset + limit > MAX_OFFSET_AND_LIMIT) {
      this.#wrong.push('offset and limit together must not exceed 10000.');
    }
    return { limit, offset, total: this.flag('total') };
  }

  timeZone(): string {
    const name = this.#query.get('time_zone');
    if (name === null || name === '') return 'Etc/UTC';
    if (!isTimeZone(name)) {
      this.#wrong.push('time_zone must be a name of the tz database.');
      return 'Etc/UTC';
    }
    return name;
  }

  /** `since` and `until`; the end is the beginning or now, whichever is later, unless given. */
  range(
    now: number,
    defaultLengthMs: number,
  ): { since: number; until: number } {
    const since = this.#time('since') ?? now;
    const until = this.#time('until') ?? Math.max(now, since) + defaultLengthMs;
    if (until < since) {
      this.#wrong.push('until must not be before since.');
    } else if (until - since > MAX_RANGE_MS) {
      this.#wrong.push('since and until must be within 90 days.');
    }
    return { since, until };
  }

  #time(name: string): number | undefined {
    const text = this.#query.get(name);
    if (text === null || text === '') return undefined;
    const zoned = /([Zz]|[+-]\d\d:?\d\d)$/.test(text) || !/[T ]/.test(text);
    const time = ISO_8601.test(text)
      ? Date.parse(zoned ? text : `${text}Z`)
      : NaN;
    if (Number.isNaN(time)) {
      this.#wrong.push(`${name} must be a date and time in ISO 8601.`);
      return undefined;
    }
    return time;
  }

  #whole(name: string, fallback: number, min: number, max: number): number {
    const text = this.#query.get(name);
    if (text === null || text === '') return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      this.#wrong.push(`${name} must be a whole number from ${min} to ${max}.`);
      return fallback;
    }
    return value;
  }
}
