import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  canonicalJson,
  type NewReservation,
  type Reservation,
} from '@golden-path/plugin-gpu-quota-common';
import type { FirstAnswer } from '../database/ReservationStore';
import type { NewStoredReservation } from '../database/rows';
import { IdempotencyKeyReusedError } from '../errors';
import type { Authority } from './Authority';
import type { Caller } from './Caller';
import { canonicalRef } from './entityRefs';
import { releaseReservation } from './releaseReservation';
import { reserveOrWait } from './reserveOrWait';
import { authorityOf, type ServiceContext } from './ServiceContext';
import { sha256 } from './sha256';
import { knowsBoth, requireSubjects } from './subjects';
import { toReservation } from './views';

/**
 * Whose word on how an endpoint was sized is taken, from itself or for a user: approvers read it and policies decide by
 * it, so that nobody may give it for their own endpoint.
 */
export const SIZING_SERVICE = 'plugin:scaffolder';

/** Taking devices out of a team's quota for an endpoint, and giving them back. */
export class ReservationService {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  async list(
    caller: Caller,
    query: { team?: string; endpoint?: string; live: boolean },
  ): Promise<Reservation[]> {
    const team = query.team && canonicalRef(query.team);
    const { authority } = await authorityOf(
      this.#context,
      caller,
      snapshot => team === undefined || snapshot.organisation.has(team),
    );
    if (team) authority.requireReadable(team);
    const reservations = await this.#context.database.read.reservations.list({
      visibleTeams: authority.visibleTeams,
      team,
      endpoint: query.endpoint && canonicalRef(query.endpoint),
      live: query.live,
    });
    return reservations.map(toReservation);
  }

  /**
   * Holds devices where the team has them; otherwise the reservation waits and a request is filed for what is missing.
   * The first answer to a key is the only one it ever gets.
   */
  async reserve(
    caller: Caller,
    idempotencyKey: string,
    body: NewReservation,
  ): Promise<Reservation> {
    const team = canonicalRef(body.team);
    const endpoint = canonicalRef(body.endpoint);
    const { authority, snapshot } = await authorityOf(
      this.#context,
      caller,
      knowsBoth({ ...body, team }),
    );
    const acceleratorClass = requireSubjects(snapshot, { ...body, team });
    authority.requireMember(team, 'reserve out of its quota');
    if (body.sizing && caller.service !== SIZING_SERVICE) {
      throw new NotAllowedError(
        `How an endpoint was sized is evidence, which only ${SIZING_SERVICE} gives: leave sizing out`,
      );
    }

    const owner = await this.#context.directory.ownerOf(endpoint);
    if (owner !== undefined && owner !== team) {
      throw new NotAllowedError(
        `${endpoint} does not belong to ${team} in the catalog: devices are reserved out of the quota of the team that owns the endpoint`,
      );
    }

    const at = this.#context.now();
    const held: NewStoredReservation = {
      id: this.#context.newId(),
      team,
      acceleratorClass: acceleratorClass.name,
      count: body.count,
      endpoint,
      state: 'held',
      interruptible: body.interruptible ?? false,
      borrowed: 0,
      createdBy: caller.ref,
      createdAt: at,
      heldAt: at,
      expiresAt: new Date(at.getTime() + this.#context.reservationLeaseMs),
    };
    const bodyHash = sha256(canonicalJson({ ...body, team, endpoint }));
    try {
      const reservation = await reserveOrWait(this.#context, {
        held,
        idempotencyKey,
        bodyHash,
        acceleratorClass,
        organisation: authority.organisation,
        reason: body.reason,
        sizing: body.sizing,
      });
      // Holding what the team has changes no limit and sends no message; a request does, and so does borrowing.
      this.#context.changed(team, {
        inBackground:
          reservation.request !== undefined ||
          reservation.borrowed !== undefined,
      });
      return reservation;
    } catch (error) {
      if (!isDatabaseConflictError(error)) throw error;
      return await this.#explainConflict(authority, {
        wanted: held,
        idempotencyKey,
        bodyHash,
      });
    }
  }

  /** Gives devices back; doing so again changes nothing. */
  async release(caller: Caller, id: string): Promise<Reservation> {
    const [{ authority }, reservation] = await Promise.all([
      authorityOf(this.#context, caller),
      this.#context.database.read.reservations.get(id),
    ]);
    if (!reservation || !authority.mayRead(reservation.team)) {
      throw new NotFoundError(`There is no reservation ${id} that you may see`);
    }
    authority.requireMember(reservation.team, 'release its reservations');
    const released = await releaseReservation(this.#context, {
      reservation,
      actor: caller.ref,
    });
    this.#context.changed(reservation.team);
    return toReservation(released);
  }

  /** A unique index refused: the key was used before, or the endpoint has a reservation. */
  async #explainConflict(
    authority: Authority,
    call: {
      wanted: NewStoredReservation;
      idempotencyKey: string;
      bodyHash: string;
    },
  ): Promise<Reservation> {
    const { wanted, idempotencyKey, bodyHash } = call;
    const { reservations } = this.#context.database.read;
    const first = await reservations.firstAnswer(
      wanted.createdBy,
      idempotencyKey,
    );
    if (first) return replay(first, idempotencyKey, bodyHash);
    const other = await reservations.liveOf(wanted.endpoint);
    if (!other) {
      throw new ConflictError(
        `Another reservation of ${wanted.endpoint} was changing at the same moment; try again`,
      );
    }
    throw new ConflictError(
      authority.mayRead(other.team)
        ? `${wanted.endpoint} has a reservation already: ${other.id} (${other.state}, ${other.count} × ${other.acceleratorClass}); release it first`
        : `${wanted.endpoint} has a live reservation of a team whose reservations you may not see: it has to end first`,
    );
  }
}

function replay(
  first: FirstAnswer,
  idempotencyKey: string,
  bodyHash: string,
): Reservation {
  if (first.bodyHash !== bodyHash) {
    throw new IdempotencyKeyReusedError(
      `Idempotency-Key "${idempotencyKey}" was used for another reservation; send a new key with a new body`,
    );
  }
  return JSON.parse(first.firstAnswer);
}
