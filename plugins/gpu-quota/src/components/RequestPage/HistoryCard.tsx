import type {
  QuotaRequest,
  QuotaRequestDetail,
} from '@golden-path/plugin-gpu-quota-common';
import { Quiet } from '../Quiet';
import { ClassTitle } from '../EntityTitle';
import { RelativeTime } from '../RelativeTime';
import { RequestLink } from '../RequestLink';
import { RequestStateBadge } from '../RequestStateBadge';
import { SectionCard } from './SectionCard';
import styles from './List.module.css';

/** The last words on a request, where there were any. */
function lastReason(request: QuotaRequest): string | undefined {
  return request.decisions.findLast(decision => decision.reason)?.reason;
}

/** What else the team has asked for, and what came of it; nothing for who may not see the team. */
export function HistoryCard(props: { request: QuotaRequestDetail }) {
  const { history } = props.request;
  if (!history) return null;
  return (
    <SectionCard title="Other requests of this team">
      {history.length === 0 ? (
        <Quiet>This is the team’s first request.</Quiet>
      ) : (
        <ul className={styles.list}>
          {history.map(past => (
            <li key={past.id}>
              <RequestLink id={past.id} /> · {past.count} ×{' '}
              <ClassTitle acceleratorClass={past.acceleratorClass} /> ·{' '}
              <RequestStateBadge request={past} />{' '}
              <RelativeTime at={past.updatedAt} />
              {lastReason(past) && <>: “{lastReason(past)}”</>}
            </li>
          ))}
        </ul>
      )}
    </SectionCard>
  );
}
