import { planRollout } from './rollout';

/** How many replicas a Deployment lets be unavailable: a share is rounded down. */
function unavailable(running: number, maxReplicas: number): number {
  const { maxUnavailable } = planRollout(1, maxReplicas);
  return typeof maxUnavailable === 'number'
    ? maxUnavailable
    : Math.floor((running * parseInt(maxUnavailable, 10)) / 100);
}

describe('a roll-out', () => {
  it('goes on at every number of replicas, within a quota for the maximum of them, one at a time', () => {
    for (let maxReplicas = 1; maxReplicas <= 100; maxReplicas++) {
      for (let running = 1; running <= maxReplicas; running++) {
        const goes = unavailable(running, maxReplicas);
        const hasRoom = running < maxReplicas;
        expect(goes).toBeLessThanOrEqual(1);
        expect(hasRoom || goes === 1).toBe(true);
        // Where there is room the new one comes first, unless there are plenty
        expect(!hasRoom || goes === 0 || running >= 10).toBe(true);
      }
    }
  });

  it('says a share only where replicas vary', () => {
    expect(planRollout(1, 2)).toEqual({ maxSurge: 1, maxUnavailable: '50%' });
    expect(planRollout(2, 3)).toEqual({ maxSurge: 1, maxUnavailable: '34%' });
    expect(planRollout(1, 64)).toEqual({ maxSurge: 1, maxUnavailable: '2%' });
    expect(planRollout(3, 3)).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });
});
