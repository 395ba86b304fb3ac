import { isEnough } from '@golden-path/plugin-gpu-quota-common';
import type { Knex } from 'knex';
import type { QuotaDatabase } from '../database/QuotaDatabase';
import type { StoredLoan } from '../database/LoanStore';
import type {
  LedgerEntry,
  StoredGrant,
  StoredRequest,
  StoredReservation,
} from '../database/rows';

type Event = {
  actor: string;
  action: string;
  subject: string;
  data?: {
    count?: number;
    change?: number;
    borrowed?: number;
    from?: string;
    state?: string;
    stage?: string;
  };
};

type Kept = {
  ledger: LedgerEntry;
  requests: StoredRequest[];
  grants: StoredGrant[];
  reservations: StoredReservation[];
  /** Rows of the class in the team's department, its own included. */
  siblings: LedgerEntry[];
  /** Live loans that the team gave or took. */
  loans: StoredLoan[];
  events: Event[];
};

/** Everything that is written down about one (team, class), to be held against what must be true of it. */
export class Books {
  static async of(
    h: { database: QuotaDatabase; knex: Knex },
    team: string,
    acceleratorClass: string,
  ): Promise<Books> {
    const { read } = h.database;
    const [ledger] = await read.ledger.list({
      teams: [team],
      acceleratorClass,
    });
    const { requests } = await read.requests.page(
      { team },
      { oldestFirst: true, limit: 1_000 },
    );
    const reservations = await read.reservations.list({ team, live: false });
    const siblings = await read.ledger.list({ acceleratorClass });
    const loans = await read.loans.live({ acceleratorClass, teams: [team] });
    const links = await read.audit.links(team, 0, 10_000);
    return new Books({
      ledger: ledger ?? {
        team,
        acceleratorClass,
        granted: 0,
        reserved: 0,
        lent: 0,
        borrowed: 0,
        ceiling: 0,
        version: 1,
        appliedVersion: 0,
      },
      requests,
      grants: await read.grants.list({ team, acceleratorClass }),
      reservations,
      siblings: siblings.filter(
        each =>
          each.team === team ||
          (each.department !== undefined &&
            each.department === ledger?.department),
      ),
      loans,
      events: links.map(link => JSON.parse(link.body)),
    });
  }

  readonly #kept: Kept;

  private constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** What is wrong, in sentences; nothing, if everything is as it must be. */
  problems(now: Date): string[] {
    return [
      ...this.#figuresThatDoNotAddUp(),
      ...this.#soldTwice(),
      ...this.#requestsDecidedWrongly(),
      ...this.#forgotten(now),
    ];
  }

  /** The ledger says what reservations take and live grants give (I1), and nothing waits that would fit. */
  #figuresThatDoNotAddUp(): string[] {
    const { ledger, grants, reservations, loans, siblings } = this.#kept;
    const taking = reservations.filter(
      ({ state }) => state === 'held' || state === 'active',
    );
    const borrowed = sum(
      loans
        .filter(({ borrower }) => borrower === ledger.team)
        .map(({ count }) => count),
    );
    const lent = sum(
      loans
        .filter(({ lender }) => lender === ledger.team)
        .map(({ count }) => count),
    );
    const reserved = sum(taking.map(({ count }) => count)) - borrowed;
    const idle = sum(
      siblings.map(each =>
        Math.max(0, each.granted - each.reserved - each.lent),
      ),
    );
    const granted = sum(
      grants
        .filter(({ state }) => state === 'live')
        .map(({ remaining }) => remaining),
    );
    const left = granted - reserved;
    return [
      ...wrong(ledger.reserved !== reserved, `${reserved} are reserved`),
      ...wrong(ledger.granted !== granted, `${granted} are granted`),
      ...wrong(ledger.lent !== lent, `${lent} are lent`),
      ...wrong(ledger.borrowed !== borrowed, `${borrowed} are borrowed`),
      ...wrong(lent > 0 && lent > left, `${lent} are lent of ${left} left`),
      ...wrong(
        borrowed > 0 && left - lent > 0,
        `${borrowed} are borrowed while ${left - lent} of its own are free`,
      ),
      ...wrong(
        ledger.ceiling !== Math.max(granted, reserved),
        `the ceiling is ${ledger.ceiling}`,
      ),
      ...taking
        .filter(each => each.borrowed > 0 && !each.interruptible)
        .map(({ id }) => `${id} borrows and may not be interrupted`),
      ...reservations
        .filter(
          ({ state, count, interruptible }) =>
            state === 'waiting' &&
            (count <= left || (interruptible && left >= 0 && count <= idle)),
        )
        .map(({ id }) => `${id} waits although it would fit`),
      ...reservations
        .filter(
          ({ state, interruptedAt, request, count }) =>
            state === 'waiting' &&
            !interruptedAt &&
            (!request || this.#isGrantedWhole(request.id, count)),
        )
        .map(({ id }) => `${id} waits and nobody asks for what it lacks`),
      ...reservations
        .filter(
          ({ state, wanted, request, count }) =>
            state !== 'waiting' &&
            !(state === 'active' && wanted) &&
            request?.state === 'pending' &&
            this.#asksAtMost(request.id, count),
        )
        .map(({ id }) => `${id} asks for what it does not need any more`),
    ];
  }

