import { usePermission } from '@backstage/plugin-permission-react';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Skeleton,
} from '@backstage/ui';
import {
  gpuQuotaAuditReadPermission,
  type QuotaRequest,
} from '@golden-path/plugin-gpu-quota-common';
import { Suspense, lazy, useState } from 'react';

const AuditTrail = lazy(() =>
  import('../AuditTrail').then(m => ({ default: m.AuditTrail })),
);

/** Every change of the request, for whom may read the audit of its team. Nothing is loaded until they open it. */
export function TrailCard(props: { request: QuotaRequest }) {
  const { id, team } = props.request;
  const [isOpen, setOpen] = useState(false);
  const { allowed } = usePermission({
    permission: gpuQuotaAuditReadPermission,
    resourceRef: team,
  });
  if (!allowed) return null;
  const what = `request ${id}`;
  return (
    <Accordion isExpanded={isOpen} onExpandedChange={setOpen}>
      <AccordionTrigger title={`History of ${what}`} />
      <AccordionPanel>
        {isOpen && (
          <Suspense fallback={<Skeleton height={96} width="100%" />}>
            <AuditTrail subject={`request:${id}`} what={what} />
          </Suspense>
        )}
      </AccordionPanel>
    </Accordion>
  );
}
