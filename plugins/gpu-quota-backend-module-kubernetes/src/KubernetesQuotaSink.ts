import { InputError } from '@backstage/errors';
import type { QuotaSink, TeamQuota } from '@golden-path/plugin-gpu-quota-node';
import { KubernetesApi } from './KubernetesApi';
import type { ClusterConfig } from './readClusters';
import {
  RESOURCE_QUOTA_NAME,
  renderNamespace,
  renderResourceQuota,
} from './renderResourceQuota';

/** A namespace is a DNS label. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Keeps a ResourceQuota per team in one cluster. */
export class KubernetesQuotaSink implements QuotaSink {
  readonly id: string;
  readonly #api: KubernetesApi;

  constructor(cluster: ClusterConfig) {
    this.id = `kubernetes:${cluster.name}`;
    this.#api = new KubernetesApi(cluster);
  }

  async apply(teamQuotas: TeamQuota[]): Promise<void> {
    for (const quota of teamQuotas) {
      await this.#applyTeam(quota);
    }
  }

  async #applyTeam(quota: TeamQuota): Promise<void> {
    if (!NAMESPACE.test(quota.namespace)) {
      throw new InputError(
        `${quota.team} cannot have a namespace: '${quota.namespace}' is not a DNS label (lower-case letters, digits and -)`,
      );
    }
    const namespace = `/api/v1/namespaces/${quota.namespace}`;
    if (!(await this.#api.exists(namespace))) {
      await this.#api.apply(namespace, renderNamespace(quota));
    }
    await this.#api.apply(
      `${namespace}/resourcequotas/${RESOURCE_QUOTA_NAME}`,
      renderResourceQuota(quota),
    );
  }
}
