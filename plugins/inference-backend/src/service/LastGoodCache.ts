import { toError } from '@backstage/errors';
import { withDeadline } from './withDeadline';

/** Something that was loaded, and when. */
export type Dated<V> = { value: V; asOf: number };

/** The outcome of the latest attempt to load something, with the last good one where it failed. */
export type Answer<V> =
  | ({ state: 'ok' } & Dated<V>)
  | { state: 'error'; error: Error; lastGood?: Dated<V> };

type Entry<V> = {
  /** The interval of the latest attempt. */
  interval: number;
  answer: Promise<Answer<V>>;
  lastGood?: Dated<V>;
};

type Options = {
  now: () => number;
  /** How long a load may take. */
  deadlineMs: number;
  /** What was not asked for the longest is forgotten first. */
  maxEntries: number;
  /** Told of every failed load, once. */
  onError: (key: string, error: Error) => void;
};

/**
 * Holds answers of a source that many people ask, so that each is loaded once per interval: who comes while it
 * loads waits for the same answer, and a failure is not repeated before the next interval.
 */
export class LastGoodCache<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #options: Options;

  static create<V>(options: Options): LastGoodCache<V> {
    return new LastGoodCache<V>(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  /**
   * @param interval - number of the interval that is now; it is loaded again when this changes
   */
  async get(
    key: string,
    interval: number,
    load: (abort: AbortSignal) => Promise<V>,
  ): Promise<Answer<V>> {
    const held = this.#entries.get(key);
    this.#entries.delete(key);
    if (held && held.interval === interval) {
      this.#entries.set(key, held);
      return held.answer;
    }
    const entry: Entry<V> = {
      interval,
      lastGood: held?.lastGood,
      answer: this.#load(key, held, load),
    };
    this.#entries.set(key, entry);
    this.#forgetOldest();
    const answer = await entry.answer;
    entry.lastGood = answer.state === 'ok' ? answer : answer.lastGood;
    return answer;
  }

  async #load(
    key: string,
    held: Entry<V> | undefined,
    load: (abort: AbortSignal) => Promise<V>,
  ): Promise<Answer<V>> {
    const { now, deadlineMs, onError } = this.#options;
    try {
      const value = await withDeadline(deadlineMs, load);
      return { state: 'ok', value, asOf: now() };
    } catch (thrown) {
      const error = toError(thrown);
      onError(key, error);
      return { state: 'error', error, lastGood: held?.lastGood };
    }
  }

  #forgetOldest() {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#options.maxEntries) return;
      this.#entries.delete(key);
    }
  }
}
