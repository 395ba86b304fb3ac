import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** A cluster that enforces quota. */
export type ClusterConfig = {
  name: string;
  url: URL;
  serviceAccountToken?: string;
  /** The certificate authority, in PEM. */
  ca?: string;
  skipTLSVerify: boolean;
  /** Whether Kueue's objects are written; `auto` asks the cluster whether it has Kueue. */
  kueue: boolean | 'auto';
  /** Takes fields over that another manager set to something else. */
  force: boolean;
};

/**
 * Reads `gpuQuota.kubernetes.clusters`.
 *
 * @throws InputError that names the key which is wrong
 */
export function readClusters(root: Config): ClusterConfig[] {
  const clusters =
    root.getOptionalConfigArray('gpuQuota.kubernetes.clusters') ?? [];
  const names = new Set<string>();
  return clusters.map((cluster, index) => {
    const key = `gpuQuota.kubernetes.clusters[${index}]`;
    const name = cluster.getString('name');
    if (names.has(name)) {
      throw new InputError(`${key}.name '${name}' is used twice`);
    }
    names.add(name);
    const caData = cluster.getOptionalString('caData');
    return {
      name,
      url: readUrl(cluster.getString('url'), key),
      serviceAccountToken: cluster.getOptionalString('serviceAccountToken'),
      ca: caData && readCertificate(caData, key),
      skipTLSVerify: cluster.getOptionalBoolean('skipTLSVerify') ?? false,
      kueue: readKueue(cluster.getOptional('kueue'), key),
      force: cluster.getOptionalBoolean('force') ?? false,
    };
  });
}

function readKueue(value: unknown, key: string): boolean | 'auto' {
  switch (value) {
    case undefined:
    case 'auto':
      return 'auto';
    case true:
    case 'true':
      return true;
    case false:
    case 'false':
      return false;
    default:
      throw new InputError(
        `${key}.kueue must be true, false or auto, not '${value}'`,
      );
  }
}

function readUrl(text: string, key: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError(
      `${key}.url must be the address of the API server, e.g. https://10.0.0.1:6443, not '${text}'`,
    );
  }
  return url;
}

function readCertificate(caData: string, key: string): string {
  const pem = Buffer.from(caData, 'base64').toString('utf8');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new InputError(
      `${key}.caData must be a PEM certificate in base64, as in a kubeconfig`,
    );
  }
  return pem;
}
