import type { AuditEvent } from '@golden-path/plugin-gpu-quota-common';
import { TEAM, ago } from './quotaFixtures';

export const filed: AuditEvent = {
  team: TEAM,
  seq: 1,
  at: ago({ hours: 3 }),
  actor: 'user:default/mia.chen',
  action: 'request.filed',
  subject: 'request:12',
  data: {
    acceleratorClass: 'h100-80g',
    count: 4,
    reason: 'Second region for the holiday peak.',
  },
  hash: 'a'.repeat(64),
};

export const decided: AuditEvent = {
  team: TEAM,
  seq: 2,
  at: ago({ hours: 2 }),
  actor: 'user:default/tom.okafor',
  action: 'request.decided',
  subject: 'request:12',
  data: {
    acceleratorClass: 'h100-80g',
    outcome: 'approved',
    count: 4,
    grantedCount: 2,
    reason: 'start with two',
  },
  hash: 'b'.repeat(64),
};

export const expired: AuditEvent = {
  team: TEAM,
  seq: 3,
  at: ago({ minutes: 5 }),
  actor: 'system',
  action: 'reservation.expired',
  subject: 'reservation:6f1a3f0e-3c58-4d53-9b36-0d3f4d7b7a01',
  data: {
    from: 'held',
    count: 2,
    endpoint: 'component:default/reply-drafts',
    because: 'its endpoint did not appear',
  },
  hash: 'c'.repeat(64),
};
