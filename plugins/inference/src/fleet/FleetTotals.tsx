import { Skeleton } from '@backstage/ui';
import type { Fleet } from '../api/types';
import { formatCount, formatPerHour, NONE } from '../format/format';
import styles from './FleetTotals.module.css';

/** The fleet in five figures, over all endpoints that match the filters. */
export function FleetTotals(props: { totals?: Fleet['totals'] }) {
  const { totals } = props;
  const figures: { title: string; value?: string; attention?: boolean }[] = [
    { title: 'Endpoints', value: totals && formatCount(totals.endpoints) },
    {
      title: 'Need attention',
      value: totals && formatCount(totals.needAttention),
      attention: (totals?.needAttention ?? 0) > 0,
    },
    { title: 'Devices', value: totals && formatCount(totals.devices) },
    {
      title: 'Cost',
      value: totals && (totals.hourly ? formatPerHour(totals.hourly) : NONE),
    },
    {
      title: 'Idle cost',
      value:
        totals && (totals.idleHourly ? formatPerHour(totals.idleHourly) : NONE),
    },
  ];
  return (
    <dl
      className={styles.strip}
      aria-label="Totals"
      aria-busy={totals === undefined}
    >
      {figures.map(figure => (
        <div
          key={figure.title}
          className={styles.tile}
          data-attention={figure.attention}
        >
          <dt>{figure.title}</dt>
          <dd>{figure.value ?? <Skeleton width={72} height={28} />}</dd>
        </div>
      ))}
    </dl>
  );
}
