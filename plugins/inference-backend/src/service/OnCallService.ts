import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import type {
  OnCallAnswer,
  OnCallError,
  OnCallGap,
  OnCallOk,
  PartyOnCall,
} from '@golden-path/plugin-inference-common';
import type { OnCallSource } from '@golden-path/plugin-inference-node';
import { withDeadline } from './withDeadline';

/** What a source is asked for. */
export type OnCallTarget = { source: OnCallSource; target: string };

type Good = { answer: OnCallOk | OnCallGap; loadedAt: number };
type Entry = {
  good?: Good;
  failed?: { answer: OnCallError; retryAt: number };
  loading?: Promise<void>;
};

/** After this time a good answer is shown while a new one is fetched: people swap shifts. */
const REVALIDATE_AFTER_MS = 60_000;
/** After this time a good answer is not shown without having asked again. */
const EXPIRE_AFTER_MS = 3_600_000;
/** How long a source that failed is left alone, unless it says. */
const RETRY_AFTER_MS = 15_000;
/** Targets remembered; what was not asked for the longest is forgotten first. */
const MAX_TARGETS = 2_000;

/**
 * Who is on call, with few questions to the sources: answers are kept until the first of those named goes off
 * call, and the last good one is shown with its age while a source is down.
 */
export class OnCallService {
  readonly #entries = new Map<string, Entry>();
  readonly #options: {
    sources: OnCallSource[];
    logger: LoggerService;
    now: () => number;
    answerWithinMs: number;
  };

  static create(options: {
    sources: OnCallSource[];
    logger: LoggerService;
    now: () => number;
    answerWithinMs: number;
  }): OnCallService {
    return new OnCallService(options);
  }

  private constructor(options: Parameters<typeof OnCallService.create>[0]) {
    this.#options = options;
  }

  /** Whether any source is installed. */
  get isConfigured(): boolean {
    return this.#options.sources.length > 0;
  }

  /** What is paged for the first of these entities that names something a source knows. */
  targetOf(entities: (Entity | undefined)[]): OnCallTarget | undefined {
    for (const entity of entities) {
      if (entity === undefined) continue;
      for (const source of this.#options.sources) {
        const target = source.resolveTarget(entity);
        if (target !== undefined) return { source, target };
      }
    }
    return undefined;
  }

  /** Who is on call for each of these, in the same order. */
  async getOnCall(targets: OnCallTarget[]): Promise<PartyOnCall[]> {
    const { now } = this.#options;
    const at = now();
    const missing: OnCallTarget[] = [];
    const aging: OnCallTarget[] = [];
    for (const target of targets) {
      const need = this.#needOf(this.#entryOf(target), at);
      if (need === 'load') missing.push(target);
      if (need === 'revalidate') aging.push(target);
    }
    this.#load(aging);
    await Promise.all(this.#load(missing));
    return targets.map(target => ({
      provider: target.source.id,
      ...this.#answerOf(this.#entryOf(target)),
    }));
  }

  #entryOf({ source, target }: OnCallTarget): Entry {
    const key = JSON.stringify([source.id, target]);
    const entry = this.#entries.get(key) ?? {};
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_TARGETS) break;
      this.#entries.delete(oldest);
    }
    return entry;
  }

  #needOf(entry: Entry, at: number): 'nothing' | 'load' | 'revalidate' {
    const { good, failed } = entry;
    if (failed) return at < failed.retryAt ? 'nothing' : 'load';
    if (good === undefined) return 'load';
    const { validUntil } = good.answer;
    const isOver = validUntil !== undefined && at >= Date.parse(validUntil);
    if (isOver || at - good.loadedAt >= EXPIRE_AFTER_MS) return 'load';
    return at - good.loadedAt >= REVALIDATE_AFTER_MS ? 'revalidate' : 'nothing';
  }

  #answerOf(entry: Entry): OnCallAnswer {
    const { good, failed } = entry;
    if (failed) return { ...failed.answer, lastGood: good?.answer };
    if (good) return good.answer;
    return {
      state: 'error',
      kind: 'upstream',
      message: 'The on-call source gave no answer.',
    };
  }

  /** Loads what is not loading already, one question per source. */
  #load(targets: OnCallTarget[]): Promise<void>[] {
    const waits: Promise<void>[] = [];
    const bySource = new Map<OnCallSource, Map<string, Entry>>();
    for (const target of targets) {
      const entry = this.#entryOf(target);
      if (entry.loading) {
        waits.push(entry.loading);
        continue;
      }
      const group = bySource.get(target.source) ?? new Map<string, Entry>();
      bySource.set(target.source, group.set(target.target, entry));
    }
    for (const [source, entries] of bySource) {
      const loading = this.#ask(source, entries);
      for (const entry of entries.values()) entry.loading = loading;
      waits.push(loading);
    }
    return waits;
  }

  async #ask(source: OnCallSource, entries: Map<string, Entry>): Promise<void> {
    const { now, answerWithinMs, logger } = this.#options;
    let answers: Map<string, OnCallAnswer> | undefined;
    let kind: OnCallError['kind'] = 'upstream';
    try {
      answers = await withDeadline(answerWithinMs, signal =>
        source.getOnCall([...entries.keys()], { at: new Date(now()), signal }),
      );
    } catch (thrown) {
      const error = toError(thrown);
      if (error.name === 'DeadlineError') kind = 'timeout';
      logger.warn(`On-call source ${source.id} failed: ${error.message}`);
    }
    for (const [target, entry] of entries) {
      this.#keep(
        entry,
        answers?.get(target) ?? {
          state: 'error',
          kind,
          message: `${source.id} did not say who is on call.`,
        },
      );
      entry.loading = undefined;
    }
  }

  #keep(entry: Entry, answer: OnCallAnswer) {
    const at = this.#options.now();
    if (answer.state !== 'error') {
      entry.good = { answer, loadedAt: at };
      entry.failed = undefined;
      return;
    }
    const retryAt =
      answer.retryAt === undefined ? NaN : Date.parse(answer.retryAt);
    entry.failed = {
      answer,
      retryAt: Number.isNaN(retryAt)
        ? at + RETRY_AFTER_MS
        : Math.max(retryAt, at + RETRY_AFTER_MS),
    };
  }
}
