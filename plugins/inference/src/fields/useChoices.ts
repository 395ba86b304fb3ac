import { useMemo } from 'react';
import { fetchApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type {
  AcceleratorClass,
  Scaling,
} from '@golden-path/plugin-inference-common';
import { useQuery } from '@tanstack/react-query';
import { describeError } from '../data/describeError';
import { queryClient } from '../data/queryClient';
import { chooseAmong, type Choices } from './choices';
import { loadClasses, type ClassCatalog } from './classes';
import { readOptions, readOwner, readSizingInput } from './formData';
import { loadHeadroom, type Headroom } from './headroom';

/** What the picker can offer: it waits, it cannot, or it can. */
export type PickerView =
  | { state: 'loading' }
  | { state: 'blocked'; sentence: string; retry?: () => void }
  | ({
      state: 'ready';
      scaling: Scaling;
      /** Every class of the catalog; some share a quota key. */
      classes: AcceleratorClass[];
      broken: ClassCatalog['broken'];
      headroom: HeadroomView;
    } & Choices);

/** Headroom is good to know but never in the way. */
export type HeadroomView =
  | { state: 'loading' }
  | { state: 'unknown'; sentence: string }
  | { state: 'known'; teams: Headroom };

/** Sizes the form's endpoint for every class in the catalog, beside what the team has left of each. */
export function useChoices(formData: unknown): PickerView {
  const catalogApi = useApi(catalogApiRef);
  const fetchApi = useApi(fetchApiRef);
  const owner = readOwner(formData);
  const catalog = useQuery(
    {
      queryKey: ['inference', 'accelerator-classes'],
      queryFn: () => loadClasses(catalogApi),
    },
    queryClient,
  );
  const headroom = useQuery(
    {
      queryKey: ['inference', 'headroom', owner ?? 'mine'],
      queryFn: () => loadHeadroom(fetchApi, owner),
    },
    queryClient,
  );
  const reading = useMemo(() => readSizingInput(formData), [formData]);
  const classes = catalog.data?.classes;
  const sized = useMemo(
    () =>
      reading.ok && classes ? chooseAmong(reading.input, classes) : undefined,
    [reading, classes],
  );

  if (!reading.ok) {
    return { state: 'blocked', sentence: reading.sentence };
  }
  if (catalog.error && !catalog.data) {
    return {
      state: 'blocked',
      sentence: `The accelerator classes could not be read from the catalog: ${
        describeError(catalog.error).message
      }`,
      retry: () => {
        catalog.refetch();
      },
    };
  }
  if (!catalog.data || !sized) {
    return { state: 'loading' };
  }
  if (catalog.data.classes.length === 0) {
    return {
      state: 'blocked',
      sentence:
        'The catalog holds no accelerator class. The platform team adds them as Resources of type accelerator-class.',
    };
  }
  return {
    state: 'ready',
    ...sized,
    scaling: {
      ...readOptions(formData),
      minReplicas: reading.input.minReplicas,
      maxReplicas: reading.input.maxReplicas,
    },
    classes: catalog.data.classes,
    broken: catalog.data.broken,
    headroom: headroomView(headroom.data, headroom.error),
  };
}

function headroomView(
  data: Headroom | undefined,
  error: Error | null,
): HeadroomView {
  if (data) {
    return { state: 'known', teams: data };
  }
  return error
    ? {
        state: 'unknown',
        sentence: `How much quota is left is not known right now: ${
          describeError(error).message
        }`,
      }
    : { state: 'loading' };
}
