import type { ReactNode } from 'react';
import styles from './Quiet.module.css';

export type QuietProps = { children: ReactNode; id?: string; small?: boolean };

/**
 * A paragraph that stands back. Not the design system's secondary colour: on a card in dark mode that has too little
 * contrast for text (3.7 : 1, where 4.5 : 1 is needed).
 */
export function Quiet(props: QuietProps) {
  return (
    <p id={props.id} className={styles.quiet} data-small={props.small}>
      {props.children}
    </p>
  );
}
