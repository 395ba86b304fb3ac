/** A part of a Kubernetes object, of which nothing is known but that it may have fields. */
export type Fields = Record<string, unknown>;

/** The value as fields; none when it has none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : {};
}

/** The value as a list of fields. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** What lies under a path of fields. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((found, key) => fieldsOf(found)[key], value);
}

/** Lays a patch over an object as Kustomize does: lists whose items have names are merged by them. */
function overlay(base: unknown, patch: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(patch)) {
    const named = [...base, ...patch].every(
      item => typeof at(item, 'name') === 'string',
    );
    if (!named) {
      return patch;
    }
    const items = new Map<unknown, unknown>();
    for (const item of [...base, ...patch]) {
      const name = at(item, 'name');
      items.set(name, overlay(items.get(name), item));
    }
    return [...items.values()];
  }
  if (
    typeof patch !== 'object' ||
    patch === null ||
    Array.isArray(patch) ||
    typeof base !== 'object' ||
    base === null
  ) {
    return patch;
  }
  const merged = fieldsOf(base);
  for (const [key, value] of Object.entries(patch)) {
    merged[key] = Object.hasOwn(merged, key)
      ? overlay(merged[key], value)
      : value;
  }
  return merged;
}

/** Objects of the same kind and name as one, later ones laid over earlier ones. */
export function mergeObjects(objects: unknown[]): Fields[] {
  const merged = new Map<string, unknown>();
  for (const object of objects) {
    const { kind } = fieldsOf(object);
    const name = at(object, 'metadata', 'name');
    if (typeof kind === 'string') {
      const key = `${kind} ${typeof name === 'string' ? name : ''}`;
      merged.set(key, overlay(merged.get(key) ?? {}, object));
    }
  }
  return [...merged.values()].map(fieldsOf);
}

/** What serves the model: its object, its pods, and the container with the server. */
export type Workload = {
  kind: string;
  object: Fields;
  pod: Fields;
  container: Fields;
  podLabels: Fields;
  podAnnotations: Fields;
};

/** Where each kind of workload describes its pods, and where it takes their labels from. */
const WORKLOADS: Record<string, { pod: string[]; metadata: string[] }> = {
  LLMInferenceService: { pod: ['spec', 'template'], metadata: ['spec'] },
  InferenceService: {
    pod: ['spec', 'predictor'],
    metadata: ['spec', 'predictor'],
  },
  Deployment: {
    pod: ['spec', 'template', 'spec'],
    metadata: ['spec', 'template', 'metadata'],
  },
  StatefulSet: {
    pod: ['spec', 'template', 'spec'],
    metadata: ['spec', 'template', 'metadata'],
  },
};

/** The object that serves the model, if there is one. */
export function findWorkload(objects: Fields[]): Workload | undefined {
  const kinds = Object.keys(WORKLOADS);
  const [object] = objects
    .filter(
      ({ kind }) => typeof kind === 'string' && Object.hasOwn(WORKLOADS, kind),
    )
    .sort(
      (a, b) => kinds.indexOf(String(a.kind)) - kinds.indexOf(String(b.kind)),
    );
  if (!object) {
    return undefined;
  }
  const kind = String(object.kind);
  const where = WORKLOADS[kind];
  const pod = fieldsOf(at(object, ...where.pod));
  const containers = listOf(pod.containers);
  const main = containers.find(
    ({ name }) => name === 'main' || name === 'kserve-container',
  );
  return {
    kind,
    object,
    pod,
    // KServe's predictor calls the server's container `model`.
    container: main ?? containers[0] ?? fieldsOf(pod.model),
    podLabels: fieldsOf(at(object, ...where.metadata, 'labels')),
    podAnnotations: fieldsOf(at(object, ...where.metadata, 'annotations')),
  };
}

/** A number as its author may have written it; NaN for what is none. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string'
    ? Number(value)
    : NaN;
}

/** How long a probe bears failures, in seconds; Kubernetes' defaults where it says nothing, NaN for what is no number. */
export function probeSeconds(probe: Fields): number {
  return (
    numberOf(probe.periodSeconds ?? 10) * numberOf(probe.failureThreshold ?? 3)
  );
}
