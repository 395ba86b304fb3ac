import {
  endingDevices,
  isCloseToLimit,
  WARNING_DAYS,
  type GpuQuotaClient,
  type Grant,
  type Quota,
} from '@golden-path/plugin-gpu-quota-common';
import type { LiveQuery } from './useLiveQuery';

const SOON_MS = Math.max(...WARNING_DAYS) * 24 * 3_600_000;

/** What somebody has to know of GPU quota today. */
export type Overview = {
  /** Requests that wait for the caller's decision. */
  waiting: { state: 'none' } | { state: 'some'; count: number; since: string };
  /** Of the caller's teams: quota that is all but used up, or more. */
  close: Quota[];
  /** Of the caller's teams: what ends before long and how many devices of it do not go on, soonest first. */
  ending: (Grant & { until: string; ending: number })[];
};

export function overviewQuery(api: GpuQuotaClient): LiveQuery<Overview> {
  return { queryKey: ['overview'], queryFn: () => readOverview(api) };
}

async function readOverview(api: GpuQuotaClient): Promise<Overview> {
  const [{ items, totalItems }, { teams }] = await Promise.all([
    api.listRequests({ awaiting: 'me', limit: 1 }),
    api.listMyTeams(),
  ]);
  const [quotas, grants] = await Promise.all([
    Promise.all(teams.map(team => api.listQuotas({ team }))),
    Promise.all(teams.map(team => api.listGrants({ team, live: true }))),
  ]);
  const [oldest] = items;
  return {
    waiting: oldest
      ? { state: 'some', count: totalItems, since: oldest.createdAt }
      : { state: 'none' },
    close: quotas
      .flat()
      .filter(quota => quota.overQuota > 0 || isCloseToLimit(quota)),
    ending: grants
      .flat()
      .flatMap(grant =>
        grant.until !== undefined && endsSoon(grant, grant.until)
          ? [{ ...grant, until: grant.until, ending: endingDevices(grant) }]
          : [],
      )
      .sort((a, b) => Date.parse(a.until) - Date.parse(b.until)),
  };
}

/** What follows without a gap does not end for its team; what is only asked for may. */
function endsSoon(grant: Grant, until: string): boolean {
  return endingDevices(grant) > 0 && Date.parse(until) - Date.now() <= SOON_MS;
}
