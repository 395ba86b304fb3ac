import { mergeReplicaHistory, phase, replicaHistoryOf } from './phase';
import type { Series, Signal } from './schemas';

const now = Date.parse('2026-03-01T03:00:00Z');
const ok = (value: number): Signal => ({
  state: 'ok',
  unit: 'replicas',
  value,
});
const gone: Signal = { state: 'no-data', unit: 'replicas' };
const minutesAgo = (minutes: number) => now - minutes * 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** One value a minute, the last one now. */
function series(...values: (number | null)[]): Series {
  return { start: iso(minutesAgo(values.length - 1)), stepSeconds: 60, values };
}

function phaseOf(
  ready: Signal,
  desired: Signal,
  readySeries?: Series,
  expectedSeconds?: number,
  desiredSeries?: Series,
) {
  return phase({
    replicasReady: ready,
    replicasDesired: desired,
    history: replicaHistoryOf({
      replicasReady: readySeries,
      replicasDesired: desiredSeries,
    }),
    expectedSeconds,
    now,
  });
}

describe('phase', () => {
  it('is absent when nothing is known of it or nothing is wanted', () => {
    expect(phaseOf(gone, gone)).toEqual({ name: 'absent' });
    expect(phaseOf(ok(0), ok(0)).name).toBe('absent');
  });

  it('is ready since all replicas were', () => {
    expect(
      phaseOf(
        ok(2),
        ok(2),
        series(0, 1, 2, null, 2),
        240,
        series(2, 2, 2, 2, 2),
      ),
    ).toEqual({
      name: 'ready',
      replicasReady: 2,
      replicasDesired: 2,
      since: iso(minutesAgo(2)),
    });
    expect(phaseOf(ok(2), ok(2), series(2, 2, 2))).not.toHaveProperty('since');
  });

  it('is degraded when some are missing', () => {
    expect(phaseOf(ok(1), ok(3)).name).toBe('degraded');
  });

  it('says how far a first start is, and when it is overdue', () => {
    expect(phaseOf(ok(0), ok(1), series(null, null, 0, 0, 0), 240)).toEqual({
      name: 'starting',
      replicasReady: 0,
      replicasDesired: 1,
      since: iso(minutesAgo(2)),
      expectedSeconds: 240,
      overdue: false,
      restart: false,
    });
    const long = series(null, ...Array.from({ length: 12 }, () => 0));
    expect(phaseOf(ok(0), ok(1), long, 240)).toMatchObject({
      name: 'starting',
      overdue: true,
    });
  });

  it('waits for devices, rather than loading, while none is allocated', () => {
    const held = (accelerators: Signal) =>
      phase({
        replicasReady: ok(0),
        replicasDesired: ok(1),
        accelerators,
        now,
      });
    expect(held(ok(0))).toMatchObject({
      name: 'starting',
      waitingForDevices: true,
    });
    expect(held(ok(1))).not.toHaveProperty('waitingForDevices');
    expect(held(gone)).not.toHaveProperty('waitingForDevices');
  });

  it('is starting again at first, then failing, when it had been ready', () => {
    expect(phaseOf(ok(0), ok(1), series(1, 1, 0, 0), 240)).toMatchObject({
      name: 'starting',
      restart: true,
      since: iso(minutesAgo(2)),
    });
    const long = series(1, ...Array.from({ length: 12 }, () => 0));
    expect(phaseOf(ok(0), ok(1), long, 240).name).toBe('failing');
  });

  it('does not take scaling up from zero for an outage', () => {
    const hoursIdle = Array.from({ length: 60 }, () => 0);
    expect(
      phaseOf(
        ok(0),
        ok(1),
        series(1, 1, ...hoursIdle, 0, 0),
        240,
        series(1, 1, ...hoursIdle, 1, 1),
      ),
    ).toMatchObject({
      name: 'starting',
      restart: false,
      since: iso(minutesAgo(1)),
    });
  });

  it('is unknown, with the last known counts, when the figures are not fresh', () => {
    const stale: Signal = { ...ok(2), state: 'error' };
    expect(phaseOf(stale, stale)).toEqual({
      name: 'unknown',
      replicasReady: 2,
      replicasDesired: 2,
    });
  });

  it('keeps the longest memory of two observers', () => {
    expect(
      mergeReplicaHistory(
        { firstSeenAt: 5, lastReadyAt: 7 },
        { firstSeenAt: 3, completeSince: 4 },
      ),
    ).toEqual({
      firstSeenAt: 3,
      lastReadyAt: 7,
      completeSince: 4,
      wantedSince: undefined,
    });
  });
});
