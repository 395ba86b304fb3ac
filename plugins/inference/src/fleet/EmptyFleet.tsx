import { Button } from '@backstage/ui';
import styles from './EmptyFleet.module.css';

/** Nothing to list: because of the filters, or because nothing has been created yet. */
export function EmptyFleet(props: { filtered: boolean; onClear: () => void }) {
  return (
    <div className={styles.empty} role="status">
      {props.filtered ? (
        <>
          <p>No endpoint matches these filters.</p>
          <Button variant="secondary" onPress={props.onClear}>
            Clear filters
          </Button>
        </>
      ) : (
        <p>
          No inference endpoint exists yet. Create the first one with “New
          inference endpoint” above.
        </p>
      )}
    </div>
  );
}
