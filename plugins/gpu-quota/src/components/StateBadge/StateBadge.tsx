import type { ReactNode } from 'react';
import type { Tone } from '../../format/words';
import styles from './StateBadge.module.css';

/** A word for a state. The colour only repeats what the word says. */
export function StateBadge(props: { tone: Tone; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={props.tone}>
      {props.children}
    </span>
  );
}
