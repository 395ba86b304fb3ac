import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import type { Knex } from 'knex';

/** One condition on a request's row. */
export type RowFilter = {
  column: 'team' | 'requested_by' | 'waiting_on';
  values: readonly string[];
};

/** What the portal's policy narrows requests to, in columns. */
export type RowLimit = PermissionCriteria<RowFilter>;

/** Adds a limit to a query; the database does the filtering. */
export function whereLimit(query: Knex.QueryBuilder, limit: RowLimit): void {
  if (isAndCriteria(limit)) {
    for (const each of limit.allOf) {
      query.andWhere(part => whereLimit(part, each));
    }
  } else if (isOrCriteria(limit)) {
    query.andWhere(some => {
      for (const each of limit.anyOf)
        some.orWhere(part => whereLimit(part, each));
    });
  } else if (isNotCriteria(limit)) {
    // A column without a value has none of the values.
    query.whereNot(part => whereLimit(part, limit.not));
  } else {
    query.whereRaw('coalesce(?? = any(?), false)', [
      limit.column,
      [...limit.values],
    ]);
  }
}
