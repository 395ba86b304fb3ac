import type { ClassCapacity } from '@golden-path/plugin-gpu-quota-common';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import { useId, type ReactNode } from 'react';
import { devices } from '../../format/words';
import { Quiet } from '../Quiet';
import { RelativeTime } from '../RelativeTime';
import { StateBadge } from '../StateBadge';
import { DepartmentRows } from './DepartmentRows';
import { HolderRows } from './HolderRows';
import { IdleFigure } from './IdleFigure';
import styles from './ClassCard.module.css';

const sources = { cluster: 'counted in the clusters', config: 'as configured' };

function Figure(props: { label: string; children: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt className={styles.label}>{props.label}</dt>
      <dd className={styles.value}>{props.children}</dd>
    </div>
  );
}

function Physical(props: { capacity: ClassCapacity['capacity'] }) {
  const { capacity } = props;
  if (capacity.state === 'unknown') {
    return (
      <>
        unknown
        <Quiet small>{capacity.reason}</Quiet>
      </>
    );
  }
  return (
    <>
      {devices(capacity.devices)}
      <Quiet small>
        {sources[capacity.source]} <RelativeTime at={capacity.asOf} />
      </Quiet>
    </>
  );
}

function Promised(props: { row: ClassCapacity }) {
  const { capacity, promised, overPromised } = props.row;
  return (
    <>
      {promised}{' '}
      {overPromised && <StateBadge tone="negative">over-promised</StateBadge>}
      {capacity.state === 'known' && (
        <Quiet small>
          {overPromised
            ? `${promised - capacity.limit} more than the ${
                capacity.limit
              } that may be; nothing more can be granted`
            : `of ${capacity.limit} that may be; room for ${capacity.room}`}
          {capacity.overcommit !== 1 &&
            `. Each device may be promised ${capacity.overcommit} times`}
        </Quiet>
      )}
    </>
  );
}

function usedWords(capacity: ClassCapacity['capacity']): string {
  return capacity.state === 'known' && capacity.used !== undefined
    ? String(capacity.used)
    : 'unknown';
}

/** One accelerator class: its figures, and the teams that hold it. */
export function ClassCard(props: { capacity: ClassCapacity }) {
  const { capacity: row } = props;
  const headingId = useId();
  return (
    <section aria-labelledby={headingId}>
      <Card>
        <CardHeader>
          <Text as="h2" variant="title-x-small" weight="bold" id={headingId}>
            {row.title}
          </Text>
        </CardHeader>
        <CardBody>
          <dl className={styles.figures}>
            <Figure label="Physical">
              <Physical capacity={row.capacity} />
            </Figure>
            <Figure label="Promised">
              <Promised row={row} />
            </Figure>
            <Figure label="Reserved">{row.reserved}</Figure>
            <Figure label="Used in the clusters">
              {usedWords(row.capacity)}
            </Figure>
            <Figure label="Waiting">{row.waiting}</Figure>
            <Figure label="Idle">
              <IdleFigure usage={row.usage} />
            </Figure>
          </dl>
          <DepartmentRows row={row} />
          <HolderRows row={row} />
        </CardBody>
      </Card>
    </section>
  );
}
