import type { Quota } from '@golden-path/plugin-gpu-quota-common';
import { RelativeTime } from '../RelativeTime';
import { StateBadge } from '../StateBadge';

/** Whether the granted figure has reached the clusters, and since when. */
export function EnforcementState(props: { enforcement: Quota['enforcement'] }) {
  const { state, appliedAt, message } = props.enforcement;
  if (state === 'not-configured') {
    return <StateBadge tone="neutral">not enforced</StateBadge>;
  }
  if (state === 'applied') {
    return (
      <span>
        <StateBadge tone="positive">applied</StateBadge>{' '}
        {appliedAt && <RelativeTime at={appliedAt} />}
      </span>
    );
  }
  return (
    <span>
      <StateBadge tone={message ? 'negative' : 'warning'}>
        {message ? 'error' : 'pending'}
      </StateBadge>{' '}
      {message}
      {message && appliedAt && '; '}
      {appliedAt && (
        <>
          last applied <RelativeTime at={appliedAt} />
        </>
      )}
    </span>
  );
}
