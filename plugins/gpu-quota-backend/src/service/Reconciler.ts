import type { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { StoredReservation } from '../database/rows';
import type { CatalogDirectory, CatalogEndpoint } from './CatalogDirectory';
import { releaseReservation } from './releaseReservation';
import { resizeReservation } from './resizeReservation';
import type { ServiceContext } from './ServiceContext';

const BATCH = 200;

/**
 * Compares reservations with the catalog: one whose endpoint has appeared becomes active; one whose endpoint did not
 * appear within its lease, or has been gone for a while, gives its devices back; one whose endpoint needs another
 * number of devices gets it. An endpoint that appears with another owner than the team is not the one that was meant:
 * the team's reservation ends as if nothing had appeared.
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
      await this.#noteMissing(live, existing);
      for (const reservation of live) {
        await this.#reconcileOne(reservation, existing);
      }
      after = live[live.length - 1]?.id;
    }
  }

  async #noteMissing(
    live: StoredReservation[],
    existing: ReadonlyMap<string, CatalogEndpoint>,
  ): Promise<void> {
    const { reservations } = this.#context.database.read;
    const taken = live.filter(
      each =>
        !each.missingSince && isOfAnother(each, existing.get(each.endpoint)),
    );
    for (const { id, team, endpoint } of taken) {
      this.#logger.warn(
        `${endpoint} is in the catalog with another owner than ${team}: reservation ${id} of ${team} does not become active, and ends as if nobody used it`,
      );
    }
    const gone = [
      ...taken,
      ...live.filter(
        // One that is held has its lease.
        each =>
          each.state !== 'held' &&
          !each.missingSince &&
          !existing.has(each.endpoint),
      ),
    ];
    const back = live.filter(each => {
      const found = existing.get(each.endpoint);
      return each.missingSince && found && !isOfAnother(each, found);
    });
    await reservations.markMissing(idsOf(gone), this.#context.now());
    await reservations.markMissing(idsOf(back), undefined);
    for (const team of new Set([...gone, ...back].map(each => each.team))) {
      this.#context.changed(team, { inBackground: false });
    }
  }

  async #reconcileOne(
    reservation: StoredReservation,
    existing: ReadonlyMap<string, CatalogEndpoint>,
  ): Promise<void> {
    try {
      const found = existing.get(reservation.endpoint);
      const changed =
        found && !isOfAnother(reservation, found)
          ? await this.#follow(reservation, found)
          : await this.#giveUp(reservation, found);
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
    { endpoint }: CatalogEndpoint,
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

  /** The endpoint is not there, or is another team's. */
  async #giveUp(
    reservation: StoredReservation,
    found: CatalogEndpoint | undefined,
  ): Promise<boolean> {
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
      because: whyGivenUp(reservation, found),
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

/** Whether what has appeared belongs to somebody else. A reservation that is active stays with who has it. */
function isOfAnother(
  { state, team }: StoredReservation,
  found: CatalogEndpoint | undefined,
): boolean {
  const owner = found?.owner;
  return state !== 'active' && owner !== undefined && owner !== team;
}

function whyGivenUp(
  { state, endpoint }: StoredReservation,
  found: CatalogEndpoint | undefined,
): string {
  if (found) return `${endpoint} belongs to another team in the catalog`;
  return state === 'waiting'
    ? `${endpoint} is not in the catalog`
    : `${endpoint} is gone from the catalog`;
}

function idsOf(reservations: StoredReservation[]): string[] {
  return reservations.map(each => each.id);
}
