import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';

/** Says every condition in other terms and keeps how they are joined. */
export function mapCriteria<A, B>(
  criteria: PermissionCriteria<A>,
  map: (condition: A) => B,
): PermissionCriteria<B> {
  if (isAndCriteria(criteria)) {
    const [first, ...rest] = criteria.allOf;
    return {
      allOf: [
        mapCriteria(first, map),
        ...rest.map(each => mapCriteria(each, map)),
      ],
    };
  }
  if (isOrCriteria(criteria)) {
    const [first, ...rest] = criteria.anyOf;
    return {
      anyOf: [
        mapCriteria(first, map),
        ...rest.map(each => mapCriteria(each, map)),
      ],
    };
  }
  if (isNotCriteria(criteria)) return { not: mapCriteria(criteria.not, map) };
  return map(criteria);
}
