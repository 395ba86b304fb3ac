import { formatMoney } from '@golden-path/plugin-inference-common';
import type { Cost, EndpointOverview } from '../api/types';
import { EntityLink } from '../components/EntityLink';
import { FigureCard } from '../components/FigureCard';
import { TimeAgo } from '../components/TimeAgo';
import type { Provenance } from '../components/WhereFrom';
import { useNow } from '../data/clock';
import {
  formatPerHour,
  formatPlural,
  formatRatio,
  NONE,
} from '../format/format';
import styles from './CostCard.module.css';

/** Figures older than this many intervals are stale, here as in the backend. */
const STALE_INTERVALS = 3;

function costRows(cost: Cost): { title: string; value: string }[] {
  const money = (amount: Cost['hourly']) =>
    amount ? formatMoney(amount) : NONE;
  const idle =
    cost.idleHourly && cost.idleRatio !== undefined
      ? `${formatPerHour(cost.idleHourly)} (${formatRatio(cost.idleRatio)})`
      : NONE;
  return [
    { title: 'Per month', value: money(cost.monthly) },
    { title: 'Idle', value: idle },
    { title: 'Per 1M tokens', value: money(cost.perMillionTokens) },
    { title: 'Per prediction', value: money(cost.perPrediction) },
  ];
}

function costProvenance({ cost, accelerator }: EndpointOverview): Provenance[] {
  const devices =
    cost.devicesSource === 'measured'
      ? 'allocated now, as measured by the signal source'
      : 'declared in the catalog: replicas times devices per replica';
  return [
    {
      figure: 'Price',
      source: (
        <>
          {cost.pricePerDeviceHour
            ? `${formatMoney(
                cost.pricePerDeviceHour,
              )} per device and hour, from `
            : 'No price: '}
          {cost.priceSource ? (
            <EntityLink
              entityRef={cost.priceSource}
              defaultKind="resource"
              title={accelerator.title}
            />
          ) : (
            `the class ${accelerator.className} is not in the catalog`
          )}
        </>
      ),
    },
    {
      figure: 'Devices',
      source: `${formatPlural(cost.devices, 'device')}, ${devices}`,
    },
    {
      figure: 'Rules',
      source: `Month: 730 h. Idle: hourly cost times the share of GPU time unused. Unit costs: hourly cost over the rate of the last ${
        cost.window ?? '5m'
      }; none without traffic.`,
    },
  ];
}

/** Costs follow from figures, so they are as old as the oldest of them. */
function CostAge(props: { asOf?: string; refreshSeconds: number }) {
  const now = useNow();
  const { asOf, refreshSeconds } = props;
  const isOld =
    asOf !== undefined &&
    now - Date.parse(asOf) > STALE_INTERVALS * refreshSeconds * 1000;
  return isOld ? (
    <>
      {' '}
      · stale, from figures of <TimeAgo at={asOf} />
    </>
  ) : null;
}

/** What the endpoint's accelerators cost, and what of that is idle. */
export function CostCard() {
  return (
    <FigureCard title="Cost">
      {overview => {
        const { cost } = overview;
        const quiet = !cost.perMillionTokens && !cost.perPrediction;
        return {
          badge: { text: 'accelerators only', tone: 'neutral', plain: true },
          headline: cost.hourly ? formatPerHour(cost.hourly) : NONE,
          details: (
            <>
              {cost.pricePerDeviceHour
                ? `${formatPlural(cost.devices, 'device')} at ${formatPerHour(
                    cost.pricePerDeviceHour,
                  )}`
                : `No price is known for ${overview.accelerator.className}`}
              {cost.hourly && quiet ? ' · no traffic, so no unit cost' : ''}
              <CostAge
                asOf={cost.asOf}
                refreshSeconds={overview.refreshSeconds}
              />
            </>
          ),
          body: (
            <dl className={styles.rows}>
              {costRows(cost).map(row => (
                <div key={row.title} className={styles.row}>
                  <dt>{row.title}</dt>
                  <dd>{row.value}</dd>
                </div>
              ))}
            </dl>
          ),
          provenance: costProvenance(overview),
        };
      }}
    </FigureCard>
  );
}
