import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Alert, Button, Skeleton } from '@backstage/ui';
import type { EndpointOverview } from '../api/types';
import { StatusBadge } from '../components/StatusBadge';
import { TimeAgo } from '../components/TimeAgo';
import { UnansweredCard } from '../components/UnansweredCard';
import type { ErrorDescription } from '../data/describeError';
import { useEndpoint } from '../data/useEndpoint';
import { VERDICTS } from '../format/phase';
import { sentence } from '../format/sentence';
import { EndpointFacts } from './EndpointFacts';
import { PartyOnCall } from './PartyOnCall';
import { PhaseLine } from './PhaseLine';
import { SymptomList } from './SymptomList';
import styles from './OwnershipCard.module.css';

const TITLE = 'Ownership and on-call';

const WHAT_STILL_WORKS: Record<ErrorDescription['kind'], string> = {
  denied:
    'Ask its owner for access; the rest of this page comes from the catalog.',
  'not-found':
    'A new endpoint shows up here within a minute of being in the catalog.',
  invalid: 'The rest of this page comes from the catalog and is complete.',
  unavailable: 'The rest of this page comes from the catalog and still works.',
};

/** Who owns this now: the verdict with its evidence, both parties on call, and how it escalates. */
export function OwnershipCard() {
  const view = useEndpoint();
  if (view.state !== 'ready') {
    return (
      <UnansweredCard
        title={TITLE}
        view={view}
        subject="who owns and operates this endpoint"
        advice={WHAT_STILL_WORKS}
        className={styles.card}
        contentClassName={styles.content}
        skeleton={
          <>
            <Skeleton width="min(100%, 420px)" height={24} />
            <Skeleton width="min(100%, 560px)" height={18} />
            <div className={styles.columns}>
              <Skeleton width="100%" height={120} />
              <Skeleton width="100%" height={120} />
            </div>
          </>
        }
      />
    );
  }
  return (
    <LoadedCard
      overview={view.overview}
      updatedAt={view.updatedAt}
      refreshError={view.refreshError}
      retry={view.retry}
    />
  );
}

function LoadedCard(props: {
  overview: EndpointOverview;
  updatedAt: number;
  refreshError?: ErrorDescription;
  retry: () => void;
}) {
  const { overview, refreshError } = props;
  const { triage, sources } = overview;
  const verdict = VERDICTS[triage.verdict];
  return (
    <EntityInfoCard
      title={TITLE}
      className={styles.card}
      headerActions={<PhaseLine phase={overview.phase} />}
    >
      <div className={styles.content}>
        {refreshError ? (
          <Alert
            status="warning"
            icon
            title={
              <>
                The last refresh failed; everything here is from{' '}
                <TimeAgo at={props.updatedAt} />
              </>
            }
            description={sentence(refreshError.message)}
            customActions={
              <Button size="small" variant="secondary" onPress={props.retry}>
                Try again
              </Button>
            }
          />
        ) : null}
        {sources.signals.state === 'error' ||
        sources.signals.state === 'stale' ? (
          <Alert
            status="warning"
            icon
            title={
              sources.signals.asOf ? (
                <>
                  The signal source does not answer; figures are from{' '}
                  <TimeAgo at={sources.signals.asOf} />
                </>
              ) : (
                'The signal source does not answer, and nothing is known from before'
              )
            }
            description={sentence(
              sources.signals.message ??
                'Who is on call does not depend on it.',
            )}
          />
        ) : null}
        <div className={styles.verdict}>
          <StatusBadge tone={verdict.tone}>{verdict.title}</StatusBadge>
          <p className={styles.sentence}>{triage.sentence}</p>
        </div>
        <EndpointFacts overview={overview} />
        <div className={styles.columns}>
          <section aria-label="Why">
            <h4 className={styles.heading}>Why</h4>
            <SymptomList symptoms={triage.symptoms} verdict={triage.verdict} />
          </section>
          <section aria-label="On call now">
            <h4 className={styles.heading}>On call now</h4>
            <ul className={styles.parties}>
              {overview.parties.map(party => (
                <PartyOnCall
                  key={party.party}
                  party={party}
                  pageFirst={triage.pageFirst === party.party}
                />
              ))}
            </ul>
          </section>
        </div>
      </div>
    </EntityInfoCard>
  );
}
