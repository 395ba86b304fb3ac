import { useApi } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import type { Quota } from '@golden-path/plugin-gpu-quota-common';
import { useId, useState } from 'react';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import {
  teamGrantsQuery,
  teamQuotasQuery,
  teamReservationsQuery,
} from '../../api/quotaQueries';
import { useLiveQuery } from '../../api/useLiveQuery';
import { useRequests } from '../../api/useRequests';
import { EntityTitle, useEntityTitle } from '../EntityTitle';
import { ReturnDialog } from '../GrantDialogs';
import { QueryView } from '../QueryView';
import { QuotaRows } from '../QuotaRows';
import { ShowMore } from '../ShowMore';
import { GrantRows } from './GrantRows';
import { RequestRows } from './RequestRows';
import { ReservationRows } from './ReservationRows';
import styles from './TeamSection.module.css';

/** One team: its quota by class, the reservations that use it, the requests made for it. */
export function TeamSection(props: {
  team: string;
  /** Whether the reader may give quota back. */
  mayReturn: boolean;
}) {
  const { team, mayReturn } = props;
  const api = useApi(gpuQuotaApiRef);
  const headingId = useId();
  const title = useEntityTitle(team);
  const quotas = useLiveQuery(teamQuotasQuery(api, team));
  const reservations = useLiveQuery(teamReservationsQuery(api, team));
  const grants = useLiveQuery(teamGrantsQuery(api, team));
  const [returning, setReturning] = useState<Quota>();
  const requests = useRequests({ team });
  return (
    <section aria-labelledby={headingId}>
      <Card>
        <CardHeader>
          <Text as="h2" variant="title-x-small" weight="bold" id={headingId}>
            <EntityTitle entityRef={team} isHeading />
          </Text>
        </CardHeader>
        <CardBody>
          <div className={styles.parts}>
            <QueryView query={quotas} what={`quota of ${title}`} lines={2}>
              {rows => (
                <QuotaRows
                  team={title}
                  quotas={rows}
                  onReturn={mayReturn ? setReturning : undefined}
                />
              )}
            </QueryView>
            {returning && (
              <ReturnDialog
                key={returning.acceleratorClass}
                quota={returning}
                onClose={() => setReturning(undefined)}
              />
            )}
            <div>
              <Text as="h3" weight="bold" className={styles.heading}>
                Grants that end
              </Text>
              <QueryView query={grants} what={`grants of ${title}`} lines={1}>
                {rows => <GrantRows team={title} grants={rows} />}
              </QueryView>
            </div>
            <div>
              <Text as="h3" weight="bold" className={styles.heading}>
                Reservations
              </Text>
              <QueryView
                query={reservations}
                what={`reservations of ${title}`}
                lines={2}
              >
                {rows => <ReservationRows team={title} reservations={rows} />}
              </QueryView>
            </div>
            <div>
              <Text as="h3" weight="bold" className={styles.heading}>
                Requests
              </Text>
              <QueryView
                query={requests}
                what={`requests of ${title}`}
                lines={2}
              >
                {page => (
                  <>
                    <RequestRows team={title} requests={page.items} />
                    <ShowMore pages={requests} />
                  </>
                )}
              </QueryView>
            </div>
          </div>
        </CardBody>
      </Card>
    </section>
  );
}
