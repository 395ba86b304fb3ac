import type { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  ACCELERATOR_CLASS_TYPE,
  formatFieldErrors,
  parseAcceleratorClass,
  type AcceleratorClass,
} from '@golden-path/plugin-inference-common';

/** The classes to choose from, and those in the catalog that cannot be read, with the reason. */
export type ClassCatalog = {
  classes: AcceleratorClass[];
  broken: { name: string; reason: string }[];
};

/** Reads all accelerator classes from the catalog, cheapest first. */
export async function loadClasses(
  catalogApi: Pick<typeof catalogApiRef.T, 'getEntities'>,
): Promise<ClassCatalog> {
  const { items } = await catalogApi.getEntities({
    filter: { kind: 'Resource', 'spec.type': ACCELERATOR_CLASS_TYPE },
  });
  const catalog: ClassCatalog = { classes: [], broken: [] };
  for (const entity of items) {
    const parsed = parseAcceleratorClass(entity);
    if (parsed.ok) {
      catalog.classes.push(parsed.value);
    } else {
      catalog.broken.push({
        name: entity.metadata.name,
        reason: formatFieldErrors(parsed.errors),
      });
    }
  }
  catalog.classes.sort(
    (a, b) =>
      a.pricePerDeviceHour.amountMinor - b.pricePerDeviceHour.amountMinor,
  );
  return catalog;
}
