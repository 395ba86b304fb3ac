import type { KubernetesObject, OwnerReference } from '../model/objects';

export function controllerRef(owner: KubernetesObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function isControlledBy(
  object: KubernetesObject,
  owner: KubernetesObject,
): boolean {
  return (
    object.metadata.ownerReferences?.some(
      reference => reference.uid === owner.metadata.uid,
    ) ?? false
  );
}
