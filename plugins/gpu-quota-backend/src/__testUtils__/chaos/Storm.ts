import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { BackendProcess } from './BackendProcess';
import { ChaosClient, refusalStatus, type Tally } from './ChaosClient';
import {
  activatedByTeam,
  endedByTime,
  isAtRest,
  lostFacts,
  violationsAtRest,
  violationsNow,
} from './invariants';
import { OPERATIONS, type Fact, type World } from './operations';
import { Random } from './Random';
import type { Receiver } from './Receiver';
import { pause, waitUntil } from './waitUntil';

/** Something that goes wrong when the storm is this far, from 0 to 1. */
export type Fault = { at: number; kind: 'kill' | 'cut' };

/** How the storm blows. */
export type ChaosOptions = {
  /** A PostgreSQL server; a database of the run's own is made on it and dropped. */
  connection: string;
  /** Backends that share the database; clients use any of them, and a kill takes one after the other. */
  backends: number;
  clients: number;
  seed: number;
  /** It ends after this time, or after this many operations. */
  until: { seconds: number } | { operations: number };
  faults: Fault[];
};

/** What came of it. */
export type ChaosReport = {
  seconds: number;
  /** By operation. */
  operations: Record<
    string,
    { tried: number; refused: number; nothingToDo: number }
  >;
  tried: number;
  refused: number;
  retried: number;
  /** Answers that were not kept, and calls that never got one. */
  lost: number;
  kills: number;
  cutConnections: number;
  messages: { delivered: number; applied: number };
  /** What happened because time passed, by action of the audit trail. */
  ended: Record<string, number>;
  /** Reservations whose endpoint is in the catalog and took them up, by team. */
  activated: Record<string, number>;
  /** Devices that teams lent each other, in loans. */
  loans: { made: number; calledBack: number };
  /** Looks at the invariants while the storm went on. */
  looks: number;
  /** Empty when all is well. */
  violations: string[];
  /** What the backends said last. */
  backendLog: readonly string[];
};

const ANSWERS_WITHIN_MS = 90_000;
const REST_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 500;
const SHOWN = 20;

type StormOptions = ChaosOptions & {
  admin: Knex;
  knex: Knex;
  prefix: string;
  receiver: Receiver;
  processes: BackendProcess[];
};

