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
import { applyInitialGrantsThatFit } from './applyInitialGrantsThatFit';
import { AuditService } from './AuditService';
import { BackgroundTask } from './BackgroundTask';
import { CallerResolver } from './Caller';
import { CapacityService } from './CapacityService';
import { CapacityWorker } from './CapacityWorker';
import { CatalogDirectory } from './CatalogDirectory';
import { DepartmentWorker } from './DepartmentWorker';
import { DriftService } from './DriftService';
import { DriftWorker } from './DriftWorker';
import { EndpointAdopter } from './EndpointAdopter';
import { EnforcementWorker } from './EnforcementWorker';
import { GrantService } from './GrantService';
import { LifecycleWorker } from './LifecycleWorker';
import type { UsageSource } from './InferenceUsage';
import { OutboxWorker } from './OutboxWorker';
import { PendingRequestService } from './PendingRequestService';
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
  usage: UsageSource;
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
  const drift = new DriftWorker({ ...options, directory });
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
    missingEndpointGraceMs: config.missingEndpointGraceMs,
    requestExpiryMs: config.requestExpiryMs,
    policy: config.policy,
    usage: options.usage,
    enforced: () => sinks.length > 0,
    changed: (team, { inBackground } = { inBackground: true }) => {
      announce(team);
      if (!inBackground) return;
      enforcement.trigger();
      outbox.trigger();
    },
  };
  const reconciler = new Reconciler(context, directory, logger);
  const adopter = new EndpointAdopter(context, directory, logger);
  const timekeeper = new LifecycleWorker(context, logger);
  const capacityWorker = new CapacityWorker({
    ...options,
    directory,
    capacity: config.capacity,
  });
  const departments = new DepartmentWorker({
    context,
    caps: config.departments,
    logger,
  });
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
    pendingRequests: new PendingRequestService(context),
    grants: new GrantService(context),
    reservations: new ReservationService(context),
    /** Does what is due because time has passed. */
    passTime: () => timekeeper.run(),
    capacity: new CapacityService(context),
    drift: new DriftService(context, { sinks, enforcer, worker: drift }),
    /** Looks at what every cluster enforces and what is used there. */
    checkDrift: () => drift.run(),
    /** What permission rules look at, by resource ref. */
    permissionResources: createPermissionResources(context),
    /** Compares reservations with the catalog. */
    reconcile,
    /** Gives what config says teams start with. */
    applyInitialGrants: () =>
      applyInitialGrantsThatFit(context, config.initialGrants, logger),
    /** Finds out how many devices exist. */
    refreshCapacity: () => capacityWorker.run(),
    /** Follows config and the catalog in who caps whom. */
    refreshDepartments: () => departments.run(),
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
      await departments.applyCaps();
      await applyInitialGrantsThatFit(context, config.initialGrants, logger);
      const { scheduler, lifecycle } = deps;
      // In every backend: a task that all share stands still for its whole timeout when the backend that ran it died.
      await scheduler.scheduleTask({
        id: 'gpu-quota-reconcile',
        frequency: config.reconcileEvery,
        timeout: { minutes: 5 },
        scope: 'local',
        fn: reconcile,
      });
      await scheduler.scheduleTask({
        id: 'gpu-quota-lifecycle',
        frequency: config.lifecycleEvery,
        timeout: { minutes: 5 },
        scope: 'local',
        fn: () => timekeeper.run(),
      });
      await scheduler.scheduleTask({
        id: 'gpu-quota-capacity',
        frequency: { seconds: 10 },
        timeout: { minutes: 5 },
        fn: () => capacityWorker.runWhenDue(),
      });
      await scheduler.scheduleTask({
        id: 'gpu-quota-departments',
        frequency: { minutes: 1 },
        timeout: { minutes: 5 },
        scope: 'local',
        fn: () => departments.run(),
      });
      await scheduler.scheduleTask({
        id: 'gpu-quota-drift',
        frequency: config.driftCheckEvery,
        timeout: { minutes: 5 },
        fn: () => drift.run(),
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
