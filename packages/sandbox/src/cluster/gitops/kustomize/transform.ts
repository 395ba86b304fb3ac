import type { JsonObject } from '../../model/objects';
import { isJsonObject } from '../../model/plainJson';
import type { ImageChange, Kustomization } from './readKustomization';

/** Where a field lies; a path leads through every item of a list. `create` makes the maps on the way. */
type FieldSpec = { kinds?: string[]; path: string; create: boolean };

const WORKLOADS = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'];

const METADATA_LABELS: FieldSpec[] = [
  { path: 'metadata/labels', create: true },
];
const TEMPLATE_LABELS: FieldSpec[] = [
  {
    kinds: [...WORKLOADS, 'Job'],
    path: 'spec/template/metadata/labels',
    create: true,
  },
  {
    kinds: ['CronJob'],
    path: 'spec/jobTemplate/metadata/labels',
    create: true,
  },
  {
    kinds: ['CronJob'],
    path: 'spec/jobTemplate/spec/template/metadata/labels',
    create: true,
  },
];
const SELECTORS: FieldSpec[] = [
  { kinds: ['Service'], path: 'spec/selector', create: true },
  { kinds: WORKLOADS, path: 'spec/selector/matchLabels', create: true },
  {
    kinds: ['Job', 'PodDisruptionBudget'],
    path: 'spec/selector/matchLabels',
    create: false,
  },
  ...[
    'spec/podSelector',
    'spec/ingress/from/podSelector',
    'spec/egress/to/podSelector',
  ].map(path => ({
    kinds: ['NetworkPolicy'],
    path: `${path}/matchLabels`,
    create: false,
  })),
  ...['podAffinity', 'podAntiAffinity'].flatMap(affinity =>
    [
      'preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm',
      'requiredDuringSchedulingIgnoredDuringExecution',
    ].map(term => ({
      kinds: ['Deployment', 'StatefulSet'],
      path: `spec/template/spec/affinity/${affinity}/${term}/labelSelector/matchLabels`,
      create: false,
    })),
  ),
  {
    kinds: ['Deployment', 'StatefulSet'],
    path: 'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels',
    create: false,
  },
];
const ANNOTATIONS: FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  ...TEMPLATE_LABELS.map(spec => ({
    ...spec,
    path: spec.path.replace(/labels$/, 'annotations'),
  })),
];

function setPairs(
  value: unknown,
  path: string[],
  pairs: Record<string, string>,
  create: boolean,
): void {
  if (Array.isArray(value)) {
    value.forEach(item => setPairs(item, path, pairs, create));
    return;
  }
  if (!isJsonObject(value)) {
    return;
  }
  const [key, ...rest] = path;
  if (key === undefined) {
    Object.assign(value, pairs);
    return;
  }
  if (create) {
    value[key] ??= {};
  }
  setPairs(value[key], rest, pairs, create);
}

function setAll(
  object: JsonObject,
  specs: FieldSpec[],
  pairs: Record<string, string>,
): void {
  if (Object.keys(pairs).length === 0) {
    return;
  }
  for (const { kinds, path, create } of specs) {
    if (!kinds || kinds.includes(String(object.kind))) {
      setPairs(object, path.split('/'), pairs, create);
    }
  }
}

/** Sets the labels and annotations that a kustomization gives to each of its objects. */
export function label(object: JsonObject, kustomization: Kustomization): void {
  const { labels, commonLabels, commonAnnotations } = kustomization;
  for (const { pairs, includeSelectors, includeTemplates } of labels) {
    setAll(object, METADATA_LABELS, pairs);
    if (includeSelectors || includeTemplates) {
      setAll(object, TEMPLATE_LABELS, pairs);
    }
    if (includeSelectors) {
      setAll(object, SELECTORS, pairs);
    }
  }
  setAll(
    object,
    [...METADATA_LABELS, ...TEMPLATE_LABELS, ...SELECTORS],
    commonLabels,
  );
  setAll(object, ANNOTATIONS, commonAnnotations);
}

const IMAGE = /^(.+?)(?::([^:/@]+))?(?:@(.+))?$/;

function changedImage(image: string, change: ImageChange): string {
  const [, name, tag, digest] = IMAGE.exec(image) ?? [];
  if (name !== change.name) {
    return image;
  }
  const next = change.newName ?? name;
  if (change.newTag !== undefined || change.digest !== undefined) {
    return [
      next,
      change.newTag !== undefined && `:${change.newTag}`,
      change.digest !== undefined && `@${change.digest}`,
    ]
      .filter(Boolean)
      .join('');
  }
  return `${next}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

/** Changes the images of containers, wherever in an object they are. */
export function setImages(value: unknown, changes: ImageChange[]): void {
  if (Array.isArray(value)) {
    value.forEach(item => setImages(item, changes));
    return;
  }
  if (!isJsonObject(value)) {
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    setImages(child, changes);
    if (/^(c|initC)ontainers$/.test(key) && Array.isArray(child)) {
      for (const container of child) {
        if (isJsonObject(container) && typeof container.image === 'string') {
          container.image = changes.reduce(changedImage, container.image);
        }
      }
    }
  }
}
