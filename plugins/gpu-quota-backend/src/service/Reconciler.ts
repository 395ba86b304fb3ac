import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { InferenceEndpoint } from '@golden-path/plugin-inference-common';
import type { StoredReservation } from '../database/rows';
import type { CatalogDirectory } from './CatalogDirectory';
import { releaseReservation } from './releaseReservation';
import { resizeReservation } from './resizeReservation';
import type { ServiceContext } from './ServiceContext';

const BATCH = 200;

/**
 * Compares reservations with the catalog: one whose endpoint has appeared becomes active; one whose endpoint did not
 * appear within its lease, or has been gone for a while, gives its devices back; one whose endpoint needs another
 * number of devices gets it.
 */
export class Reconciler {
  readonly #context: ServiceContext;
  readonly #directory: Pick<CatalogDirectory, 'existing'>;
  readonly #logger: LoggerService;

  constructor(
    context: ServiceContext,
    directory: Pick<CatalogDirectory, 'existing'>,
    logger: LoggerService,
  ) {
    this.#context = context;
    this.#directory = directory;
    this.#logger = logger;
  }

  /** Goes through all live reservations once. Changes nothing when the catalog does not answer. */
  async run(): Promise<void> {
    const { reservations } = this.#context.database.read;
    let after: string | undefined;
    for (;;) {
      const live = await reservations.live(after, BATCH);
      if (live.length === 0) return;
      const existing = await this.#directory.existing(
        live.map(each => each.endpoint),
      );
      await this.#noteMissing(live, new Set(existing.keys()));
      for (const reservation of live) {
        await this.#reconcileOne(reservation, existing);
      }
      after = live[live.length - 1]?.id;
    }
  }

  async #noteMissing(
    live: StoredReservation[],
    existing: ReadonlySet<string>,
  ): Promise<void> {
    const { reservations } = this.#context.database.read;
    const gone = live.filter(
      // One that is held has its lease.
      each =>
        each.state !== 'held' &&
        !each.missingSince &&
        !existing.has(each.endpoint),
    );
    const back = live.filter(
      each => each.missingSince && existing.has(each.endpoint),
    );
    await reservations.markMissing(idsOf(gone), this.#context.now());
    await reservations.markMissing(idsOf(back), undefined);
    for (const team of new Set([...gone, ...back].map(each => each.team))) {
      this.#context.changed(team, { inBackground: false });
    }
  }

  async #reconcileOne(
    reservation: StoredReservation,
    existing: ReadonlyMap<string, InferenceEndpoint | undefined>,
  ): Promise<void> {
    try {
      const changed = existing.has(reservation.endpoint)
        ? await this.#follow(reservation, existing.get(reservation.endpoint))
        : await this.#giveUp(reservation);
      if (changed) this.#context.changed(reservation.team);
    } catch (error) {
      // One endpoint's trouble is not another's; the next run tries again.
      this.#logger.error(
        `The reservation of ${reservation.endpoint} could not be brought in line with the catalog`,
        new ForwardedError('Reconciling failed', error),
      );
    }
  }

  /** The endpoint is there. */
  async #follow(
    reservation: StoredReservation,
    endpoint: InferenceEndpoint | undefined,
  ): Promise<boolean> {
    if (reservation.state === 'held') return await this.#activate(reservation);
    if (!endpoint) return false;
    const wanted = endpoint.maxReplicas * endpoint.acceleratorsPerReplica;
    const { organisation, classes } = await this.#context.directory.get();
    const acceleratorClass = classes.get(reservation.acceleratorClass);
    // Another class or team is another reservation: the catalog's word alone moves no devices between them.
    if (
      !acceleratorClass ||
      endpoint.acceleratorClass !== reservation.acceleratorClass ||
      endpoint.owner !== reservation.team ||
      (wanted === reservation.count && reservation.wanted === undefined) ||
      // What waits for fewer devices than it will need starts sooner, and grows then.
      (reservation.state === 'waiting' && wanted > reservation.count)
    ) {
      return false;
    }
    return await resizeReservation(this.#context, {
      reservation,
      wanted,
      acceleratorClass,
      organisation,
    });
  }

  /** The endpoint is not there. */
  async #giveUp(reservation: StoredReservation): Promise<boolean> {
    const { now, reservationLeaseMs, missingEndpointGraceMs } = this.#context;
    const { state, expiresAt, missingSince } = reservation;
    if (state === 'held') {
      if (!expiresAt || expiresAt > now()) return false;
      await releaseReservation(this.#context, {
        reservation,
        actor: 'system',
        as: 'expired',
      });
      return true;
    }
    const grace =
      state === 'waiting' ? reservationLeaseMs : missingEndpointGraceMs;
    if (!missingSince || missingSince.getTime() + grace > now().getTime()) {
      return false;
    }
    await releaseReservation(this.#context, {
      reservation,
      actor: 'system',
      because:
        state === 'waiting'
          ? `${reservation.endpoint} is not in the catalog`
          : `${reservation.endpoint} is gone from the catalog`,
    });
    return true;
  }

  async #activate(reservation: StoredReservation): Promise<boolean> {
    const at = this.#context.now();
    return await this.#context.database.transaction(async tx => {
      await tx.ledger.lock(reservation);
      const changed = await tx.reservations.change(reservation, {
        state: 'active',
        expiresAt: null,
      });
      if (changed) {
        await tx.audit.append({
          team: reservation.team,
          at,
          actor: 'system',
          action: 'reservation.active',
          subject: `reservation:${reservation.id}`,
          data: { endpoint: reservation.endpoint },
        });
      }
      return changed;
    });
  }
}

function idsOf(reservations: StoredReservation[]): string[] {
  return reservations.map(each => each.id);
}
