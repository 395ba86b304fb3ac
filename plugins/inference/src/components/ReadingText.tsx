import type { Reading } from '../data/readSignal';
import { NONE } from '../format/format';
import { TimeAgo } from './TimeAgo';

/** A headline figure; an em dash where there is none, for the details to explain. */
export function ReadingHeadline(props: {
  reading: Reading;
  format: (value: number) => string;
}) {
  return (
    <>
      {props.reading.kind === 'value'
        ? props.format(props.reading.value)
        : NONE}
    </>
  );
}

/** Why a figure is missing or how old it is; nothing when it is fresh. */
export function ReadingNote(props: { reading: Reading }) {
  const { reading } = props;
  if (reading.kind === 'none') {
    if (reading.reason === 'not-applicable') {
      return <>Nothing to measure now. </>;
    }
    if (reading.reason === 'error') {
      return <>The signal source did not answer. </>;
    }
    return reading.signal?.at ? (
      <>
        No data; last seen <TimeAgo at={reading.signal.at} />.{' '}
      </>
    ) : (
      <>No data yet. </>
    );
  }
  if (reading.freshness === 'fresh') {
    return null;
  }
  const word = reading.freshness === 'stale' ? 'Stale' : 'Last known';
  return reading.at ? (
    <>
      {word}, from <TimeAgo at={reading.at} />.{' '}
    </>
  ) : (
    <>{word}. </>
  );
}
