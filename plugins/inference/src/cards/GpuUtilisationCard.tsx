import { FigureCard } from '../components/FigureCard';
import { ReadingHeadline, ReadingNote } from '../components/ReadingText';
import { Sparkline } from '../components/Sparkline';
import { UtilisationMeter } from '../components/UtilisationMeter';
import { RANGE_TITLES } from '../data/range';
import { readSignal, signalValue } from '../data/readSignal';
import { formatPlural, formatRatio } from '../format/format';
import { signalProvenance } from './provenance';

/** How busy the endpoint's devices are, now and over the range. */
export function GpuUtilisationCard() {
  return (
    <FigureCard title="GPU utilisation">
      {overview => {
        const { signals, cost, series, range } = overview;
        const utilisation = readSignal(signals, 'gpuUtilization');
        const memory = signalValue(signals, 'gpuMemoryUsed');
        return {
          headline: (
            <ReadingHeadline reading={utilisation} format={formatRatio} />
          ),
          details: (
            <>
              <ReadingNote reading={utilisation} />
              Mean of {formatPlural(cost.devices, 'device')}
              {memory === undefined ? '' : ` · memory ${formatRatio(memory)}`}
            </>
          ),
          body: (
            <>
              {utilisation.kind === 'value' ? (
                <UtilisationMeter
                  label="GPU utilisation now"
                  ratio={utilisation.value}
                />
              ) : null}
              <Sparkline
                label="GPU utilisation"
                series={series.gpuUtilization}
                maximum={1}
                format={formatRatio}
                rangeTitle={RANGE_TITLES[range]}
              />
            </>
          ),
          provenance: signalProvenance(signals, [
            'gpuUtilization',
            'gpuMemoryUsed',
            'accelerators',
          ]),
        };
      }}
    </FigureCard>
  );
}
