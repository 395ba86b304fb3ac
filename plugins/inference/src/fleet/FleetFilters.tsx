import { SearchField, Select } from '@backstage/ui';
import { entityPresentationSnapshot } from '@backstage/plugin-catalog-react';
import type { PhaseName } from '../api/types';
import { PHASES } from '../format/phase';
import { useFleetFacets } from './useFleet';
import styles from './FleetFilters.module.css';

export type Filters = {
  owner?: string;
  acceleratorClass?: string;
  phase?: PhaseName;
  search: string;
};

export const NO_FILTERS: Filters = { search: '' };

/** A select cannot hold an empty value; this one stands for "no restriction". */
const ALL = 'all';

const PHASE_NAMES: PhaseName[] = [
  'ready',
  'starting',
  'degraded',
  'failing',
  'absent',
  'unknown',
];

/** Narrows the fleet by owner, class, phase and name. */
export function FleetFilters(props: {
  value: Filters;
  onChange: (filters: Filters) => void;
}) {
  const { value, onChange } = props;
  const facets = useFleetFacets();
  const owners = (facets.data?.owners ?? []).map(owner => ({
    value: owner,
    label: entityPresentationSnapshot(owner, { defaultKind: 'group' })
      .primaryTitle,
  }));
  const classes = (facets.data?.classes ?? []).map(name => ({
    value: name,
    label: name,
  }));
  return (
    <div className={styles.filters} role="search" aria-label="Filter endpoints">
      <SearchField
        aria-label="Search by name"
        placeholder="Search by name"
        size="small"
        value={value.search}
        onChange={search => onChange({ ...value, search })}
        className={styles.search}
      />
      <Select
        aria-label="Owner"
        size="small"
        options={[{ value: ALL, label: 'All owners' }, ...owners]}
        selectedKey={value.owner ?? ALL}
        onSelectionChange={key =>
          onChange({ ...value, owner: key === ALL ? undefined : String(key) })
        }
        className={styles.select}
      />
      <Select
        aria-label="Accelerator class"
        size="small"
        options={[{ value: ALL, label: 'All classes' }, ...classes]}
        selectedKey={value.acceleratorClass ?? ALL}
        onSelectionChange={key =>
          onChange({
            ...value,
            acceleratorClass: key === ALL ? undefined : String(key),
          })
        }
        className={styles.select}
      />
      <Select
        aria-label="Phase"
        size="small"
        options={[
          { value: ALL, label: 'All phases' },
          ...PHASE_NAMES.map(name => ({
            value: name,
            label: PHASES[name].title,
          })),
        ]}
        selectedKey={value.phase ?? ALL}
        onSelectionChange={key =>
          onChange({ ...value, phase: PHASE_NAMES.find(name => name === key) })
        }
        className={styles.select}
      />
    </div>
  );
}
