import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Link, Skeleton } from '@backstage/ui';
import type { GoldenPath } from '@golden-path/plugin-inference-common';
import { StatusBadge } from '../components/StatusBadge';
import { TimeAgo } from '../components/TimeAgo';
import { UnansweredCard } from '../components/UnansweredCard';
import { useGoldenPath } from '../data/useGoldenPath';
import { formatPlural } from '../format/format';
import type { Tone } from '../format/phase';
import { PathChecks } from './PathChecks';
import { UpgradeLink } from './UpgradeLink';
import styles from './GoldenPathCard.module.css';

const TITLE = 'Golden path';

function badgeOf({ origin, since, upgrade }: GoldenPath): {
  text: string;
  tone: Tone;
} {
  if (origin.state === 'not-from-template') {
    return { text: 'Not from the golden path', tone: 'neutral' };
  }
  if (since.length > 0) {
    return {
      text: `${formatPlural(since.length, 'version')} behind`,
      tone: 'warning',
    };
  }
  return upgrade.state === 'up-to-date'
    ? { text: 'Up to date', tone: 'positive' }
    : { text: 'Not compared', tone: 'neutral' };
}

/** `2026-11-25` → `25 Nov 2026`: a day, wherever the reader is. */
function formatDay(day: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
}

/** Which version of the template an endpoint was made from, what is new since, and what it lacks of the golden path. */
export function GoldenPathCard() {
  const view = useGoldenPath();
  if (view.state !== 'ready') {
    return (
      <UnansweredCard
        title={TITLE}
        view={view}
        subject="what this endpoint was made from"
        className={styles.card}
        contentClassName={styles.content}
        skeleton={
          <>
            <Skeleton width="min(100%, 320px)" height={18} />
            <Skeleton width="min(100%, 420px)" height={18} />
          </>
        }
      />
    );
  }
  const { path } = view;
  const badge = badgeOf(path);
  return (
    <EntityInfoCard
      title={TITLE}
      className={styles.card}
      headerActions={<StatusBadge tone={badge.tone}>{badge.text}</StatusBadge>}
    >
      <div className={styles.content}>
        <Origin path={path} />
        <Since path={path} />
        <PathChecks
          checks={path.checks}
          isOpen={path.origin.state === 'not-from-template'}
        />
        <Gaps gaps={path.repository.gaps ?? []} />
        <RepositoryLine repository={path.repository} />
      </div>
    </EntityInfoCard>
  );
}

function Origin({ path }: { path: GoldenPath }) {
  const { origin, template } = path;
  const title = template.title ?? template.ref;
  return (
    <p className={styles.text}>
      {origin.state === 'from-template' ? (
        <>
          Made from version {origin.version} of {title}
          {origin.releasedOn ? `, of ${formatDay(origin.releasedOn)}` : ''}.
        </>
      ) : (
        <>
          Made without {title}. It can be brought onto the golden path point by
          point.
        </>
      )}
    </p>
  );
}

function Since({ path }: { path: GoldenPath }) {
  const { since, upgrade, origin } = path;
  if (since.length === 0) {
    return upgrade.state === 'unknown' && upgrade.why ? (
      <p className={styles.muted}>{upgrade.why}</p>
    ) : null;
  }
  return (
    <section aria-label="New since then" className={styles.since}>
      <h4 className={styles.heading}>New since {origin.version}</h4>
      <ul className={styles.releases}>
        {since.map(release => (
          <li key={release.version}>
            <span className={styles.version}>{release.version}</span>
            <span className={styles.muted}> · {formatDay(release.date)}</span>
            <ul className={styles.changes}>
              {release.changes.map(change => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {upgrade.state === 'available' && upgrade.templateRef ? (
        <div>
          <UpgradeLink
            templateRef={upgrade.templateRef}
            version={since[0].version}
          />
        </div>
      ) : (
        <p className={styles.muted}>{upgrade.why}</p>
      )}
    </section>
  );
}

function Gaps({ gaps }: { gaps: string[] }) {
  if (gaps.length === 0) {
    return null;
  }
  return (
    <div className={styles.muted}>
      <StatusBadge tone="warning">Not all of it was checked</StatusBadge> What
      is only there counts as missing.
      <ul className={styles.changes} aria-label="Not checked">
        {gaps.map(gap => (
          <li key={gap}>{gap}</li>
        ))}
      </ul>
    </div>
  );
}

function RepositoryLine(props: { repository: GoldenPath['repository'] }) {
  const { state, asOf, message, url } = props.repository;
  if (state === 'not-readable') {
    return <p className={styles.muted}>Not checked. {message}</p>;
  }
  const repository = url ? <Link href={url}>Repository</Link> : 'Repository';
  return (
    <p className={styles.muted}>
      {state === 'error' ? (
        <>
          <StatusBadge tone="warning">Host does not answer</StatusBadge>{' '}
          {message}.{' '}
        </>
      ) : null}
      {asOf ? (
        <>
          {repository} read <TimeAgo at={asOf} />
        </>
      ) : (
        repository
      )}
    </p>
  );
}
