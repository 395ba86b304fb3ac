import type { QuotaRequestDetail } from '@golden-path/plugin-gpu-quota-common';
import { queryClient } from '../../api/queryClient';
import { AskedCard } from './AskedCard';
import { DecisionActions } from './DecisionActions';
import { DecisionsCard } from './DecisionsCard';
import { HistoryCard } from './HistoryCard';
import { PoolCard } from './PoolCard';
import { RequestHeading } from './RequestHeading';
import { SizingCard } from './SizingCard';
import { TrailCard } from './TrailCard';
import { UsageCard } from './UsageCard';
import { useReload } from './useReload';
import { useSeenVersion } from './useSeenVersion';
import styles from './RequestView.module.css';

/** A request as its reader saw it, beside the evidence, with what they may do about it. */
export function RequestView(props: { latest: QuotaRequestDetail }) {
  const { seen, isOutdated, accept } = useSeenVersion(props.latest);
  const reload = useReload(seen.id, accept);
  return (
    <>
      <div className={styles.top}>
        <RequestHeading request={seen} />
        <DecisionActions
          request={seen}
          isOutdated={isOutdated}
          reload={reload}
          onDone={async () => {
            await reload.run();
            await queryClient.invalidateQueries();
          }}
        />
      </div>
      <div className={styles.cards}>
        <AskedCard request={seen} />
        <SizingCard request={seen} />
        <UsageCard request={seen} />
        <PoolCard request={seen} />
        <DecisionsCard request={seen} />
        <HistoryCard request={seen} />
      </div>
      <TrailCard request={seen} />
    </>
  );
}
