import type { SignalId } from '@golden-path/plugin-inference-common';
import { FigureCard } from '../components/FigureCard';
import { ReadingHeadline, ReadingNote } from '../components/ReadingText';
import { Sparkline } from '../components/Sparkline';
import { UtilisationMeter } from '../components/UtilisationMeter';
import { RANGE_TITLES } from '../data/range';
import { readSignal, signalValue } from '../data/readSignal';
import { formatCount, formatRatio, formatSeconds } from '../format/format';
import { signalProvenance } from './provenance';

const SHOWN: SignalId[] = [
  'requestsWaiting',
  'requestsRunning',
  'kvCacheUsed',
  'queueP95',
  'preemptions',
];

/** How many requests wait and how full the KV cache is. */
export function QueueCard() {
  return (
    <FigureCard title="Queue">
      {overview => {
        const { signals, series, range, triage } = overview;
        const waiting = readSignal(signals, 'requestsWaiting');
        const running = signalValue(signals, 'requestsRunning');
        const cache = signalValue(signals, 'kvCacheUsed');
        const time = signalValue(signals, 'queueP95');
        // Thresholds live in the operating model: the card is under pressure when a symptom says so.
        const pressed = triage.symptoms.some(symptom =>
          symptom.evidence.some(evidence =>
            SHOWN.some(id => id === evidence.signal),
          ),
        );
        return {
          badge: pressed
            ? { text: 'under pressure', tone: 'warning' }
            : undefined,
          headline: (
            <ReadingHeadline
              reading={waiting}
              format={value => `${formatCount(value)} waiting`}
            />
          ),
          details: (
            <>
              <ReadingNote reading={waiting} />
              {[
                running === undefined
                  ? undefined
                  : `${formatCount(running)} running`,
                cache === undefined
                  ? undefined
                  : `KV cache ${formatRatio(cache)}`,
                time === undefined
                  ? undefined
                  : `${formatSeconds(time)} in queue, p95`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </>
          ),
          body: (
            <>
              {cache === undefined ? null : (
                <UtilisationMeter label="KV cache used" ratio={cache} />
              )}
              <Sparkline
                label="Requests waiting"
                series={series.requestsWaiting}
                tone={pressed ? 'warning' : 'accent'}
                format={formatCount}
                rangeTitle={RANGE_TITLES[range]}
              />
            </>
          ),
          provenance: signalProvenance(signals, SHOWN),
        };
      }}
    </FigureCard>
  );
}
