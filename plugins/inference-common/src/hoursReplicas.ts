import type { BusinessHours } from './endpointOptions';
import type { FieldError } from './fieldError';

/**
 * The bounds within which an endpoint scales.
 *
 * @public
 */
export type ReplicaBounds = {
  minReplicas: number;
  maxReplicas: number;
  scaleToZero?: boolean;
};

/**
 * How many replicas business hours begin with in a form: one more than run anyway, at most the maximum.
 *
 * @public
 */
export function defaultHoursReplicas(bounds: ReplicaBounds): number {
  const { minReplicas, maxReplicas, scaleToZero } = bounds;
  return scaleToZero ? minReplicas : Math.min(maxReplicas, minReplicas + 1);
}

/**
 * Checks how many replicas business hours keep up: within the bounds, and more than run anyway.
 *
 * @returns what is wrong, by the path of the part
 *
 * @public
 */
export function checkHoursReplicas(
  hours: BusinessHours,
  bounds: ReplicaBounds,
): FieldError[] {
  const { minReplicas, maxReplicas, scaleToZero } = bounds;
  const { replicas = minReplicas } = hours;
  const path = 'businessHours.replicas';
  if (!scaleToZero && minReplicas === maxReplicas) {
    return [
      {
        path,
        message: `cannot be kept up beyond the ${minReplicas} that always run: raise the maximum of replicas, or leave the hours out`,
      },
    ];
  }
  if (
    !Number.isInteger(replicas) ||
    replicas < minReplicas ||
    replicas > maxReplicas
  ) {
    return [
      {
        path,
        message: `must be a whole number from ${minReplicas} to ${maxReplicas}, the bounds of replicas`,
      },
    ];
  }
  return !scaleToZero && replicas === minReplicas
    ? [
        {
          path,
          message: `must be more than the minimum (${minReplicas}), which runs at all hours`,
        },
      ]
    : [];
}

/**
 * The hours of an endpoint that is planned again. Those that were answered before they had replicas of their own meant
 * the minimum; where that runs anyway they had no effect, and are left out rather than refused.
 *
 * @public
 */
export function hoursOfUpgrade(
  hours: BusinessHours | undefined,
  bounds: ReplicaBounds,
): BusinessHours | undefined {
  return hours?.replicas === undefined && !bounds.scaleToZero
    ? undefined
    : hours;
}
