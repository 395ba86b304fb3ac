import type {
  ClassUsage,
  QuotaRequestDetail,
  TeamUsage,
} from '@golden-path/plugin-gpu-quota-common';
import {
  formatMoney,
  formatSignalValue,
} from '@golden-path/plugin-inference-common';
import { formatHours, formatSpan } from '../../format/formatSpan';
import { ClassTitle, classRef, useEntityTitle } from '../EntityTitle';
import { Quiet } from '../Quiet';
import { RelativeTime } from '../RelativeTime';
import { SectionCard } from './SectionCard';
import styles from './UsageCard.module.css';

type Known = Extract<TeamUsage, { state: 'known' }>;
type Measured = Extract<ClassUsage, { state: 'complete' | 'partial' }>;

/** How well the team uses the devices it holds, class by class: as when it asked, and now where that differs. */
export function UsageCard(props: { request: QuotaRequestDetail }) {
  const { evidence, evidenceNow, createdAt } = props.request;
  const { usage } = evidence;
  const now = evidenceNow?.usage;
  return (
    <SectionCard title="How well do they use what they hold?">
      {usage?.state === 'known' && (
        <KnownUsage usage={usage} now={now} askedAt={createdAt} />
      )}
      {usage?.state !== 'known' && (
        <>
          <Quiet>
            {usage
              ? `Not known when they asked: ${usage.reason}`
              : 'The request was made without figures on how the devices are used.'}
          </Quiet>
          {now?.state === 'known' && <KnownUsage usage={now} />}
        </>
      )}
    </SectionCard>
  );
}

function KnownUsage(props: {
  usage: Known;
  now?: TeamUsage;
  /** Left out: the figures are those of now. */
  askedAt?: string;
}) {
  const { usage, now, askedAt } = props;
  return (
    <div className={styles.root}>
      <Quiet small>
        {askedAt ? (
          <>
            Last {formatSpan(usage.windowHours)} before they asked,{' '}
            <RelativeTime at={usage.asOf} />
          </>
        ) : (
          <>Last {formatSpan(usage.windowHours)}, as it is now</>
        )}
        , by GPU utilisation.
      </Quiet>
      {usage.items.length === 0 ? (
        <Quiet>No endpoint of theirs holds devices.</Quiet>
      ) : (
        <ul className={styles.list}>
          {usage.items.map(item => (
            <li key={item.acceleratorClass} className={styles.item}>
              <ClassLine
                item={item}
                windowHours={usage.windowHours}
                now={
                  now?.state === 'known'
                    ? now.items.find(
                        other =>
                          other.acceleratorClass === item.acceleratorClass,
                      )
                    : undefined
                }
              />
            </li>
          ))}
        </ul>
      )}
      {now?.state === 'unknown' && (
        <Quiet small>How it is now is not known: {now.reason}</Quiet>
      )}
    </div>
  );
}

function ClassLine(props: {
  item: ClassUsage;
  now: ClassUsage | undefined;
  windowHours: number;
}) {
  const { item, now, windowHours } = props;
  const title = useEntityTitle(classRef(item.acceleratorClass));
  const nowWords = now && inWords(now);
  const mean = meanOf(item);
  return (
    <>
      <span className={styles.names}>
        <strong>
          <ClassTitle acceleratorClass={item.acceleratorClass} />
        </strong>
        <span>{inWords(item)}</span>
      </span>
      {mean !== undefined && (
        <div
          role="meter"
          aria-label={`Mean utilisation of ${title}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(mean * 100)}
          aria-valuetext={formatSignalValue(mean, 'ratio')}
          className={styles.track}
        >
          <div
            className={styles.fill}
            style={{ inlineSize: `${Math.min(1, mean) * 100}%` }}
          />
        </div>
      )}
      {gaps(item, windowHours).map(gap => (
        <Quiet key={gap} small>
          {gap}
        </Quiet>
      ))}
      {nowWords && nowWords !== inWords(item) && (
        <Quiet small>Now: {nowWords}</Quiet>
      )}
    </>
  );
}

function meanOf(item: ClassUsage): number | undefined {
  return item.state === 'no-data' ? undefined : item.gpuUtilization?.mean;
}

function inWords(item: ClassUsage): string {
  if (item.state === 'no-data') {
    return 'no data';
  }
  const { gpuUtilization, idleDeviceHours, idleCost } = item;
  const measured = item.deviceHours - item.unmeasuredDeviceHours;
  return [
    ...(gpuUtilization
      ? [
          `mean ${formatSignalValue(gpuUtilization.mean, 'ratio')}`,
          `p95 ${formatSignalValue(gpuUtilization.p95, 'ratio')}`,
        ]
      : ['utilisation not known']),
    `idle ${formatHours(idleDeviceHours)} of ${formatHours(
      measured,
    )} device-hours`,
    ...(idleCost ? [formatMoney(idleCost)] : []),
  ].join(' · ');
}

/** What the figures leave out, in sentences. */
function gaps(item: ClassUsage, windowHours: number): string[] {
  if (item.state === 'no-data') {
    return [
      `No samples of ${endpoints(
        item.endpoints,
      )} in that time, so neither use nor idle cost is known.`,
    ];
  }
  return [...coverage(item, windowHours), ...withoutData(item)];
}

function coverage(item: Measured, windowHours: number): string[] {
  return item.state === 'partial'
    ? [
        `Partial: samples for ${formatHours(
          item.coveredHours,
        )} of ${formatHours(windowHours)} h.`,
      ]
    : [];
}

function withoutData(item: Measured): string[] {
  return [
    ...(item.endpointsWithoutData > 0
      ? [
          `${item.endpointsWithoutData} of ${endpoints(
            item.endpoints,
          )} without data.`,
        ]
      : []),
    ...(item.unmeasuredDeviceHours > 0
      ? [
          `${formatHours(
            item.unmeasuredDeviceHours,
          )} device-hours were not measured and count as neither used nor idle.`,
        ]
      : []),
  ];
}

function endpoints(count: number): string {
  return `${count} ${count === 1 ? 'endpoint' : 'endpoints'}`;
}
