import { describePhase, loadingProgress } from './phase';

const now = Date.parse('2026-11-23T12:00:00Z');
const since = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('describePhase', () => {
  it.each([
    [
      { name: 'ready', replicasReady: 2, replicasDesired: 2 },
      '2 of 2 replicas ready',
    ],
    [
      { name: 'degraded', replicasReady: 0, replicasDesired: 1 },
      '0 of 1 replica ready',
    ],
    [{ name: 'absent' }, 'No replica is wanted or known.'],
    [
      { name: 'starting', since: since(40), expectedSeconds: 60 },
      'Loading model: 40 s of about 1 min',
    ],
    [
      {
        name: 'starting',
        since: since(200),
        expectedSeconds: 60,
        overdue: true,
      },
      'Not ready after 3 min 20 s; a start takes about 1 min',
    ],
    [{ name: 'starting', since: since(40) }, 'Loading model: 40 s so far'],
    [
      { name: 'starting', since: since(40), restart: true },
      'Loading model again: 40 s so far',
    ],
    [
      {
        name: 'starting',
        since: since(90),
        expectedSeconds: 60,
        waitingForDevices: true,
      },
      'Waiting for devices: 1 min 30 s so far',
    ],
    [
      { name: 'unknown', replicasReady: 1, replicasDesired: 2 },
      '1 of 2 ready when last known',
    ],
    [
      { name: 'starting', expectedSeconds: 240 },
      'Loading the model, expected to take about 4 min.',
    ],
  ] as const)('says %j in words', (phase, text) => {
    expect(plain(describePhase(phase, now))).toBe(text);
  });
});

describe('loadingProgress', () => {
  it('is never complete before the endpoint is ready', () => {
    expect(
      loadingProgress(
        { name: 'starting', since: since(30), expectedSeconds: 60 },
        now,
      ),
    ).toBe(0.5);
    expect(
      loadingProgress(
        { name: 'starting', since: since(300), expectedSeconds: 60 },
        now,
      ),
    ).toBe(0.99);
  });

  it('is not shown where an end is unknown', () => {
    expect(
      loadingProgress({ name: 'starting', since: since(30) }, now),
    ).toBeUndefined();
    expect(loadingProgress({ name: 'ready' }, now)).toBeUndefined();
    expect(
      loadingProgress(
        {
          name: 'starting',
          since: since(30),
          expectedSeconds: 60,
          waitingForDevices: true,
        },
        now,
      ),
    ).toBeUndefined();
  });
});
