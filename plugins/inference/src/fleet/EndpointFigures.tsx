import type { EndpointSummary } from '../api/types';
import { StatusBadge } from '../components/StatusBadge';
import { UtilisationMeter } from '../components/UtilisationMeter';
import { useNow } from '../data/clock';
import { readSignal } from '../data/readSignal';
import {
  formatPerHour,
  formatRatio,
  formatSeconds,
  NONE,
} from '../format/format';
import { describePhase, PHASES, VERDICTS } from '../format/phase';
import styles from './EndpointFigures.module.css';

/** A figure that is older than it should be says so in a word. */
function Age(props: { freshness: 'fresh' | 'stale' | 'last-known' }) {
  return props.freshness === 'fresh' ? null : (
    <span className={styles.muted}>stale</span>
  );
}

export function PhaseFigure(props: { endpoint: EndpointSummary }) {
  const now = useNow();
  const { phase } = props.endpoint;
  const { title, tone } = PHASES[phase.name];
  return (
    <span className={styles.stack}>
      <StatusBadge tone={tone}>{title}</StatusBadge>
      {phase.name === 'unknown' && phase.replicasReady === undefined ? null : (
        <span className={styles.muted}>{describePhase(phase, now)}</span>
      )}
    </span>
  );
}

export function DevicesFigure(props: { endpoint: EndpointSummary }) {
  const { accelerator, cost } = props.endpoint;
  return (
    <span>
      {accelerator.title ?? accelerator.className} × {cost.devices}
    </span>
  );
}

export function GpuFigure(props: { endpoint: EndpointSummary }) {
  const reading = readSignal(props.endpoint.signals, 'gpuUtilization');
  if (reading.kind === 'none') {
    return <span>{NONE}</span>;
  }
  return (
    <span className={styles.stack}>
      <span>
        {formatRatio(reading.value)} <Age freshness={reading.freshness} />
      </span>
      <UtilisationMeter label="GPU utilisation" ratio={reading.value} />
    </span>
  );
}

/** Time to first token against its SLO; the whole request where nothing is streamed. */
export function LatencyFigure(props: { endpoint: EndpointSummary }) {
  const { signals, slo } = props.endpoint;
  const streamed =
    slo?.latencyP95Seconds === undefined || slo.ttftP95Seconds !== undefined;
  const reading = readSignal(signals, streamed ? 'ttftP95' : 'latencyP95');
  const target = streamed ? slo?.ttftP95Seconds : slo?.latencyP95Seconds;
  const over =
    reading.kind === 'value' && target !== undefined && reading.value > target;
  return (
    <span className={styles.stack}>
      <span>
        {reading.kind === 'none' ? NONE : formatSeconds(reading.value)}{' '}
        {reading.kind === 'value' ? (
          <Age freshness={reading.freshness} />
        ) : null}
      </span>
      <span className={styles.muted}>
        {over ? <strong className={styles.over}>over</strong> : null}{' '}
        {target === undefined ? 'no SLO' : `SLO ${formatSeconds(target)}`}
        {streamed ? '' : ', whole request'}
      </span>
    </span>
  );
}

export function CostFigure(props: { endpoint: EndpointSummary }) {
  const { hourly } = props.endpoint.cost;
  return <span>{hourly ? formatPerHour(hourly) : NONE}</span>;
}

export function VerdictFigure(props: { endpoint: EndpointSummary }) {
  const { verdict, symptoms } = props.endpoint.triage;
  const { short, tone } = VERDICTS[verdict];
  const [first, ...rest] = symptoms;
  return (
    <span className={styles.stack}>
      <StatusBadge tone={tone}>{short}</StatusBadge>
      {first ? (
        <span className={styles.muted}>
          {first.title}
          {rest.length > 0 ? ` and ${rest.length} more` : ''}
        </span>
      ) : null}
    </span>
  );
}
