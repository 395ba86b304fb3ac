import { useApi } from '@backstage/frontend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { Money } from '@golden-path/plugin-gpu-quota-common';
import {
  ACCELERATOR_CLASS_TYPE,
  parseAcceleratorClass,
} from '@golden-path/plugin-inference-common';
import { useQuery } from '@tanstack/react-query';
import { queryClient } from './queryClient';

export type AcceleratorClassOption = {
  name: string;
  title: string;
  pricePerDeviceHour: Money;
};

/** A class the catalog holds but that is not well formed cannot be asked for: the server would refuse it. */
function toOptions(entity: Entity): AcceleratorClassOption[] {
  const parsed = parseAcceleratorClass(entity);
  return parsed.ok ? [parsed.value] : [];
}

/** The accelerator classes the catalog offers, by title. */
export function useAcceleratorClasses() {
  const catalog = useApi(catalogApiRef);
  return useQuery(
    {
      queryKey: ['accelerator-classes'],
      queryFn: async () => {
        const { items } = await catalog.getEntities({
          filter: { kind: 'Resource', 'spec.type': ACCELERATOR_CLASS_TYPE },
        });
        return items
          .flatMap(toOptions)
          .sort((a, b) => a.title.localeCompare(b.title));
      },
    },
    queryClient,
  );
}
