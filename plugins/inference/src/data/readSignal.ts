import type { SignalId } from '@golden-path/plugin-inference-common';
import type { Signal, Signals } from '../api/types';

/** A figure as a card shows it: a value with its trustworthiness, or the reason why there is none. */
export type Reading =
  | {
      kind: 'value';
      value: number;
      at?: string;
      freshness: 'fresh' | 'stale' | 'last-known';
      signal: Signal;
    }
  | {
      kind: 'none';
      reason: 'no-data' | 'not-applicable' | 'error';
      signal?: Signal;
    };

/** Reads one signal. A signal that the backend left out is *no data*, never 0. */
export function readSignal(signals: Signals, id: SignalId): Reading {
  const signal = signals[id];
  if (!signal) {
    return { kind: 'none', reason: 'no-data' };
  }
  if (
    signal.value === undefined ||
    signal.state === 'no-data' ||
    signal.state === 'not-applicable'
  ) {
    const reason =
      signal.state === 'not-applicable' || signal.state === 'error'
        ? signal.state
        : 'no-data';
    return { kind: 'none', reason, signal };
  }
  const freshness = {
    ok: 'fresh',
    stale: 'stale',
    error: 'last-known',
  } as const;
  return {
    kind: 'value',
    value: signal.value,
    at: signal.at,
    freshness: freshness[signal.state],
    signal,
  };
}

/** The value, whatever its age, or nothing. */
export function signalValue(
  signals: Signals,
  id: SignalId,
): number | undefined {
  const reading = readSignal(signals, id);
  return reading.kind === 'value' ? reading.value : undefined;
}
