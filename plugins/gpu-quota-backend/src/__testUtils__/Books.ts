import type { Knex } from 'knex';
import type { QuotaDatabase } from '../database/QuotaDatabase';
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
    grantedCount?: number;
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
  /** Reservations that took devices, by id. */
  counts: Map<string, number>;
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
    const links = await read.audit.links(team, 0, 10_000);
    return new Books({
      ledger: ledger ?? {
        team,
        acceleratorClass,
        granted: 0,
        reserved: 0,
        ceiling: 0,
        version: 1,
        appliedVersion: 0,
      },
      requests,
      grants: await read.grants.list({ team, acceleratorClass }),
      reservations,
      counts: new Map(reservations.map(each => [each.id, each.count])),
      events: links.map(link => JSON.parse(link.body)),
    });
  }

  readonly #kept: Kept;

  private constructor(kept: Kept) {
    this.#kept = kept;
  }

  expectInvariants(now: Date): void {
    this.#expectFiguresAddUp();
    this.#expectNothingOversold();
    this.#expectRightDeciders();
    this.#expectOneEventPerVersion();
    this.#expectNothingForgotten(now);
  }

  /** The ledger says what reservations take and live grants give (I1), and nothing waits that would fit. */
  #expectFiguresAddUp(): void {
    const { ledger, grants, reservations } = this.#kept;
    const taken = reservations.filter(({ state }) =>
      ['held', 'active'].includes(state),
    );
    const live = grants.filter(({ state }) => state === 'live');
    expect({
      reserved: ledger.reserved,
      granted: ledger.granted,
      ceiling: ledger.ceiling,
    }).toEqual({
      reserved: taken.reduce((sum, { count }) => sum + count, 0),
      granted: live.reduce((sum, { remaining }) => sum + remaining, 0),
      ceiling: Math.max(ledger.granted, ledger.reserved),
    });
    const left = ledger.granted - ledger.reserved;
    expect(
      reservations.filter(
        ({ state, count }) => state === 'waiting' && count <= left,
      ),
    ).toEqual([]);
  }

  /**
   * Told again from the audit trail: devices were only ever taken when they were there (I1), and when quota was
   * lowered below its use nothing was stopped (I8).
   */
  #expectNothingOversold(): void {
    const { events, grants, counts, ledger } = this.#kept;
    let granted = 0;
    let reserved = 0;
    for (const { action, subject, data = {} } of events) {
      const [, id] = subject.split(/:(.*)/s);
      const count = data.count ?? 0;
      switch (action) {
        case 'reservation.held':
          reserved += counts.get(id) ?? 0;
          expect(reserved).toBeLessThanOrEqual(granted);
          break;
        case 'reservation.released':
        case 'reservation.expired':
          if (data.from !== 'waiting') reserved -= count;
          break;
        case 'request.decided': {
          const grant = grants.find(each => each.origin === subject);
          const gave = ['approved', 'partially-approved'].includes(
            data.state ?? '',
          );
          if (gave && grant && grant.startsAt <= grant.createdAt) {
            granted += grant.count;
          }
          break;
        }
        case 'quota.granted':
          granted += count;
          break;
        case 'quota.returned':
          granted -= count;
          break;
        case 'quota.ended':
          if (data.from === 'live') granted -= count;
          break;
        default:
      }
      expect(Math.min(granted, reserved)).toBeGreaterThanOrEqual(0);
    }
    expect({ granted, reserved }).toEqual({
      granted: ledger.granted,
      reserved: ledger.reserved,
    });
  }

  /** Nobody decided on their own request, no service on any, and each stage once, by its approvers (I3, I4). */
  #expectRightDeciders(): void {
    const { requests } = this.#kept;
    const approvers: Record<string, string[]> = {
      lead: ['user:default/lead', 'user:default/cleo'],
      platform: ['user:default/platform'],
    };
    for (const request of requests) {
      const stages = request.decisions.map(each => each.stage);
      expect(stages).toEqual(
        request.stages.length === 0
          ? ['policy']
          : request.stages.slice(0, stages.length),
      );
      for (const { by, stage } of request.decisions) {
        expect(by).not.toBe(request.requestedBy);
        if (stage === 'policy') expect(by).toBe(`policy:${request.policyRule}`);
        else expect(approvers[stage]).toContain(by);
      }
      if (request.state === 'approved') {
        expect(request.grantedCount).toBe(request.count);
      }
    }
  }

  /** Each version of a request has its event, but for the decision that the policy takes as it is filed or changed. */
  #expectOneEventPerVersion(): void {
    const { requests, events } = this.#kept;
    for (const request of requests) {
      const own = events.filter(
        ({ subject, data }) =>
          subject === `request:${request.id}` && data?.stage !== 'policy',
      );
      expect(own).toHaveLength(request.version);
    }
  }

  /** What has run out was ended: reservations that nobody used (I9), requests, and grants. */
  #expectNothingForgotten(now: Date): void {
    const { reservations, requests, grants } = this.#kept;
    const over = (at: Date | undefined) => at !== undefined && at <= now;
    expect(
      reservations.filter(
        ({ state, expiresAt }) => state === 'held' && over(expiresAt),
      ),
    ).toEqual([]);
    expect(
      requests.filter(
        ({ state, expiresAt }) => state === 'pending' && over(expiresAt),
      ),
    ).toEqual([]);
    expect(
      grants.filter(({ state, endsAt }) => state === 'live' && over(endsAt)),
    ).toEqual([]);
  }
}
