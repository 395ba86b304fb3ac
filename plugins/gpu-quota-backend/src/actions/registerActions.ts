import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { CapacityService } from '../service/CapacityService';
import type { GrantService } from '../service/GrantService';
import type { PendingRequestService } from '../service/PendingRequestService';
import type { QuotaService } from '../service/QuotaService';
import type { RequestService } from '../service/RequestService';
import type { ReservationService } from '../service/ReservationService';
import { createRunAs, type RunAsOptions } from './createRunAs';
import { registerGrantActions } from './grantActions';
import { registerPendingRequestActions } from './pendingRequestActions';
import { registerReadActions } from './readActions';
import { registerWriteActions } from './writeActions';

/** Offers the use cases as actions, such as for assistants over MCP. */
export function registerActions(
  registry: ActionsRegistryService,
  options: RunAsOptions & {
    quotas: QuotaService;
    requests: RequestService;
    pendingRequests: PendingRequestService;
    grants: GrantService;
    capacity: CapacityService;
    reservations: ReservationService;
  },
): void {
  const runAs = createRunAs(options);
  registerReadActions(registry, { ...options, runAs });
  registerWriteActions(registry, { ...options, runAs });
  registerPendingRequestActions(registry, { ...options, runAs });
  registerGrantActions(registry, { ...options, runAs });
}
