import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, ForwardedError, InputError } from '@backstage/errors';
import type {
  QuotaSink,
  TeamObservation,
  TeamQuota,
} from '@golden-path/plugin-gpu-quota-node';
import {
  countDevices,
  offeredByPlugins,
  type DeviceCount,
  type Inventory,
} from './countDevices';
import { findOwner, type SeenObjects } from './findOwner';
import { KubernetesApi } from './KubernetesApi';
import {
  clusterQueueSchema,
  deviceClassSchema,
  localQueueSchema,
  namespaceSchema,
  nodeSchema,
  podSchema,
  resourceClaimSchema,
  resourceQuotaSchema,
  resourceSliceSchema,
} from './kubernetesObjects';
import { TEAM_ANNOTATION } from './manifests';
import { observeTeam } from './observeTeam';
import type { ClusterConfig } from './readClusters';
import {
  KUEUE_API_VERSION,
  LOCAL_QUEUE_NAME,
  renderKueue,
} from './renderKueue';
import {
  RESOURCE_QUOTA_NAME,
  renderNamespace,
  renderResourceQuota,
} from './renderResourceQuota';

/** A namespace is a DNS label. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** Other objects of a cluster are named like DNS subdomains. */
const OBJECT_NAME =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const KUEUE = `/apis/${KUEUE_API_VERSION}`;
const DRA = '/apis/resource.k8s.io/v1';
/** Teams that are looked at at a time. */
const AT_ONCE = 8;

function namespacePath({ namespace, team }: TeamQuota): string {
  if (!NAMESPACE.test(namespace)) {
    throw new InputError(
      `${team} cannot have a namespace: '${namespace}' is not a DNS label (lower-case letters, digits and -)`,
    );
  }
  return `/api/v1/namespaces/${namespace}`;
}

function localQueuePath(namespace: string): string {
  return `${KUEUE}/namespaces/${namespace}/localqueues/${LOCAL_QUEUE_NAME}`;
}

function kueuePath(plural: string, name: string): string {
  if (!OBJECT_NAME.test(name) || name.length > 253) {
    throw new InputError(
      `'${name}' cannot name one of Kueue's ${plural}: it is no DNS name (lower-case letters, digits, - and .)`,
    );
  }
  return `${KUEUE}/${plural}/${name}`;
}

/** Keeps the quota objects of every team in one cluster: a ResourceQuota, and Kueue's where the cluster has Kueue. */
export class KubernetesQuotaSink implements QuotaSink {
  readonly id: string;
  readonly #api: KubernetesApi;
  readonly #cluster: ClusterConfig;
  readonly #logger: LoggerService;

  constructor(cluster: ClusterConfig, logger: LoggerService) {
    this.id = `kubernetes:${cluster.name}`;
    this.#api = new KubernetesApi(cluster);
    this.#cluster = cluster;
    this.#logger = logger;
  }

  async apply(teamQuotas: TeamQuota[]): Promise<void> {
    teamQuotas.forEach(namespacePath);
    const kueue = await this.#hasKueue();
    for (const quota of teamQuotas) {
      const seen = await this.#read(quota, kueue);
      this.#requireOwn(quota, seen);
      await this.#applyResourceQuota(quota, seen);
      if (kueue) await this.#applyKueue(quota);
    }
  }

