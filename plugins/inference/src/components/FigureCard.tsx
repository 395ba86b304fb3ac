import type { ReactNode } from 'react';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Skeleton, VisuallyHidden } from '@backstage/ui';
import type { EndpointOverview } from '../api/types';
import { useEndpoint } from '../data/useEndpoint';
import type { Tone } from '../format/phase';
import { StatusBadge } from './StatusBadge';
import { type Provenance, WhereFrom } from './WhereFrom';
import styles from './FigureCard.module.css';

/** What a figure card shows once there is an answer. */
export type Figure = {
  badge?: { text: string; tone: Tone; plain?: boolean };
  /** The one figure to read from across the room. */
  headline: ReactNode;
  /** What it is and what goes with it. */
  details: ReactNode;
  /** Chart, bar or list under it. */
  body?: ReactNode;
  provenance: Provenance[];
};

/**
 * The frame of a card with one leading figure. It has the same height while loading, failed and filled, so that
 * nothing on the page moves when the answer arrives.
 */
export function FigureCard(props: {
  title: string;
  children: (overview: EndpointOverview) => Figure;
}) {
  const view = useEndpoint();
  if (view.state === 'loading') {
    return (
      <EntityInfoCard title={props.title} className={styles.card}>
        <div className={styles.content} aria-busy="true">
          <VisuallyHidden>Loading {props.title}</VisuallyHidden>
          <Skeleton width="45%" height={32} />
          <Skeleton width="80%" height={16} />
          <Skeleton width="100%" height={64} />
        </div>
      </EntityInfoCard>
    );
  }
  if (view.state === 'failed') {
    return (
      <EntityInfoCard title={props.title} className={styles.card}>
        <div className={styles.content}>
          <p className={styles.details}>
            {view.error.kind === 'denied'
              ? 'You are not allowed to see this endpoint’s figures.'
              : 'No figures: the request for this endpoint failed.'}
          </p>
        </div>
      </EntityInfoCard>
    );
  }
  const figure = props.children(view.overview);
  return (
    <EntityInfoCard
      title={props.title}
      className={styles.card}
      headerActions={
        figure.badge ? (
          <StatusBadge tone={figure.badge.tone} plain={figure.badge.plain}>
            {figure.badge.text}
          </StatusBadge>
        ) : undefined
      }
    >
      <div className={styles.content}>
        <div className={styles.headline}>{figure.headline}</div>
        <div className={styles.details}>{figure.details}</div>
        <div className={styles.body}>{figure.body}</div>
        <WhereFrom subject={props.title} items={figure.provenance} />
      </div>
    </EntityInfoCard>
  );
}
