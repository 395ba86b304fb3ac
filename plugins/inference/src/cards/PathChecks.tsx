import type { GoldenPath } from '@golden-path/plugin-inference-common';
import { formatPlural } from '../format/format';
import styles from './PathChecks.module.css';

type Check = GoldenPath['checks'][number];

const STATES: Record<Check['state'], string> = {
  present: 'there',
  missing: 'missing',
  different: 'different',
};

/** What an endpoint lacks of the golden path, each with what goes wrong without it and how to mend it. */
export function PathChecks(props: { checks: Check[]; isOpen: boolean }) {
  const { checks } = props;
  if (checks.length === 0) {
    return null;
  }
  const gaps = checks.filter(({ state }) => state !== 'present');
  const present = checks.filter(({ state }) => state === 'present');
  const all = formatPlural(checks.length, 'point');
  if (gaps.length === 0) {
    return (
      <p className={styles.summaryText}>
        {checks.length} of {all} of the golden path are there.
      </p>
    );
  }
  return (
    <details className={styles.details} open={props.isOpen}>
      <summary className={styles.summary}>
        Check: {gaps.length} of {all} to mend
      </summary>
      <ul className={styles.list} aria-label="To mend">
        {gaps.map(check => (
          <li key={check.id}>
            <div className={styles.title}>
              {check.title}
              <span className={styles.state}> · {STATES[check.state]}</span>
            </div>
            {check.found ? <div>Found: {check.found}.</div> : null}
            <div className={styles.muted}>{check.why}</div>
            {check.how ? <div>{check.how}</div> : null}
          </li>
        ))}
      </ul>
      {present.length > 0 ? (
        <p className={styles.muted}>
          There: {present.map(({ title }) => title).join(', ')}.
        </p>
      ) : null}
    </details>
  );
}
