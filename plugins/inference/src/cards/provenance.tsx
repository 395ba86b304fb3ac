import { SIGNALS, type SignalId } from '@golden-path/plugin-inference-common';
import type { Signals } from '../api/types';
import type { Provenance } from '../components/WhereFrom';

/** The queries behind a card's signals; a signal without one is not mentioned. */
export function signalProvenance(
  signals: Signals,
  ids: SignalId[],
): Provenance[] {
  return ids.flatMap(id => {
    const query = signals[id]?.query;
    return query
      ? [{ figure: SIGNALS[id].title, source: query, code: true }]
      : [];
  });
}