/** The clients, the faults and the watch, from the first call until everything has come to rest. */
export class Storm {
  readonly #options: StormOptions;
  readonly #began = Date.now();
  readonly #facts: Fact[] = [];
  readonly #violations = new Set<string>();
  readonly #tally: Tally = { retried: 0, serverErrors: new Map() };
  readonly #counts = new Map(
    OPERATIONS.map(({ name }) => [
      name,
      { tried: 0, refused: 0, nothingToDo: 0 },
    ]),
  );
  #tried = 0;
  #lost = 0;
  #kills = 0;
  #cutConnections = 0;
  #looks = 0;
  #givesUpAt = Infinity;
  #gaveUp = false;

  constructor(options: StormOptions) {
    this.#options = options;
  }

  /** How far the storm is; over at 1. */
  get #progress(): number {
    if (this.#gaveUp) return 1;
    const { until } = this.#options;
    return 'seconds' in until
      ? (Date.now() - this.#began) / (until.seconds * 1_000)
      : this.#tried / until.operations;
  }

  async run(): Promise<ChaosReport> {
    const { clients, seed, processes, receiver, knex } = this.#options;
    const world: World = {
      reservations: [],
      reserved: [],
      newKey: randomUUID,
    };
    const storm = Array.from({ length: clients }, (_, index) =>
      this.#blow(
        new ChaosClient({
          random: new Random(seed + 1_000 * (index + 1)),
          baseUrls: processes.map(each => each.url),
          tally: this.#tally,
          givesUpAt: () => this.#givesUpAt,
        }),
        world,
      ),
    );
    const giveUp = (error: unknown) => this.#giveUp(error);
    await Promise.all([
      ...storm,
      this.#breakThings().catch(giveUp),
      this.#watch().catch(giveUp),
    ]);
    const seconds = (Date.now() - this.#began) / 1_000;
    await waitUntil(
      'messages are delivered, and leases, grants and requests have ended',
      REST_WITHIN_MS,
      () => isAtRest(knex),
    ).catch(error => this.#violations.add(String(error)));
    for (const each of await violationsAtRest(knex, receiver)) {
      this.#violations.add(each);
    }
    for (const fact of await lostFacts(knex, this.#facts)) {
      this.#lost += 1;
      this.#violations.add(`Promised and not kept: ${JSON.stringify(fact)}`);
    }
    for (const [text, times] of this.#tally.serverErrors) {
      this.#violations.add(`${times} times: ${text}`);
    }
    for (const { crashes } of processes) {
      if (crashes > 0) {
        this.#violations.add(`A backend ended by itself ${crashes} times`);
      }
    }
    const loans: { made: number; calledBack: number } = await knex(
      'quota_loans',
    ).first(
      knex.raw(
        `count(*)::int as made, (count(*) filter (where state = 'called-back'))::int as "calledBack"`,
      ),
    );
    return this.#report(seconds, {
      ended: await endedByTime(knex),
      activated: await activatedByTeam(knex),
      loans,
    });
  }

  async #blow(client: ChaosClient, world: World): Promise<void> {
    while (this.#progress < 1) {
      const operation = client.random.weighted(OPERATIONS);
      const count = this.#counts.get(operation.name);
      this.#tried += 1;
      if (count) count.tried += 1;
      try {
        const outcome = await operation.run(client, world);
        if (typeof outcome === 'object') this.#facts.push(outcome);
        else if (outcome === 'nothing to do' && count) count.nothingToDo += 1;
      } catch (error) {
        const status = refusalStatus(error);
        if (status !== undefined && operation.refusals.includes(status)) {
          if (count) count.refused += 1;
        } else {
          this.#lost += 1;
          this.#violations.add(`${operation.name}: ${error}`);
        }
      }
    }
    this.#givesUpAt = Math.min(this.#givesUpAt, Date.now() + ANSWERS_WITHIN_MS);
  }

  async #breakThings(): Promise<void> {
    const { faults, processes } = this.#options;
    for (const { at, kind } of faults) {
      while (this.#progress < at) await pause(20);
      if (kind === 'cut') {
        await this.#cut();
      } else {
        const backend = processes[this.#kills % processes.length];
        this.#kills += 1;
        await backend.kill();
        await backend.start();
      }
    }
  }

  /** Without its faults or its watch the storm shows nothing: it ends, and is no success. */
  #giveUp(error: unknown): void {
    this.#violations.add(`The storm could not go on: ${error}`);
    this.#gaveUp = true;
    this.#givesUpAt = Date.now();
  }

  async #cut(): Promise<void> {
    const { admin, prefix } = this.#options;
    const { rows } = await admin.raw<{ rows: unknown[] }>(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where starts_with(datname, ?) and application_name <> 'chaos'`,
      [prefix],
    );
    this.#cutConnections += rows.length;
  }

  async #watch(): Promise<void> {
    while (this.#progress < 1) {
      for (const each of await violationsNow(this.#options.knex)) {
        this.#violations.add(each);
      }
      this.#looks += 1;
      await pause(LOOK_EVERY_MS);
    }
  }

  #report(
    seconds: number,
    seen: Pick<ChaosReport, 'ended' | 'activated' | 'loans'>,
  ): ChaosReport {
    const { receiver, processes } = this.#options;
    const counts = [...this.#counts.values()];
    return {
      seconds,
      operations: Object.fromEntries(this.#counts),
      tried: this.#tried,
      refused: counts.reduce((sum, each) => sum + each.refused, 0),
      retried: this.#tally.retried,
      lost: this.#lost,
      kills: this.#kills,
      cutConnections: this.#cutConnections,
      messages: {
        delivered: [...receiver.deliveries.values()].reduce((a, b) => a + b, 0),
        applied: receiver.applied.length,
      },
      ...seen,
      looks: this.#looks,
      violations: [...this.#violations].slice(0, SHOWN),
      backendLog: processes.flatMap(each => each.lastLines),
    };
  }
}
