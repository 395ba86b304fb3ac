import { runChaos } from './__testUtils__/chaos/runChaos';
import { TEAMS } from './__testUtils__/chaos/scene';
import { testPostgres } from './__testUtils__/postgres';

jest.setTimeout(900_000);

const { connection } = testPostgres();

// The short form of `yarn test:chaos`. It is counted in operations, not in seconds: a slow machine takes longer.
it('keeps the books while the backend is killed and its connections are cut', async () => {
  const report = await runChaos({
    connection,
    backends: 1,
    clients: 16,
    seed: 20_261_125,
    until: { operations: 500 },
    faults: [
      { at: 0.2, kind: 'cut' },
      { at: 0.4, kind: 'kill' },
      { at: 0.7, kind: 'cut' },
    ],
  });
  expect(report).toMatchObject({ violations: [], lost: 0, kills: 1 });
  expect(report.cutConnections).toBeGreaterThan(0);
  expect(report.messages.applied).toBeGreaterThan(0);
  expect(report.ended).toEqual({
    'request.expired': expect.any(Number),
    'reservation.expired': expect.any(Number),
    'quota.ended': expect.any(Number),
  });
  expect(Object.keys(report.activated)).toHaveLength(TEAMS.length);
  expect(report.loans.made).toBeGreaterThan(0);
});
