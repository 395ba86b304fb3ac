import type { StoredReservation } from '../database/rows';
import type { CatalogDirectory } from './CatalogDirectory';
import { releaseReservation } from './releaseReservation';
import type { ServiceContext } from './ServiceContext';

const BATCH = 200;

/**
 * Compares held reservations with the catalog: one whose endpoint has appeared becomes active; one whose endpoint did
 * not appear within its lease expires and gives its devices back.
 */
export class Reconciler {
  readonly #context: ServiceContext;
  readonly #directory: Pick<CatalogDirectory, 'existing'>;

  constructor(
    context: ServiceContext,
    directory: Pick<CatalogDirectory, 'existing'>,
  ) {
    this.#context = context;
    this.#directory = directory;
  }

  /** Goes through all held reservations once. Changes nothing when the catalog does not answer. */
  async run(): Promise<void> {
    const { reservations } = this.#context.database.read;
    let after: string | undefined;
    for (;;) {
      const held = await reservations.held(after, BATCH);
      if (held.length === 0) return;
      const existing = await this.#directory.existing(
        held.map(each => each.endpoint),
      );
      for (const reservation of held) {
        await this.#reconcile(reservation, existing.has(reservation.endpoint));
      }
      after = held[held.length - 1]?.id;
    }
  }

  async #reconcile(
    reservation: StoredReservation,
    exists: boolean,
  ): Promise<void> {
    if (exists) {
      if (await this.#activate(reservation)) {
        this.#context.changed(reservation.team);
      }
      return;
    }
    const { expiresAt } = reservation;
    if (expiresAt && expiresAt <= this.#context.now()) {
      await releaseReservation(this.#context, {
        reservation,
        actor: 'system',
        as: 'expired',
      });
      this.#context.changed(reservation.team);
    }
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
