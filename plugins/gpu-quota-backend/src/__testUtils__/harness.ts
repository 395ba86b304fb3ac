import { randomUUID } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { SignalPayload } from '@backstage/plugin-signals-node';
import {
  DEFAULT_POLICY,
  gpuQuotaPermissions,
  type Actor,
  actorRef,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaSink, TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import type { Knex } from 'knex';
import { QuotaDatabase } from '../database/QuotaDatabase';
import type { GpuQuotaConfig } from '../readGpuQuotaConfig';
import { AuditVerifier } from '../service/AuditVerifier';
import type { Caller } from '../service/Caller';
import { createServices } from '../service/createServices';
import type { UsageSource } from '../service/InferenceUsage';
import { memberships, organisation } from './organisation';

/** A sink that remembers, and fails while `failing` says why. */
export class RecordingSink implements QuotaSink {
  readonly id: string = 'test-cluster';
  readonly applied: TeamQuota[] = [];
  failing: string | undefined;

  async apply(teamQuotas: TeamQuota[]) {
    if (this.failing) throw new Error(this.failing);
    this.applied.push(...teamQuotas);
  }

  /** Devices of a class a team may hold as last written. */
  limit(team: string, acceleratorClass: string): number | undefined {
    return this.applied
      .filter(each => each.team === team)
      .pop()
      ?.quotas.find(each => each.acceleratorClass === acceleratorClass)
      ?.granted;
  }
}

/** Somebody who asks, by themselves or through a service, with all permissions. */
export function caller(name: string, service?: string): Caller {
  const actor: Actor = name.startsWith('service:')
    ? { type: 'service', subject: name.slice('service:'.length) }
    : { type: 'user', userEntityRef: `user:default/${name}` };
  return {
    actor,
    ref: actorRef(actor),
    service: actor.type === 'service' ? actor.subject : service,
    groups: new Set(memberships[actorRef(actor)] ?? []),
    permitted: new Set(gpuQuotaPermissions.map(permission => permission.name)),
  };
}

/** The services on a real database, with a clock that stands until it is moved and every edge recorded. */
export async function createHarness(options: {
  knex: Knex;
  sinks?: QuotaSink[];
  config?: Partial<GpuQuotaConfig>;
  usage?: UsageSource;
}) {
  const { knex } = options;
  const clock = { ms: Date.parse('2026-11-23T09:00:00Z') };
  const entities: Entity[] = [...organisation];
  const sent: NotificationSendOptions[] = [];
  const signals: SignalPayload[] = [];
  const notifications = {
    failing: undefined as string | undefined,
    async send(message: NotificationSendOptions) {
      if (this.failing) throw new Error(this.failing);
      sent.push(message);
    },
  };
  const catalog = catalogServiceMock.mock({
    getEntities: async (...args) =>
      catalogServiceMock({ entities }).getEntities(...args),
    queryEntities: async (...args) =>
      catalogServiceMock({ entities }).queryEntities(...args),
    getEntitiesByRefs: async (...args) =>
      catalogServiceMock({ entities }).getEntitiesByRefs(...args),
  });
  const logger = mockServices.logger.mock();
  const config: GpuQuotaConfig = {
    platformGroup: 'group:default/platform',
    initialGrants: [],
    reservationLeaseMs: 24 * 3_600_000,
    missingEndpointGraceMs: 3_600_000,
    reconcileEvery: { seconds: 30 },
    adoptEndpoints: false,
    policy: DEFAULT_POLICY,
    requestExpiryMs: 30 * 24 * 3_600_000,
    lifecycleEvery: { minutes: 1 },
    capacity: new Map(),
    driftCheckEvery: { minutes: 1 },
    departments: [],
    ...options.config,
  };
  const database = await QuotaDatabase.create({
    database: mockServices.database({ knex, migrations: { skip: false } }),
  });
  const services = createServices({
    config,
    database,
    sinks: options.sinks ?? [],
    usage: options.usage ?? {
      usage: async () => ({ state: 'unknown', reason: 'Nobody was asked.' }),
    },
    auth: mockServices.auth(),
    catalog,
    logger,
    notifications,
    permissions: mockServices.permissions(),
    permissionsRegistry: mockServices.permissionsRegistry.mock(),
    signals: {
      publish: async signal => {
        signals.push(signal);
      },
    },
    userInfo: mockServices.userInfo(),
    now: () => new Date(clock.ms),
    newId: randomUUID,
  });
  return {
    ...services,
    database,
    catalog,
    clock,
    entities,
    logger,
    notifications,
    sent,
    signals,
    knex,
    verify: (team: string) => new AuditVerifier(database).verify(team),
    /** What a team's chain says happened, oldest first. */
    async happened(team: string): Promise<string[]> {
      const links = await database.read.audit.links(team, 0, 10_000);
      return links.map(link => JSON.parse(link.body).action);
    },
    async ledger(team: string, acceleratorClass = 'h100-80g') {
      const [entry] = await database.read.ledger.list({
        teams: [team],
        acceleratorClass,
      });
      return (
        entry && {
          granted: entry.granted,
          reserved: entry.reserved,
          waiting: entry.waiting,
        }
      );
    },
  };
}
