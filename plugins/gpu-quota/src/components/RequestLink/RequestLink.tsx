import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { requestRouteRef } from '../../routes';
import styles from './RequestLink.module.css';

/** A request by its number, linked to its page. */
export function RequestLink(props: { id: number; lowerCase?: boolean }) {
  const { id, lowerCase } = props;
  const requestPage = useRouteRef(requestRouteRef);
  const label = `${lowerCase ? 'request' : 'Request'} ${id}`;
  return requestPage ? (
    <Link href={requestPage({ id: String(id) })} className={styles.link}>
      {label}
    </Link>
  ) : (
    <>{label}</>
  );
}
