import { ENTITY_NAME, ENTITY_NAMESPACE, KUBERNETES_ID } from './annotations';
import type { KubernetesObject } from './objects';

/** The catalog entity that an object belongs to. */
export type EntityKey = { namespace: string; name: string };

export function entityOf(object: KubernetesObject): EntityKey {
  const labels = object.metadata.labels ?? {};
  return {
    namespace: labels[ENTITY_NAMESPACE] ?? 'default',
    name: labels[ENTITY_NAME] ?? labels[KUBERNETES_ID] ?? object.metadata.name,
  };
}

/** `default/support-chat`: how an endpoint is named across the sandbox. */
export function endpointOf(object: KubernetesObject): string {
  const { namespace, name } = entityOf(object);
  return `${namespace}/${name}`;
}
