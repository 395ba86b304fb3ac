import { Fragment, type ReactNode } from 'react';
import type { EndpointOverview } from '../api/types';
import { EntityLink } from '../components/EntityLink';
import { formatPlural } from '../format/format';
import styles from './EndpointFacts.module.css';

/** One line about what is running where, and whose it is. */
export function EndpointFacts(props: { overview: EndpointOverview }) {
  const {
    ownerRef,
    accelerator,
    model,
    environment,
    minReplicas,
    maxReplicas,
  } = props.overview;
  const facts: { id: string; content: ReactNode }[] = [
    {
      id: 'owner',
      content: (
        <>
          Owner <EntityLink entityRef={ownerRef} defaultKind="group" />
        </>
      ),
    },
    {
      id: 'accelerator',
      content: (
        <>
          {accelerator.ref && !accelerator.missing ? (
            <EntityLink
              entityRef={accelerator.ref}
              defaultKind="resource"
              title={accelerator.title}
            />
          ) : (
            `${accelerator.className} (not in the catalog)`
          )}
          {accelerator.perReplica === undefined
            ? ''
            : ` × ${accelerator.perReplica}`}
        </>
      ),
    },
  ];
  if (minReplicas !== undefined && maxReplicas !== undefined) {
    const replicas =
      minReplicas === maxReplicas
        ? formatPlural(maxReplicas, 'replica')
        : `${minReplicas} to ${maxReplicas} replicas`;
    facts.push({ id: 'replicas', content: replicas });
  }
  if (environment) {
    facts.push({ id: 'environment', content: environment });
  }
  if (model) {
    facts.push({ id: 'model', content: model });
  }
  return (
    <p className={styles.facts}>
      {facts.map((fact, index) => (
        <Fragment key={fact.id}>
          {index > 0 ? ' · ' : ''}
          {fact.content}
        </Fragment>
      ))}
    </p>
  );
}
