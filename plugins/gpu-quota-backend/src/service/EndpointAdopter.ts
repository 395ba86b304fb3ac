import {
  isDatabaseConflictError,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { InferenceEndpoint } from '@golden-path/plugin-inference-common';
import type { CatalogDirectory, DirectorySnapshot } from './CatalogDirectory';
import { reserveOrWait } from './reserveOrWait';
import type { ServiceContext } from './ServiceContext';

/**
 * Gives endpoints that were in the catalog before the portal kept quota their reservations: replicas at their maximum
 * times devices per replica. Where the team's quota is too small for one, it waits with a request like any other.
 * An endpoint is adopted once: a reservation that was released stays released, unless its endpoint was gone and is back.
 */
export class EndpointAdopter {
  readonly #context: ServiceContext;
  readonly #directory: Pick<CatalogDirectory, 'endpoints'>;
  readonly #logger: LoggerService;

  constructor(
    context: ServiceContext,
    directory: Pick<CatalogDirectory, 'endpoints'>,
    logger: LoggerService,
  ) {
    this.#context = context;
    this.#directory = directory;
    this.#logger = logger;
  }

  /** Goes through the catalog's endpoints once. */
  async run(): Promise<void> {
    const { database, directory } = this.#context;
    for await (const endpoints of this.#directory.endpoints()) {
      const known = await database.read.reservations.everReserved(
        endpoints.map(({ entityRef, owner }) => ({
          endpoint: entityRef,
          owner,
        })),
      );
      const unknown = endpoints.filter(each => !known.has(each.entityRef));
      if (unknown.length === 0) continue;
      const snapshot = await directory.get();
      for (const endpoint of unknown) {
        await this.#adopt(endpoint, snapshot);
      }
    }
  }

  async #adopt(
    endpoint: InferenceEndpoint,
    snapshot: DirectorySnapshot,
  ): Promise<void> {
    const { organisation, classes } = snapshot;
    const acceleratorClass = classes.get(endpoint.acceleratorClass);
    // The catalog shows what is wrong with such an endpoint; there is nothing to count it against.
    if (!acceleratorClass || !organisation.has(endpoint.owner)) return;
    const at = this.#context.now();
    try {
      const reservation = await reserveOrWait(this.#context, {
        held: {
          id: this.#context.newId(),
          team: endpoint.owner,
          acceleratorClass: acceleratorClass.name,
          count: endpoint.maxReplicas * endpoint.acceleratorsPerReplica,
          endpoint: endpoint.entityRef,
          state: 'held',
          interruptible: endpoint.interruptible ?? false,
          borrowed: 0,
          createdBy: 'system',
          createdAt: at,
          heldAt: at,
          expiresAt: new Date(at.getTime() + this.#context.reservationLeaseMs),
        },
        idempotencyKey: `adopt ${endpoint.entityRef} ${at.toISOString()}`,
        bodyHash: 'adopt',
        acceleratorClass,
        organisation,
        reason: `${endpoint.entityRef} was in the catalog before its devices were counted, and its team’s quota does not cover it.`,
      });
      this.#logger.info(
        `Counted ${endpoint.entityRef}: ${reservation.count} × ${reservation.acceleratorClass}, ${reservation.state}`,
      );
      this.#context.changed(endpoint.owner);
    } catch (error) {
      // Another backend, or the endpoint's own template run, was faster.
      if (isDatabaseConflictError(error)) return;
      // One endpoint's trouble is not another's; the next run tries again.
      this.#logger.error(
        `${endpoint.entityRef} could not be counted`,
        new ForwardedError('Adopting failed', error),
      );
    }
  }
}
