import { Container } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './PageBody.module.css';

/** The content of a page below its header. */
export function PageBody(props: { children: ReactNode }) {
  return (
    <main>
      <Container>
        <div className={styles.root}>{props.children}</div>
      </Container>
    </main>
  );
}
