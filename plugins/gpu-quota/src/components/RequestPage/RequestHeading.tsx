import type { QuotaRequestDetail } from '@golden-path/plugin-gpu-quota-common';
import { Text } from '@backstage/ui';
import { stagesAfter } from '../../format/words';
import { EntityTitle, classRef, useEntityTitle } from '../EntityTitle';
import { RelativeTime } from '../RelativeTime';
import { RequestStateBadge } from '../RequestStateBadge';
import { StateBadge } from '../StateBadge';
import { Until } from '../Until';
import styles from './RequestHeading.module.css';

/** What the request is in one line, and where it stands in another. */
export function RequestHeading(props: { request: QuotaRequestDetail }) {
  const { request } = props;
  const classTitle = useEntityTitle(classRef(request.acceleratorClass));
  const teamTitle = useEntityTitle(request.team);
  const later = stagesAfter(request);
  return (
    <div className={styles.root}>
      <Text as="h2" variant="title-small" weight="bold">
        Request {request.id} · {request.count} × {classTitle} for {teamTitle}
      </Text>
      <p className={styles.line}>
        asked by <EntityTitle entityRef={request.requestedBy} /> ·{' '}
        <RelativeTime at={request.createdAt} />
        {request.until && (
          <>
            {' · until '}
            <Until at={request.until} />
          </>
        )}
        {request.waitingOn && (
          <>
            {' · stage '}
            <strong>{request.waitingOn}</strong>
            {later.length > 0 && `, then ${later.join(', then ')}`}
          </>
        )}{' '}
        <Standing request={request} />
      </p>
    </div>
  );
}

/** Whom the request waits for: the reader, its maker, or those whose stage it is. */
function Standing(props: { request: QuotaRequestDetail }) {
  const { request } = props;
  const requester = useEntityTitle(request.requestedBy);
  if (request.can.answer) {
    return <StateBadge tone="warning">waiting for your answer</StateBadge>;
  }
  if (request.awaitingRequester) {
    return (
      <StateBadge tone="warning">
        waiting for an answer from {requester}
      </StateBadge>
    );
  }
  return request.can.decide ? (
    <StateBadge tone="warning">waiting for you</StateBadge>
  ) : (
    <RequestStateBadge request={request} />
  );
}
