import {
  createGpuQuotaClient,
  type Quota,
} from '@golden-path/plugin-gpu-quota-common';
import type { FetchApi } from '@backstage/frontend-plugin-api';

/** What each team in question holds, has reserved and has left. */
export type Headroom = { team: string; quotas: Quota[] }[];

/**
 * Quotas of the team that will own the endpoint; before it is picked, of all teams the reader belongs to.
 */
export async function loadHeadroom(
  fetchApi: FetchApi,
  owner: string | undefined,
): Promise<Headroom> {
  const client = createGpuQuotaClient({
    fetch: fetchApi.fetch,
    baseUrl: 'plugin://gpu-quota',
  });
  const teams = owner ? [owner] : (await client.listMyTeams()).teams;
  return Promise.all(
    teams.map(async team => ({
      team,
      quotas: await client.listQuotas({ team }),
    })),
  );
}
