import type {
  AuthService,
  LifecycleService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  SchedulerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  GPU_QUOTA_SIGNAL_CHANNEL,
  type GpuQuotaSignal,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaSink } from '@golden-path/plugin-gpu-quota-node';
import type { QuotaDatabase } from '../database/QuotaDatabase';
import type { GpuQuotaConfig } from '../readGpuQuotaConfig';
import { AuditService } from './AuditService';
import { applyInitialGrants } from './applyInitialGrants';
import { BackgroundTask } from './BackgroundTask';
import { CallerResolver } from './Caller';
import { CatalogDirectory } from './CatalogDirectory';
import { EndpointAdopter } from './EndpointAdopter';
import { EnforcementWorker } from './EnforcementWorker';
import { OutboxWorker } from './OutboxWorker';
import { createPermissionResources } from './permissionResources';
import { PortalPolicy } from './PortalPolicy';
import { QuotaService } from './QuotaService';
import { Reconciler } from './Reconciler';
import { RequestService } from './RequestService';
import { ReservationService } from './ReservationService';
import type { ServiceContext } from './ServiceContext';

/** What the use cases and workers are built from. */
export type CreateServicesOptions = {
  config: GpuQuotaConfig;
  database: QuotaDatabase;
  sinks: readonly QuotaSink[];
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  signals: SignalsService;
  userInfo: UserInfoService;
  now: () => Date;
  newId: () => string;
};

/** Builds the use cases and the workers, and ties them together. */
export function createServices(options: CreateServicesOptions) {
  const { config, database, sinks, logger, now, newId } = options;
  const directory = new CatalogDirectory({
    ...options,
    platformGroup: config.platformGroup,
    auditorGroup: config.auditorGroup,
  });

  const announce = (team: string) => {
    const message: GpuQuotaSignal = { action: 'changed', team };
    options.signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: GPU_QUOTA_SIGNAL_CHANNEL,
        message,
      })
      .catch(error =>
        // A page that misses a signal is stale until it asks again; nothing is lost.
        logger.warn(
          'A change could not be announced',
          new ForwardedError('Publishing a signal failed', error),
        ),
      );
  };
  const enforcer = new EnforcementWorker({
    ...options,
    directory,
    changed: announce,
  });
  const courier = new OutboxWorker(options);
  const enforcement = new BackgroundTask({
    name: 'Enforcing quota',
    work: () => enforcer.run(),
    logger,
  });
  const outbox = new BackgroundTask({
    name: 'Delivering notifications',
    work: () => courier.run(),
    logger,
  });

  const context: ServiceContext = {
    database,
    directory,
    now,
    newId,
    reservationLeaseMs: config.reservationLeaseMs,
    enforced: () => sinks.length > 0,
    changed: (team, { inBackground } = { inBackground: true }) => {
      announce(team);
      if (!inBackground) return;
      enforcement.trigger();
      outbox.trigger();
    },
  };
  const reconciler = new Reconciler(context, directory);
  const adopter = new EndpointAdopter(context, directory, logger);
  const reconcile = async () => {
    if (config.adoptEndpoints) await adopter.run();
    await reconciler.run();
  };

  return {
    callers: new CallerResolver({
      ...options,
      policy: new PortalPolicy(options),
    }),
    audit: new AuditService(context),
    quotas: new QuotaService(context),
    requests: new RequestService(context),
    reservations: new ReservationService(context),
    /** What permission rules look at, by resource ref. */
    permissionResources: createPermissionResources(context),
    /** Compares reservations with the catalog. */
    reconcile,
    /** Gives what config says teams start with. */
    applyInitialGrants: () => applyInitialGrants(context, config.initialGrants),
    /** Waits until the work that changes have set off is done. */
    async settled(): Promise<void> {
      await Promise.all([enforcement.settled(), outbox.settled()]);
    },
    /** Asks for enforcement and delivery, as the schedule does. */
    trigger(): void {
      enforcement.trigger();
      outbox.trigger();
    },
    /** Grants what config says and begins the work in the background. */
    async start(deps: {
      scheduler: SchedulerService;
      lifecycle: LifecycleService;
    }): Promise<void> {
      await applyInitialGrants(context, config.initialGrants);
      const { scheduler, lifecycle } = deps;
      // In every backend: a task that all share stands still for its whole timeout when the backend that ran it died.
      await scheduler.scheduleTask({
        id: 'gpu-quota-reconcile',
        frequency: config.reconcileEvery,
        timeout: { minutes: 5 },
        scope: 'local',
        fn: reconcile,
      });
      // In every backend: each has its own idea of when it last wrote everything.
      await scheduler.scheduleTask({
        id: 'gpu-quota-enforce',
        frequency: { seconds: 10 },
        timeout: { minutes: 5 },
        scope: 'local',
        fn: async () => {
          enforcement.trigger();
          await enforcement.settled();
        },
      });
      await scheduler.scheduleTask({
        id: 'gpu-quota-notify',
        frequency: { seconds: 10 },
        timeout: { minutes: 5 },
        scope: 'local',
        fn: async () => {
          outbox.trigger();
          await outbox.settled();
        },
      });
      lifecycle.addShutdownHook(async () => {
        await Promise.all([enforcement.stop(), outbox.stop()]);
      });
    },
  };
}