  #asksAtMost(id: number, count: number): boolean {
    const request = this.#kept.requests.find(each => each.id === id);
    return request !== undefined && request.count <= count;
  }

  /** Whether all that a reservation needed was asked for and granted. */
  #isGrantedWhole(id: number, needed: number): boolean {
    const request = this.#kept.requests.find(each => each.id === id);
    return (
      request?.state === 'approved' &&
      isEnough(request.evidence.quota, request.count, needed)
    );
  }

  /**
   * Told again from the audit trail: devices were only ever taken when they were there (I1), and when quota was
   * lowered below its use nothing was stopped (I8).
   */
  #soldTwice(): string[] {
    const { events, ledger } = this.#kept;
    let granted = 0;
    let reserved = 0;
    const problems: string[] = [];
    for (const event of events) {
      const change = this.#changeOf(event);
      granted += change.granted ?? 0;
      reserved += change.reserved ?? 0;
      const oversold = (change.reserved ?? 0) > 0 && reserved > granted;
      problems.push(
        ...wrong(
          oversold || Math.min(granted, reserved) < 0,
          `${event.action} ${event.subject} made ${reserved} of ${granted}`,
        ),
      );
    }
    return [
      ...problems,
      ...wrong(
        granted !== ledger.granted || reserved !== ledger.reserved,
        `the audit trail says ${reserved} of ${granted}`,
      ),
    ];
  }

  /** What an event changed in the ledger. */
  #changeOf({ action, subject, data = {} }: Event): {
    granted?: number;
    reserved?: number;
  } {
    const { grants } = this.#kept;
    const { count = 0, borrowed = 0, change = 0 } = data;
    switch (action) {
      case 'reservation.held':
        return { reserved: count - borrowed };
      case 'reservation.resized':
        return { reserved: change + borrowed };
      case 'reservation.released':
      case 'reservation.expired':
      case 'reservation.interrupted':
        return data.from === 'waiting' ? {} : { reserved: borrowed - count };
      case 'loan.paid-back':
        return { reserved: count };
      case 'request.decided': {
        const grant = grants.find(each => each.origin === subject);
        // Of the decisions on a request only the last one gives, and not before what it renews has ended.
        const gives =
          (data.state === 'approved' || data.state === 'partially-approved') &&
          grant !== undefined &&
          grant.startsAt <= grant.createdAt;
        return gives ? { granted: grant.count } : {};
      }
      case 'quota.granted':
        return { granted: count };
      case 'quota.returned':
        return { granted: -count };
      case 'quota.ended':
        return data.from === 'live' ? { granted: -count } : {};
      default:
        return {};
    }
  }

  /**
   * Nobody decided on their own request, no service on any, each stage once by its approvers, and nothing that was
   * decided on another version counts (I3, I4). Each version has its event.
   */
  #requestsDecidedWrongly(): string[] {
    return this.#kept.requests.flatMap(request => {
      const { decisions, id } = request;
      const events = this.#kept.events.filter(
        ({ subject }) => subject === `request:${id}`,
      );
      const own = events.filter(({ data }) => data?.stage !== 'policy');
      const selfDeciders = events.flatMap(({ action, actor }, index) =>
        action === 'request.decided' &&
        events.slice(0, index).some(before => speaksAs(actor, before))
          ? [actor]
          : [],
      );
      const edited = events
        .map(({ action }) => action)
        .lastIndexOf('request.edited');
      const decided = events
        .slice(edited + 1)
        .filter(({ action }) => action === 'request.decided')
        .map(({ data }) => data?.stage);
      const stages = request.stages.length > 0 ? request.stages : ['policy'];
      const taken = decisions.map(({ stage }) => stage);
      return [
        ...wrong(own.length !== request.version, 'a version has no event'),
        ...selfDeciders.map(by => `${by} decided on what they had asked for`),
        ...wrong(
          String(taken) !== String(decided) ||
            String(taken) !== String(stages.slice(0, taken.length)),
          `it passed ${taken}, of ${stages}, and the trail says ${decided}`,
        ),
        ...decisions.flatMap(({ by, stage }) =>
          wrong(
            by === request.requestedBy || !mayDecide(stage, by, request),
            `${by} decided as ${stage}`,
          ),
        ),
      ].map(problem => `request ${id}: ${problem}`);
    });
  }

  /** What has run out was ended: reservations that nobody used (I9), requests, and grants. */
  #forgotten(now: Date): string[] {
    const { reservations, requests, grants } = this.#kept;
    const over = (at: Date | undefined) => at !== undefined && at <= now;
    return [
      ...reservations.filter(
        ({ state, expiresAt }) => state === 'held' && over(expiresAt),
      ),
      ...requests.filter(
        ({ state, expiresAt }) => state === 'pending' && over(expiresAt),
      ),
      ...grants.filter(({ state, endsAt }) => state === 'live' && over(endsAt)),
    ].map(({ id, state }) => `${id} is ${state} although it has run out`);
  }
}

/** Whether somebody acted as the requester, says the trail. */
function speaksAs(ref: string, { action, actor }: Event): boolean {
  return actor === ref && /^request\.(filed|edited|answered)$/.test(action);
}

function mayDecide(stage: string, by: string, request: StoredRequest): boolean {
  switch (stage) {
    case 'policy':
      return by === `policy:${request.policyRule}`;
    case 'platform':
      return by === 'user:default/platform';
    default:
      return by === 'user:default/lead' || by === 'user:default/cleo';
  }
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function wrong(isWrong: boolean, what: string): string[] {
  return isWrong ? [what] : [];
}
