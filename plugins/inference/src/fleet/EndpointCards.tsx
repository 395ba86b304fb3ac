import { Card, CardBody, Skeleton } from '@backstage/ui';
import type { EndpointSummary } from '../api/types';
import { EntityLink } from '../components/EntityLink';
import {
  CostFigure,
  DevicesFigure,
  GpuFigure,
  LatencyFigure,
  PhaseFigure,
  VerdictFigure,
} from './EndpointFigures';
import styles from './EndpointCards.module.css';

const PLACEHOLDERS = ['first', 'second', 'third'];

/** The fleet on a phone: a card per endpoint with the same figures as the table. */
export function EndpointCards(props: { endpoints?: EndpointSummary[] }) {
  if (!props.endpoints) {
    return (
      <div
        className={styles.list}
        aria-busy="true"
        aria-label="Loading endpoints"
      >
        {PLACEHOLDERS.map(id => (
          <Skeleton key={id} width="100%" height={228} />
        ))}
      </div>
    );
  }
  return (
    <ul className={styles.list} aria-label="Endpoints">
      {props.endpoints.map(endpoint => (
        <li key={endpoint.entityRef}>
          <Card>
            <CardBody>
              <div className={styles.heading}>
                <strong>
                  <EntityLink
                    entityRef={endpoint.entityRef}
                    title={endpoint.title ?? endpoint.name}
                  />
                </strong>
                <span>
                  <EntityLink
                    entityRef={endpoint.ownerRef}
                    defaultKind="group"
                  />
                </span>
              </div>
              <dl className={styles.figures}>
                <div>
                  <dt>Verdict</dt>
                  <dd>
                    <VerdictFigure endpoint={endpoint} />
                  </dd>
                </div>
                <div>
                  <dt>Phase</dt>
                  <dd>
                    <PhaseFigure endpoint={endpoint} />
                  </dd>
                </div>
                <div>
                  <dt>Class × devices</dt>
                  <dd>
                    <DevicesFigure endpoint={endpoint} />
                  </dd>
                </div>
                <div>
                  <dt>GPU</dt>
                  <dd>
                    <GpuFigure endpoint={endpoint} />
                  </dd>
                </div>
                <div>
                  <dt>TTFT p95</dt>
                  <dd>
                    <LatencyFigure endpoint={endpoint} />
                  </dd>
                </div>
                <div>
                  <dt>Cost</dt>
                  <dd>
                    <CostFigure endpoint={endpoint} />
                  </dd>
                </div>
              </dl>
            </CardBody>
          </Card>
        </li>
      ))}
    </ul>
  );
}
