import { Fragment, isValidElement } from 'react';
import {
  EntityOrphanWarning,
  EntityProcessingErrorsPanel,
  EntityRelationWarning,
  EntitySwitch,
  hasCatalogProcessingErrors,
  hasRelationWarnings,
  isOrphan,
} from '@backstage/plugin-catalog';
import type { EntityContentLayoutProps } from '@backstage/plugin-catalog-react/alpha';
import styles from './EndpointLayout.module.css';

type LayoutCard = EntityContentLayoutProps['cards'][number];

/** Cards with a place of their own, in reading order; their height is kept free while their code is loading. */
const PLACES = [
  { id: 'entity-card:inference/ownership', place: 'wide' },
  { id: 'entity-card:gpu-quota/endpoint', place: 'plain' },
  { id: 'entity-card:inference/range', place: 'strip' },
  { id: 'entity-card:inference/gpu-utilisation', place: 'figure' },
  { id: 'entity-card:inference/latency', place: 'figure' },
  { id: 'entity-card:inference/queue', place: 'figure' },
  { id: 'entity-card:inference/cost', place: 'figure' },
  { id: 'entity-card:inference/golden-path', place: 'plain' },
] as const;

/** Id of the extension behind a card: the catalog hands over each card inside its extension's boundary. */
function extensionIdOf(card: LayoutCard): string | undefined {
  const node: unknown = isValidElement<{ node?: unknown }>(card.element)
    ? card.element.props.node
    : undefined;
  if (typeof node !== 'object' || node === null || !('spec' in node)) {
    return undefined;
  }
  const { spec } = node;
  return typeof spec === 'object' &&
    spec !== null &&
    'id' in spec &&
    typeof spec.id === 'string'
    ? spec.id
    : undefined;
}

/** The overview of an endpoint: who owns it first, then its figures, then what the catalog knows. */
export function EndpointLayout(props: EntityContentLayoutProps) {
  const byId = new Map(props.cards.map(card => [extensionIdOf(card), card]));
  const placed = PLACES.flatMap(({ id, place }) => {
    const card = byId.get(id);
    return card ? [{ id, place, card }] : [];
  });
  const others = props.cards.filter(
    card => !placed.some(item => item.card === card),
  );
  return (
    <>
      <div className={styles.warnings}>
        <EntitySwitch>
          <EntitySwitch.Case if={isOrphan}>
            <EntityOrphanWarning />
          </EntitySwitch.Case>
        </EntitySwitch>
        <EntitySwitch>
          <EntitySwitch.Case if={hasRelationWarnings}>
            <EntityRelationWarning />
          </EntitySwitch.Case>
        </EntitySwitch>
        <EntitySwitch>
          <EntitySwitch.Case if={hasCatalogProcessingErrors}>
            <EntityProcessingErrorsPanel />
          </EntitySwitch.Case>
        </EntitySwitch>
      </div>
      <div className={styles.page}>
        <div className={styles.figures}>
          {placed.map(({ id, place, card }) => (
            <div key={id} className={styles[place]}>
              {card.element}
            </div>
          ))}
        </div>
        {others.length > 0 ? (
          <div className={styles.others}>
            {others.map((card, index) => (
              <Fragment key={card.element.key ?? index}>
                <div className={styles.other}>{card.element}</div>
              </Fragment>
            ))}
          </div>
        ) : null}
      </div>
    </>
  );
}
