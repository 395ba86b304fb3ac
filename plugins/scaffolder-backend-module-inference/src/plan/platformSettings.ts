import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { readTolerations, type Toleration } from './readTolerations';

/** How pods ask for devices. */
export type Allocation = 'dra' | 'device-plugin';

/** What the manifests take for granted about the cluster. */
export type PlatformSettings = {
  allocation: Allocation;
  /** Address of Prometheus as KEDA reaches it in the cluster. */
  prometheusUrl: string;
  /** Namespace that Prometheus scrapes from. */
  monitoringNamespace: string;
  /** The Gateway that routes hang on. */
  gatewayName: string;
  gatewayNamespace: string;
  /** The ClusterSecretStore that credentials are read from. */
  secretStore: string;
  /** Kueue's LocalQueue in the namespace of each team; the portal writes it where the cluster has Kueue. */
  localQueue?: string;
  /** Class of volumes that many pods read; the cluster's default where unset. */
  sharedStorageClass?: string;
  /** Taints of nodes with accelerators that the servers' pods tolerate. */
  tolerations: Toleration[];
};

/** The names that the projects' own installation guides use. */
export const DEFAULT_PLATFORM: PlatformSettings = {
  allocation: 'dra',
  prometheusUrl: 'http://prometheus-operated.monitoring.svc:9090',
  monitoringNamespace: 'monitoring',
  gatewayName: 'kserve-ingress-gateway',
  gatewayNamespace: 'kserve',
  secretStore: 'inference',
  localQueue: 'gpu',
  tolerations: [],
};

const KEY = 'inference.template';
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/**
 * Reads `inference.template`.
 *
 * @throws InputError that names the key which is wrong
 */
export function readPlatformSettings(
  config: RootConfigService,
): PlatformSettings {
  const section = config.getOptionalConfig(KEY);
  const name = (key: string, otherwise: string) => {
    const value = section?.getOptionalString(key) ?? otherwise;
    if (!NAME.test(value)) {
      throw new InputError(
        `${KEY}.${key} must be the name of a Kubernetes object, not '${value}'`,
      );
    }
    return value;
  };
  const allocation =
    section?.getOptionalString('allocation') ?? DEFAULT_PLATFORM.allocation;
  if (allocation !== 'dra' && allocation !== 'device-plugin') {
    throw new InputError(
      `${KEY}.allocation must be dra or device-plugin, not '${allocation}'`,
    );
  }
  const prometheusUrl =
    section?.getOptionalString('prometheusUrl') ??
    DEFAULT_PLATFORM.prometheusUrl;
  if (!/^https?:\/\/[\w.:/-]+$/.test(prometheusUrl)) {
    throw new InputError(
      `${KEY}.prometheusUrl must be the address of Prometheus in the cluster, not '${prometheusUrl}'`,
    );
  }
  return {
    allocation,
    prometheusUrl,
    monitoringNamespace: name(
      'monitoringNamespace',
      DEFAULT_PLATFORM.monitoringNamespace,
    ),
    gatewayName: name('gateway.name', DEFAULT_PLATFORM.gatewayName),
    gatewayNamespace: name(
      'gateway.namespace',
      DEFAULT_PLATFORM.gatewayNamespace,
    ),
    secretStore: name('secretStore', DEFAULT_PLATFORM.secretStore),
    ...(section?.getOptionalBoolean('kueue') !== false && {
      localQueue: DEFAULT_PLATFORM.localQueue,
    }),
    ...(section?.has('sharedStorageClass') && {
      sharedStorageClass: name('sharedStorageClass', ''),
    }),
    tolerations: readTolerations(
      section?.getOptional('tolerations'),
      `${KEY}.tolerations`,
    ),
  };
}
