import type { QuotaRequest } from '@golden-path/plugin-gpu-quota-common';
import { requestStates } from '../../format/words';
import { StateBadge } from '../StateBadge';

/** Where a request stands; approved in part says for how many. */
export function RequestStateBadge(props: {
  request: Pick<QuotaRequest, 'state' | 'count' | 'grantedCount'>;
}) {
  const { state, count, grantedCount } = props.request;
  const { label, tone } = requestStates[state];
  return (
    <StateBadge tone={tone}>
      {state === 'partially-approved' && grantedCount !== undefined
        ? `approved for ${grantedCount} of ${count}`
        : label}
    </StateBadge>
  );
}
