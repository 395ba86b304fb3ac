import type {
  RequestState,
  ReservationState,
  Stage,
} from '@golden-path/plugin-gpu-quota-common';
import type { Knex } from 'knex';
import {
  orUndefined,
  type LedgerKey,
  type NewStoredReservation,
  type StoredReservation,
} from './rows';

type ReservationRow = {
  id: string;
  team: string;
  accelerator_class: string;
  count: number;
  endpoint: string;
  state: ReservationState;
  interruptible: boolean;
  interrupted_at: Date | null;
  borrowed: number;
  /** The driver gives big integers as text. */
  position: string;
  created_by: string;
  created_at: Date;
  held_at: Date | null;
  expires_at: Date | null;
  missing_since: Date | null;
  wanted: number | null;
  request_id: number | null;
  request_state: RequestState | null;
  request_waiting_on: Stage | null;
  request_created_at: Date | null;
};

/** States in which a reservation takes, or waits for, devices. */
export const LIVE_STATES: ReservationState[] = ['waiting', 'held', 'active'];

/** What is answered to a repeated call. */
export type FirstAnswer = { bodyHash: string; firstAnswer: string };

function toReservation(row: ReservationRow): StoredReservation {
  return {
    id: row.id,
    team: row.team,
    acceleratorClass: row.accelerator_class,
    count: row.count,
    endpoint: row.endpoint,
    state: row.state,
    interruptible: row.interruptible,
    borrowed: row.borrowed,
    interruptedAt: orUndefined(row.interrupted_at),
    position: Number(row.position),
    createdBy: row.created_by,
    createdAt: row.created_at,
    heldAt: orUndefined(row.held_at),
    expiresAt: orUndefined(row.expires_at),
    missingSince: orUndefined(row.missing_since),
    wanted: orUndefined(row.wanted),
    ...(row.request_id !== null &&
      row.request_state !== null &&
      row.request_created_at !== null && {
        request: {
          id: row.request_id,
          state: row.request_state,
          waitingOn: orUndefined(row.request_waiting_on),
          createdAt: row.request_created_at,
        },
      }),
  };
}