  async observe(teamQuotas: TeamQuota[]): Promise<TeamObservation[]> {
    const kueue = await this.#hasKueue();
    const observations: TeamObservation[] = [];
    for (let start = 0; start < teamQuotas.length; start += AT_ONCE) {
      const some = teamQuotas.slice(start, start + AT_ONCE);
      observations.push(
        ...(await Promise.all(some.map(quota => this.#observe(quota, kueue)))),
      );
    }
    return observations;
  }

  async capacity(
    classes: { acceleratorClass: string; deviceClassName: string }[],
  ): Promise<DeviceCount[]> {
    const inventory = await this.#inventory();
    return classes.flatMap(each => {
      try {
        return [countDevices(each, inventory)];
      } catch (error) {
        this.#logger.warn(
          `Devices of ${each.acceleratorClass} in cluster ${
            this.#cluster.name
          } cannot be counted`,
          new ForwardedError(
            `The selectors of DeviceClass ${each.deviceClassName} cannot be evaluated`,
            error,
          ),
        );
        return [];
      }
    });
  }

  async #hasKueue(): Promise<boolean> {
    const { kueue } = this.#cluster;
    return kueue === 'auto' ? await this.#api.exists(KUEUE) : kueue;
  }

  /** What the cluster has where the team's objects go. */
  async #read(quota: TeamQuota, kueue: boolean): Promise<SeenObjects> {
    const path = namespacePath(quota);
    const [namespace, resourceQuota, clusterQueue, localQueue] =
      await Promise.all([
        this.#api.get(path, namespaceSchema),
        this.#api.get(
          `${path}/resourcequotas/${RESOURCE_QUOTA_NAME}`,
          resourceQuotaSchema,
        ),
        kueue
          ? this.#api.get(
              kueuePath('clusterqueues', quota.namespace),
              clusterQueueSchema,
            )
          : undefined,
        kueue
          ? this.#api.get(localQueuePath(quota.namespace), localQueueSchema)
          : undefined,
      ]);
    return {
      namespace,
      resourceQuota,
      kueue: kueue ? { used: true, clusterQueue, localQueue } : { used: false },
    };
  }

  /** @throws ConflictError when a group of the same name, in another namespace of the catalog, came first */
  #requireOwn(quota: TeamQuota, seen: SeenObjects): void {
    const owner = findOwner(quota, seen);
    if (!owner || owner.team === quota.team) return;
    throw new ConflictError(
      `${quota.team} cannot have namespace ${quota.namespace} in cluster ${
        this.#cluster.name
      }: it belongs to ${owner.team}, as the annotation ${TEAM_ANNOTATION} of ${
        owner.namedBy
      } says. Rename one of the groups, or change the annotation`,
    );
  }

  async #applyResourceQuota(
    quota: TeamQuota,
    seen: SeenObjects,
  ): Promise<void> {
    const namespace = namespacePath(quota);
    if (!seen.namespace) {
      await this.#api.apply(namespace, renderNamespace(quota));
    }
    await this.#api.apply(
      `${namespace}/resourcequotas/${RESOURCE_QUOTA_NAME}`,
      renderResourceQuota(quota),
    );
  }

  async #applyKueue(quota: TeamQuota): Promise<void> {
    const { flavors, cohort, clusterQueue, localQueue } = renderKueue(quota);
    // Side by side, as far as one does not need the other: a slow cluster has half a minute for all of it.
    await Promise.all([
      ...flavors.map(each => this.#applyShared('resourceflavors', each)),
      ...(cohort ? [this.#applyShared('cohorts', cohort)] : []),
    ]);
    await Promise.all([
      this.#applyShared('clusterqueues', clusterQueue),
      this.#api.apply(localQueuePath(quota.namespace), localQueue),
    ]);
  }

  async #applyShared(
    plural: string,
    manifest: { metadata: { name: string } },
  ): Promise<void> {
    await this.#api.apply(kueuePath(plural, manifest.metadata.name), manifest);
  }

  async #observe(quota: TeamQuota, kueue: boolean): Promise<TeamObservation> {
    const { team } = quota;
    if (!NAMESPACE.test(quota.namespace)) {
      return { team, state: 'namespace-missing' };
    }
    const seen = await this.#read(quota, kueue);
    return seen.namespace
      ? observeTeam(quota, seen)
      : { team, state: 'namespace-missing' };
  }

  async #inventory(): Promise<Inventory> {
    const [deviceClasses, slices, claims, nodes] = await Promise.all([
      this.#api.list(`${DRA}/deviceclasses`, deviceClassSchema),
      this.#api.list(`${DRA}/resourceslices`, resourceSliceSchema),
      this.#api.list(`${DRA}/resourceclaims`, resourceClaimSchema),
      this.#api.list('/api/v1/nodes', nodeSchema),
    ]);
    // Pods are many: they are read only where a device plugin gives devices away, which claims do not show.
    const pods =
      offeredByPlugins({ deviceClasses, nodes }).length > 0
        ? await this.#api.list('/api/v1/pods', podSchema)
        : [];
    return { deviceClasses, slices, claims, nodes, pods };
  }
}
