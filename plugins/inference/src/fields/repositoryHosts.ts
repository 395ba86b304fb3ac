import type { ConfigApi } from '@backstage/core-plugin-api';

const DEFAULT_HOSTS: Record<string, string | undefined> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
};

/** Hosts that the portal can create repositories on: those named under `integrations` that we can publish to. */
export function repositoryHosts(config: ConfigApi): string[] {
  return ['gitea', 'github', 'gitlab'].flatMap(kind =>
    (config.getOptionalConfigArray(`integrations.${kind}`) ?? []).flatMap(
      entry => {
        const host = entry.getOptionalString('host') ?? DEFAULT_HOSTS[kind];
        return host ? [host] : [];
      },
    ),
  );
}
