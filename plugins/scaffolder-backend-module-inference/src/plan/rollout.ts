/** How many replicas a roll-out may add and take away at a time, as Deployments have it. */
export type Rollout = { maxSurge: 0 | 1; maxUnavailable: 1 | `${number}%` };

/**
 * Works out how replicas are replaced, one at a time, within the quota, which is for the maximum of replicas and no more.
 *
 * @remarks
 * Where replicas are fixed they are always at the maximum: one goes before the next comes.
 *
 * Where they vary, the new one comes first while there is room. At the maximum there is none: it waits for the quota of an
 * old one, which may only go if one may be unavailable. No whole number fits both; a share does, for a Deployment rounds it
 * down: of the share 1 / maximum, in whole per cent and rounded up, the maximum of replicas gives exactly 1
 * (`floor(max * ceil(100 / max) / 100)`, 1 up to 100 replicas) and fewer give 0. From eleven replicas up, rounding up to
 * whole per cent lets one be unavailable a little below the maximum already, but never with fewer than ten.
 */
export function planRollout(minReplicas: number, maxReplicas: number): Rollout {
  return minReplicas < maxReplicas
    ? { maxSurge: 1, maxUnavailable: `${Math.ceil(100 / maxReplicas)}%` }
    : { maxSurge: 0, maxUnavailable: 1 };
}
