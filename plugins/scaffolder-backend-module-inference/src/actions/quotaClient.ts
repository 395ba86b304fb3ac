import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  createGpuQuotaClient,
  type GpuQuotaClient,
} from '@golden-path/plugin-gpu-quota-common';

/** What reaching the quota service takes. @public */
export type QuotaAccess = { auth: AuthService; discovery: DiscoveryService };

/** The quota service as whoever started the task: what they may not do, their task may not either. */
export async function quotaClientFor(
  access: QuotaAccess,
  credentials: BackstageCredentials,
): Promise<GpuQuotaClient> {
  const { token } = await access.auth.getPluginRequestToken({
    onBehalfOf: credentials,
    targetPluginId: 'gpu-quota',
  });
  return createGpuQuotaClient({
    baseUrl: await access.discovery.getBaseUrl('gpu-quota'),
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set('Authorization', `Bearer ${token}`);
      return fetch(url, { ...init, headers });
    },
  });
}
