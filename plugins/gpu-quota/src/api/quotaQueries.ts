import type {
  ClassCapacity,
  DriftReport,
  GpuQuotaClient,
  Grant,
  MyTeams,
  Quota,
  QuotaRequestDetail,
  Reservation,
} from '@golden-path/plugin-gpu-quota-common';
import type { LiveQuery } from './useLiveQuery';

export const requestsKey = 'requests';

export function myTeamsQuery(api: GpuQuotaClient): LiveQuery<MyTeams> {
  return { queryKey: ['teams'], queryFn: () => api.listMyTeams() };
}

export function teamQuotasQuery(
  api: GpuQuotaClient,
  team: string,
): LiveQuery<Quota[]> {
  return {
    queryKey: ['quotas', team],
    queryFn: () => api.listQuotas({ team }),
  };
}

export function teamReservationsQuery(
  api: GpuQuotaClient,
  team: string,
): LiveQuery<Reservation[]> {
  return {
    queryKey: ['reservations', 'team', team],
    queryFn: () => api.listReservations({ team, live: true }),
  };
}

/** All reservations an endpoint ever had, newest first. */
export function endpointReservationsQuery(
  api: GpuQuotaClient,
  endpoint: string,
): LiveQuery<Reservation[]> {
  return {
    queryKey: ['reservations', 'endpoint', endpoint],
    queryFn: () => api.listReservations({ endpoint, live: false }),
  };
}

export function requestQuery(
  api: GpuQuotaClient,
  id: number,
): LiveQuery<QuotaRequestDetail> {
  return {
    queryKey: ['request', id],
    queryFn: () => api.getRequest(id),
  };
}

export const driftKey = 'drift';

export function capacityQuery(api: GpuQuotaClient): LiveQuery<ClassCapacity[]> {
  return { queryKey: ['capacity'], queryFn: () => api.listCapacity() };
}

export function driftQuery(api: GpuQuotaClient): LiveQuery<DriftReport> {
  return { queryKey: [driftKey], queryFn: () => api.getDrift() };
}

/** What gives a team devices now or will. */
export function teamGrantsQuery(
  api: GpuQuotaClient,
  team: string,
): LiveQuery<Grant[]> {
  return {
    queryKey: ['grants', team],
    queryFn: () => api.listGrants({ team, live: true }),
  };
}
