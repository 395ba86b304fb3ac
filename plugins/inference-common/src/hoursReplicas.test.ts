import {
  checkHoursReplicas,
  defaultHoursReplicas,
  hoursOfUpgrade,
  type ReplicaBounds,
} from './hoursReplicas';

const hours = { start: '08:00', end: '18:00', timezone: 'UTC' };
const scales = { minReplicas: 2, maxReplicas: 4 };
const steady = { minReplicas: 2, maxReplicas: 2 };
const one = { minReplicas: 1, maxReplicas: 1 };

describe('replicas in business hours', () => {
  it.each<[ReplicaBounds, number]>([
    [scales, 3],
    [{ minReplicas: 1, maxReplicas: 2 }, 2],
    [{ ...scales, scaleToZero: true }, 2],
    [{ ...one, scaleToZero: true }, 1],
  ])('begin with what %j makes useful', (bounds, replicas) => {
    expect(defaultHoursReplicas(bounds)).toBe(replicas);
    expect(checkHoursReplicas({ ...hours, replicas }, bounds)).toEqual([]);
  });

  it.each<[number | undefined, ReplicaBounds, RegExp]>([
    [2, scales, /must be more than the minimum \(2\)/],
    [undefined, scales, /must be more than the minimum \(2\)/],
    [5, scales, /must be a whole number from 2 to 4/],
    [1, scales, /must be a whole number from 2 to 4/],
    [2.5, scales, /must be a whole number from 2 to 4/],
    [1, { ...scales, scaleToZero: true }, /from 2 to 4/],
    [2, steady, /beyond the 2 that always run: raise the maximum/],
    [undefined, one, /beyond the 1 that always run: raise the maximum/],
  ])('are refused where they are %j with %j', (replicas, bounds, message) => {
    expect(checkHoursReplicas({ ...hours, replicas }, bounds)).toEqual([
      {
        path: 'businessHours.replicas',
        message: expect.stringMatching(message),
      },
    ]);
  });

  it('are the minimum for an endpoint that sleeps, if nobody says otherwise', () => {
    expect(checkHoursReplicas(hours, { ...one, scaleToZero: true })).toEqual(
      [],
    );
  });

  it('stay as they were in an upgrade, and are dropped where they never had an effect', () => {
    const sleeping = { ...scales, scaleToZero: true };
    expect(hoursOfUpgrade(hours, sleeping)).toEqual(hours);
    expect(hoursOfUpgrade(hours, scales)).toBeUndefined();
    expect(hoursOfUpgrade(hours, steady)).toBeUndefined();
    expect(hoursOfUpgrade(undefined, scales)).toBeUndefined();
    const chosen = { ...hours, replicas: 3 };
    expect(hoursOfUpgrade(chosen, scales)).toEqual(chosen);
  });
});
