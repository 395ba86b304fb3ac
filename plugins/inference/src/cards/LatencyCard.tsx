import type { SignalId } from '@golden-path/plugin-inference-common';
import type { EndpointOverview } from '../api/types';
import { FigureCard, type Figure } from '../components/FigureCard';
import { ReadingHeadline, ReadingNote } from '../components/ReadingText';
import { Sparkline } from '../components/Sparkline';
import { SplitBar, type SplitPart } from '../components/SplitBar';
import { RANGE_TITLES } from '../data/range';
import { readSignal, signalValue } from '../data/readSignal';
import { formatSeconds } from '../format/format';
import { signalProvenance } from './provenance';

/** The latency an endpoint is judged by: time to first token, or the whole request where nothing is streamed. */
type Leading = { id: SignalId; name: string; slo?: number };

function leadingLatency({
  signals,
  slo,
}: Pick<EndpointOverview, 'signals' | 'slo'>): Leading {
  const streamed: Leading = {
    id: 'ttftP95',
    name: 'TTFT p95',
    slo: slo?.ttftP95Seconds,
  };
  const whole: Leading = {
    id: 'latencyP95',
    name: 'Latency p95',
    slo: slo?.latencyP95Seconds,
  };
  if (streamed.slo === undefined && whole.slo !== undefined) {
    return whole;
  }
  const noStream =
    signalValue(signals, 'ttftP95') === undefined &&
    signalValue(signals, 'latencyP95') !== undefined;
  return streamed.slo === undefined && noStream ? whole : streamed;
}

/**
 * Parts of the leading latency. Percentiles do not add up exactly, so what is not queueing is an estimate; the
 * provenance says so.
 */
function splitLatency(
  { signals, phase }: EndpointOverview,
  total: number,
): SplitPart[] {
  const queue = signalValue(signals, 'queueP95');
  const load = signalValue(signals, 'modelLoadSeconds');
  const parts: SplitPart[] = [];
  if (phase.name === 'starting' && load !== undefined) {
    parts.push({ id: 'cold-start', title: 'cold start', seconds: load });
  }
  if (queue !== undefined) {
    const waiting = Math.min(queue, total);
    parts.push({ id: 'queue', title: 'queue', seconds: waiting });
    parts.push({
      id: 'inference',
      title: 'inference',
      seconds: total - waiting,
    });
  }
  return parts;
}

function latencyBadge(
  value: number | undefined,
  slo: number | undefined,
): Figure['badge'] {
  if (slo === undefined) {
    return { text: 'no SLO', tone: 'neutral', plain: true };
  }
  if (value === undefined) {
    return undefined;
  }
  return value > slo
    ? { text: 'over SLO', tone: 'negative' }
    : { text: 'within SLO', tone: 'positive' };
}

/** How long callers wait, against what was promised, and what they wait for. */
export function LatencyCard() {
  return (
    <FigureCard title="Latency">
      {overview => {
        const { signals, series, range } = overview;
        const { id, name, slo } = leadingLatency(overview);
        const reading = readSignal(signals, id);
        const value = reading.kind === 'value' ? reading.value : undefined;
        const perToken = signalValue(signals, 'tpotP95');
        const over = value !== undefined && slo !== undefined && value > slo;
        const parts = value === undefined ? [] : splitLatency(overview, value);
        return {
          badge: latencyBadge(value, slo),
          headline: (
            <ReadingHeadline reading={reading} format={formatSeconds} />
          ),
          details: (
            <>
              <ReadingNote reading={reading} />
              {[
                name,
                slo === undefined ? undefined : `SLO ${formatSeconds(slo)}`,
                perToken === undefined
                  ? undefined
                  : `${formatSeconds(perToken)} per token`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </>
          ),
          body: (
            <>
              <Sparkline
                label={name}
                series={series[id]}
                threshold={slo}
                tone={over ? 'negative' : 'accent'}
                format={formatSeconds}
                rangeTitle={RANGE_TITLES[range]}
              />
              {parts.length > 0 ? (
                <SplitBar label={`Where the ${name} goes`} parts={parts} />
              ) : null}
            </>
          ),
          provenance: [
            ...signalProvenance(signals, [
              id,
              'tpotP95',
              'queueP95',
              'modelLoadSeconds',
            ]),
            ...(parts.length > 1
              ? [
                  {
                    figure: 'Split',
                    source: `Inference is ${name} less the time in queue, p95: an estimate, for percentiles do not add up.`,
                  },
                ]
              : []),
          ],
        };
      }}
    </FigureCard>
  );
}
