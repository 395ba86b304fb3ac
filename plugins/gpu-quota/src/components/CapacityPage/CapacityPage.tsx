import { useApi } from '@backstage/frontend-plugin-api';
import { gpuQuotaApiRef } from '../../api/gpuQuotaApiRef';
import { capacityQuery } from '../../api/quotaQueries';
import { useLiveQuery } from '../../api/useLiveQuery';
import { PageBody } from '../PageBody';
import { QueryView } from '../QueryView';
import { Quiet } from '../Quiet';
import { ClassCard } from './ClassCard';
import { DriftSection } from './DriftSection';

/** Class by class: what exists, what is promised and used, what idles, and who holds it. */
export function CapacityPage() {
  const api = useApi(gpuQuotaApiRef);
  const capacity = useLiveQuery(capacityQuery(api));
  return (
    <PageBody>
      <DriftSection />
      <QueryView query={capacity} what="capacity" lines={10}>
        {classes =>
          classes.length === 0 ? (
            <Quiet>
              The catalog holds no accelerator class yet. Add one as a Resource,
              and its capacity appears here.
            </Quiet>
          ) : (
            classes.map(row => (
              <ClassCard key={row.acceleratorClass} capacity={row} />
            ))
          )
        }
      </QueryView>
    </PageBody>
  );
}