/** Reservations. Counting devices is the ledger's business, never this store's. */
export class ReservationStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async get(id: string): Promise<StoredReservation | undefined> {
    const row: ReservationRow | undefined = await this.#select()
      .where('r.id', id)
      .first();
    return row && toReservation(row);
  }

  /** Newest first, a thousand at most. `visibleTeams` left out means every team. */
  async list(filter: {
    visibleTeams?: string[];
    team?: string;
    endpoint?: string;
    live: boolean;
  }): Promise<StoredReservation[]> {
    const query = this.#select().orderBy('r.position', 'desc').limit(1000);
    if (filter.visibleTeams) query.whereIn('r.team', filter.visibleTeams);
    if (filter.team) query.where('r.team', filter.team);
    if (filter.endpoint) query.where('r.endpoint', filter.endpoint);
    if (filter.live) query.whereIn('r.state', LIVE_STATES);
    const rows: ReservationRow[] = await query;
    return rows.map(toReservation);
  }

  async liveOf(endpoint: string): Promise<StoredReservation | undefined> {
    const row: ReservationRow | undefined = await this.#select()
      .where('r.endpoint', endpoint)
      .whereIn('r.state', LIVE_STATES)
      .first();
    return row && toReservation(row);
  }

  /** The live reservation that a request was filed for. */
  async filedFor(request: {
    id: number;
    endpoint?: string;
  }): Promise<StoredReservation | undefined> {
    const live = request.endpoint && (await this.liveOf(request.endpoint));
    return live && live.request?.id === request.id ? live : undefined;
  }

  /**
   * Which of these endpoints have a reservation, or whose owner had one that did not end because they were gone. What
   * another team once reserved for a name says nothing of the endpoint that has it now.
   */
  async everReserved(
    endpoints: { endpoint: string; owner: string }[],
  ): Promise<Set<string>> {
    const rows: Pick<ReservationRow, 'endpoint' | 'team' | 'state'>[] =
      await this.#db<ReservationRow>('quota_reservations')
        .distinct('endpoint', 'team', 'state')
        .whereIn(
          'endpoint',
          endpoints.map(each => each.endpoint),
        )
        .where(one =>
          one.whereIn('state', LIVE_STATES).orWhereNull('missing_since'),
        );
    const owners = new Map(endpoints.map(each => [each.endpoint, each.owner]));
    return new Set(
      rows
        .filter(
          ({ state, endpoint, team }) =>
            LIVE_STATES.includes(state) || owners.get(endpoint) === team,
        )
        .map(row => row.endpoint),
    );
  }

  async firstAnswer(
    createdBy: string,
    idempotencyKey: string,
  ): Promise<FirstAnswer | undefined> {
    return await this.#db('quota_reservations')
      .where({ created_by: createdBy, idempotency_key: idempotencyKey })
      .first({ bodyHash: 'body_hash', firstAnswer: 'first_answer' });
  }

  async insert(
    reservation: Omit<NewStoredReservation, 'request'> & {
      idempotencyKey: string;
    } & FirstAnswer,
  ): Promise<void> {
    await this.#db('quota_reservations').insert({
      id: reservation.id,
      team: reservation.team,
      accelerator_class: reservation.acceleratorClass,
      count: reservation.count,
      endpoint: reservation.endpoint,
      state: reservation.state,
      interruptible: reservation.interruptible,
      created_by: reservation.createdBy,
      created_at: reservation.createdAt,
      held_at: reservation.heldAt,
      expires_at: reservation.expiresAt,
      idempotency_key: reservation.idempotencyKey,
      body_hash: reservation.bodyHash,
      first_answer: reservation.firstAnswer,
    });
  }

  /** Oldest first. */
  async waiting(key: LedgerKey): Promise<StoredReservation[]> {
    return await this.waitingOf([key.team], key.acceleratorClass);
  }

  /** Those of several teams, oldest first. */
  async waitingOf(
    teams: string[],
    acceleratorClass: string,
  ): Promise<StoredReservation[]> {
    const rows: ReservationRow[] = await this.#select()
      .whereIn('r.team', teams)
      .where({ 'r.accelerator_class': acceleratorClass, 'r.state': 'waiting' })
      .orderBy('r.position');
    return rows.map(toReservation);
  }

  async getAll(ids: string[]): Promise<StoredReservation[]> {
    if (ids.length === 0) return [];
    const rows: ReservationRow[] = await this.#select().whereIn('r.id', ids);
    return rows.map(toReservation);
  }

  /** Moves a reservation on if it is still in the state it was read in. */
  async change(
    before: Pick<StoredReservation, 'id' | 'state'>,
    change: {
      state: ReservationState;
      heldAt?: Date | null;
      expiresAt?: Date | null;
      interruptedAt?: Date | null;
      missingSince?: null;
      wanted?: null;
      endedAt?: Date;
    },
  ): Promise<boolean> {
    const changed = await this.#db('quota_reservations')
      .where({ id: before.id, state: before.state })
      .update({
        state: change.state,
        held_at: change.heldAt,
        expires_at: change.expiresAt,
        interrupted_at: change.interruptedAt,
        missing_since: change.missingSince,
        wanted: change.wanted,
        ended_at: change.endedAt,
      });
    return changed === 1;
  }

  /** Makes a reservation wait for another request than before. */
  async waitFor(id: string, requestId: number): Promise<void> {
    await this.#db('quota_reservations')
      .where({ id, state: 'waiting' })
      .update({ request_id: requestId });
  }

  /** Gives a reservation another number of devices; it wants no more than that. */
  async resize(id: string, count: number): Promise<void> {
    await this.#db('quota_reservations')
      .where({ id })
      .update({ count, wanted: null });
  }

  /** Notes that an endpoint needs more devices than it has, and the request for them. */
  async want(id: string, wanted: number, requestId: number): Promise<void> {
    await this.#db('quota_reservations')
      .where({ id })
      .update({ wanted, request_id: requestId });
  }

  /** Notes since when the catalog has no such endpoints; that it has them, where left out. */
  async markMissing(ids: string[], since: Date | undefined): Promise<void> {
    if (ids.length === 0) return;
    // Those that somebody is changing are left for the next run: waiting for them, in another order, could deadlock.
    const free = this.#db('quota_reservations')
      .select('id')
      .whereIn('id', ids)
      .whereIn('state', LIVE_STATES)
      .forUpdate()
      .skipLocked();
    await this.#db('quota_reservations')
      .whereIn('id', free)
      .update({ missing_since: since ?? null });
  }

  /** Rewrites what a repeated call is told, in the transaction of the first. */
  async keepAnswer(id: string, firstAnswer: string): Promise<void> {
    await this.#db('quota_reservations')
      .where({ id })
      .update({ first_answer: firstAnswer });
  }

  /** Live reservations after an id, for going through all of them. */
  async live(
    after: string | undefined,
    limit: number,
  ): Promise<StoredReservation[]> {
    const query = this.#select()
      .whereIn('r.state', LIVE_STATES)
      .orderBy('r.id')
      .limit(limit);
    if (after) query.where('r.id', '>', after);
    const rows: ReservationRow[] = await query;
    return rows.map(toReservation);
  }

  #select() {
    return this.#db('quota_reservations as r')
      .leftJoin('quota_requests as q', 'q.id', 'r.request_id')
      .select('r.*', {
        request_state: 'q.state',
        request_waiting_on: 'q.waiting_on',
        request_created_at: 'q.created_at',
      })
      .select(
        this.#db.raw(
          `(select coalesce(sum(count), 0)::int from quota_loans
            where reservation_id = r.id and state = 'live') as borrowed`,
        ),
      );
  }
}
