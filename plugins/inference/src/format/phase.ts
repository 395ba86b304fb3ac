import type { Phase, PhaseName, TriageVerdict } from '../api/types';
import { formatProgressSpan } from './format';

/** How good or bad something is; always shown with a word and a shape beside the colour. */
export type Tone =
  | 'positive'
  | 'warning'
  | 'negative'
  | 'announcement'
  | 'neutral';

type Named = { title: string; tone: Tone };

type NamedVerdict = Named & {
  /** Where a heading already says that it is the verdict. */
  short: string;
};

export const PHASES: Record<PhaseName, Named> = {
  ready: { title: 'Ready', tone: 'positive' },
  starting: { title: 'Starting', tone: 'announcement' },
  degraded: { title: 'Degraded', tone: 'warning' },
  failing: { title: 'Failing', tone: 'negative' },
  absent: { title: 'Not running', tone: 'neutral' },
  unknown: { title: 'Unknown', tone: 'neutral' },
};

export const VERDICTS: Record<TriageVerdict, NamedVerdict> = {
  platform: { title: 'Platform problem', short: 'Platform', tone: 'negative' },
  'model-team': {
    title: 'Model team problem',
    short: 'Model team',
    tone: 'negative',
  },
  both: { title: 'Platform and model team', short: 'Both', tone: 'negative' },
  'nothing-wrong': {
    title: 'Nothing wrong',
    short: 'Nothing wrong',
    tone: 'positive',
  },
  undetermined: {
    title: 'Undetermined',
    short: 'Undetermined',
    tone: 'warning',
  },
};

/** The sentence about the replicas: `2 of 2 replicas ready`, how far loading has come, or that it waits for devices. */
export function describePhase(phase: Phase, now: number): string {
  const { replicasReady: ready, replicasDesired: desired } = phase;
  if (phase.name === 'starting') {
    return describeLoading(phase, now);
  }
  if (phase.name === 'unknown') {
    return ready !== undefined && desired !== undefined
      ? `${ready} of ${desired} ready when last known`
      : 'The signal source does not say how many replicas are ready.';
  }
  if (ready !== undefined && desired !== undefined) {
    return `${ready} of ${desired} ${
      desired === 1 ? 'replica' : 'replicas'
    } ready`;
  }
  return phase.name === 'absent' ? 'No replica is wanted or known.' : '';
}

function describeLoading(phase: Phase, now: number): string {
  const { since, expectedSeconds, overdue, restart } = phase;
  const expected =
    expectedSeconds === undefined
      ? undefined
      : `about ${formatProgressSpan(expectedSeconds)}`;
  if (!since) {
    if (phase.waitingForDevices) return 'Waiting for devices.';
    return expected === undefined
      ? 'Loading the model.'
      : `Loading the model, expected to take ${expected}.`;
  }
  const elapsed = formatProgressSpan(
    Math.max(0, (now - Date.parse(since)) / 1000),
  );
  if (phase.waitingForDevices) {
    return `Waiting for devices: ${elapsed} so far`;
  }
  if (overdue) {
    return `Not ready after ${elapsed}${
      expected === undefined ? '' : `; a start takes ${expected}`
    }`;
  }
  const progress = `${
    restart ? 'Loading model again' : 'Loading model'
  }: ${elapsed}`;
  return expected === undefined
    ? `${progress} so far`
    : `${progress} of ${expected}`;
}

/** How far loading has come, 0 to 1, where both ends are known; never 1 before it is ready. */
export function loadingProgress(phase: Phase, now: number): number | undefined {
  if (
    phase.name !== 'starting' ||
    phase.overdue ||
    phase.waitingForDevices ||
    !phase.since ||
    !phase.expectedSeconds
  ) {
    return undefined;
  }
  const elapsed = (now - Date.parse(phase.since)) / 1000;
  return Math.min(0.99, Math.max(0, elapsed / phase.expectedSeconds));
}
