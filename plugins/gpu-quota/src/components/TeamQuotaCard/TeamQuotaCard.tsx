import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { teamQuotasQuery } from '../../api/quotaQueries';
import { useLiveQuery } from '../../api/useLiveQuery';
import { rootRouteRef } from '../../routes';
import { useEntityTitle } from '../EntityTitle';
import { QueryView } from '../QueryView';
import { QuotaRows } from '../QuotaRows';

/** A team's quota on its page in the catalog. */
export function TeamQuotaCard() {
  const { entity } = useEntity();
  const team = stringifyEntityRef(entity);
  const title = useEntityTitle(team);
  const api = useApi(gpuQuotaApiRef);
  const root = useRouteRef(rootRouteRef);
  const quotas = useLiveQuery(teamQuotasQuery(api, team));
  return (
    <EntityInfoCard
      title="GPU quota"
      footerActions={root && <Link href={root()}>My quota</Link>}
    >
      <QueryView query={quotas} what={`quota of ${title}`} lines={3}>
        {rows => <QuotaRows team={title} quotas={rows} />}
      </QueryView>
    </EntityInfoCard>
  );
}
