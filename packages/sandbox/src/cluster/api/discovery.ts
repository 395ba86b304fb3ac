import {
  apiVersionOf,
  resourceTypes,
  type ResourceType,
} from '../model/resourceTypes';

/** The Kubernetes release whose behaviour the sandbox follows. */
export const KUBERNETES_VERSION = { major: '1', minor: '36' };

const METRICS = 'metrics.k8s.io/v1beta1';

export function versionInfo() {
  const { major, minor } = KUBERNETES_VERSION;
  return {
    major,
    minor,
    gitVersion: `v${major}.${minor}.0+sandbox`,
    platform: 'sandbox',
  };
}

function verbsOf(type: ResourceType): string[] {
  if (type.writers === 'cluster') {
    return type.kind === 'Pod' ? ['delete', 'get', 'list'] : ['get', 'list'];
  }
  return ['create', 'delete', 'get', 'list', 'patch', 'update'];
}

function groupVersions(): string[] {
  return [...new Set([...resourceTypes.map(apiVersionOf), METRICS])];
}

/** `APIResourceList` of one group and version; undefined when it is not served. */
export function resourceList(group: string, version: string) {
  const groupVersion = group ? `${group}/${version}` : version;
  const resources = resourceTypes
    .filter(type => apiVersionOf(type) === groupVersion)
    .flatMap(type => {
      const entry = {
        name: type.plural,
        singularName: type.kind.toLowerCase(),
        namespaced: type.namespaced,
        kind: type.kind,
        verbs: verbsOf(type),
      };
      return type.kind === 'Pod'
        ? [
            entry,
            { ...entry, name: 'pods/log', singularName: '', verbs: ['get'] },
          ]
        : [entry];
    });
  if (groupVersion === METRICS) {
    resources.push({
      name: 'pods',
      singularName: '',
      namespaced: true,
      kind: 'PodMetrics',
      verbs: ['get', 'list'],
    });
  }
  return resources.length === 0
    ? undefined
    : { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

/** `APIGroupList`: every named group with its versions. */
export function groupList() {
  const groups = new Map<string, string[]>();
  for (const groupVersion of groupVersions()) {
    const [group, version] = groupVersion.split('/');
    if (version) {
      groups.set(group, [...(groups.get(group) ?? []), version]);
    }
  }
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...groups].map(([name, versions]) => {
      const entries = versions.map(version => ({
        groupVersion: `${name}/${version}`,
        version,
      }));
      return {
        name,
        versions: entries,
        preferredVersion: entries[entries.length - 1],
      };
    }),
  };
}
