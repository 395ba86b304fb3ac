import type { ReactNode } from 'react';
import styles from './WhereFrom.module.css';

export type Provenance = {
  /** The figure that is explained. */
  figure: string;
  /** Query, price or rule it comes from. */
  source: ReactNode;
  /** The source is something to copy, such as a query. */
  code?: boolean;
};

/** Every figure says where it comes from, one click away. */
export function WhereFrom(props: { subject: string; items: Provenance[] }) {
  return (
    <details className={styles.details}>
      <summary
        className={styles.summary}
        aria-label={`Where from: ${props.subject}`}
      >
        Where from
      </summary>
      <dl className={styles.list}>
        {props.items.map(item => (
          <div key={item.figure}>
            <dt>{item.figure}</dt>
            <dd>
              {item.code ? (
                <code className={styles.code}>{item.source}</code>
              ) : (
                item.source
              )}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
