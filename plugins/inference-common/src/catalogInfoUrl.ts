import {
  ANNOTATION_LOCATION,
  parseLocationRef,
  type Entity,
} from '@backstage/catalog-model';

/**
 * Where the catalog reads an entity's `catalog-info.yaml`. An endpoint's repository is the one around that file, for
 * whoever compares it with the golden path and for whoever upgrades it.
 *
 * @remarks
 * It is what `backstage.io/managed-by-location` says. The annotation can be written by the entity's author: ask only hosts
 * that are configured, and only believe a repository that says itself which entity it is.
 *
 * @returns undefined where the catalog does not read the entity from an address
 *
 * @public
 */
export function catalogInfoUrlOf(entity: Entity): string | undefined {
  const annotation = entity.metadata.annotations?.[ANNOTATION_LOCATION];
  if (annotation === undefined) {
    return undefined;
  }
  try {
    const { type, target } = parseLocationRef(annotation);
    return type === 'url' ? target : undefined;
  } catch {
    // It throws for what is no reference to a location.
    return undefined;
  }
}
