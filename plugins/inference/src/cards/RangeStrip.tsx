import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { SourceLine, SourceLinePlaceholder } from '../components/SourceLine';
import { rangeStore, RANGES, RANGE_TITLES, type Range } from '../data/range';
import { useStore } from '../data/store';
import { useEndpoint } from '../data/useEndpoint';
import styles from './RangeStrip.module.css';

const LABELS: Record<Range, string> = {
  '1h': '1 h',
  '3h': '3 h',
  '24h': '24 h',
  '7d': '7 d',
};

function isRange(value: unknown): value is Range {
  return RANGES.some(range => range === value);
}

/** One time range for all figures of the page, and how old they are. */
export function RangeStrip() {
  const range = useStore(rangeStore);
  const view = useEndpoint();
  return (
    <div className={styles.strip}>
      <ToggleButtonGroup
        aria-label="Time range of all charts"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[range]}
        onSelectionChange={keys => {
          const [picked] = [...keys];
          if (isRange(picked)) {
            rangeStore.set(picked);
          }
        }}
      >
        {RANGES.map(id => (
          <ToggleButton
            key={id}
            id={id}
            aria-label={`${LABELS[id]}: ${RANGE_TITLES[id]}`}
          >
            {LABELS[id]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {view.state === 'ready' ? (
        <SourceLine
          status={view.overview.sources.signals}
          updatedAt={view.updatedAt}
          refreshSeconds={view.overview.refreshSeconds}
        />
      ) : null}
      {view.state === 'loading' ? <SourceLinePlaceholder /> : null}
    </div>
  );
}
