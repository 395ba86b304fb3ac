import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import styles from './SidebarLogo.module.css';

/** Three steps up and a path through them. */
function Mark() {
  return (
    <svg
      className={styles.mark}
      width="32"
      height="32"
      viewBox="0 0 32 32"
      aria-hidden="true"
    >
      <path
        d="M4 27h8v-7h7v-7h9"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx="27" cy="6" r="3" fill="currentColor" />
    </svg>
  );
}

export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <div
      className={styles.root}
      style={{ minHeight: 2.5 * sidebarConfig.logoHeight }}
    >
      <Link to="/" underline="none" className={styles.link} aria-label="Home">
        <Mark />
        {isOpen && <span className={styles.name}>Golden Path</span>}
      </Link>
    </div>
  );
}
