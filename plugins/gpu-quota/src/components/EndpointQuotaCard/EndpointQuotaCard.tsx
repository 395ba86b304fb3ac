import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { Quiet } from '../Quiet';
import type { Reservation } from '@golden-path/plugin-gpu-quota-common';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { endpointReservationsQuery } from '../../api/quotaQueries';
import { useLiveQuery } from '../../api/useLiveQuery';
import { rootRouteRef } from '../../routes';
import { QueryView } from '../QueryView';
import { ReservationSentence } from './ReservationSentence';
import styles from './EndpointQuotaCard.module.css';

const LIVE: Reservation['state'][] = ['waiting', 'held', 'active'];

/** The reservations that count: all live ones, else the last there was. */
function relevant(reservations: Reservation[]): Reservation[] {
  const live = reservations.filter(({ state }) => LIVE.includes(state));
  return live.length > 0 ? live : reservations.slice(0, 1);
}

/** What an endpoint takes out of its team's quota, or what it waits for. */
export function EndpointQuotaCard() {
  const { entity } = useEntity();
  const api = useApi(gpuQuotaApiRef);
  const root = useRouteRef(rootRouteRef);
  const reservations = useLiveQuery(
    endpointReservationsQuery(api, stringifyEntityRef(entity)),
  );
  return (
    <EntityInfoCard
      title="GPU quota"
      footerActions={root && <Link href={root()}>My quota</Link>}
    >
      <QueryView query={reservations} what="reservation" lines={1}>
        {all =>
          all.length === 0 ? (
            <Quiet>
              This endpoint reserves no devices. Endpoints made from the
              inference template reserve theirs; for this one, ask its owner.
            </Quiet>
          ) : (
            <ul className={styles.list} aria-label="Reservations">
              {relevant(all).map(reservation => (
                <li key={reservation.id}>
                  <ReservationSentence reservation={reservation} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </EntityInfoCard>
  );
}
