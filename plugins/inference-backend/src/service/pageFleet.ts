import { InputError } from '@backstage/errors';
import type {
  EndpointSummary,
  FleetTotals,
  ListEndpointsQuery,
  Money,
} from '@golden-path/plugin-inference-common';

type Sort = NonNullable<ListEndpointsQuery['sort']>;
type Order = NonNullable<ListEndpointsQuery['order']>;
type Key = string | number | null;
/** Where a page ended: the sort it was made with, and the last row's key and ref. */
type Cursor = { sort: Sort; order: Order; key: Key; ref: string };

/** One page of a list, and what is left of it. */
export type FleetPage = {
  items: EndpointSummary[];
  totalItems: number;
  nextCursor?: string;
};

const DEFAULT_LIMIT = 50;

const DEFAULT_ORDER: Record<Sort, Order> = {
  attention: 'asc',
  name: 'asc',
  owner: 'asc',
  // The idlest first: that is what people look for.
  gpuUtilization: 'asc',
  costPerHour: 'desc',
};

/**
 * Whether somebody should look at an endpoint now. That nothing is known of it counts only where the others' figures
 * are there: else it is the source that needs attention.
 */
export function needsAttention(
  endpoint: EndpointSummary,
  isSourceOk: boolean,
): boolean {
  const { verdict } = endpoint.triage;
  if (verdict === 'nothing-wrong') return false;
  return verdict !== 'undetermined' || isSourceOk;
}

/** The smaller, the sooner to look at. */
function attentionRank({ phase, triage }: EndpointSummary): number {
  if (phase.name === 'failing') return 0;
  switch (triage.verdict) {
    case 'both':
      return 1;
    case 'platform':
      return 2;
    case 'model-team':
      return 3;
    case 'undetermined':
      return 4;
    default:
      return phase.name === 'starting' ? 5 : 6;
  }
}

function keyOf(endpoint: EndpointSummary, sort: Sort): Key {
  switch (sort) {
    case 'name':
      return (endpoint.title ?? endpoint.name).toLocaleLowerCase('en-US');
    case 'owner':
      return endpoint.ownerRef;
    case 'gpuUtilization':
      return endpoint.signals.gpuUtilization?.value ?? null;
    case 'costPerHour':
      return endpoint.cost.hourly?.amountMinor ?? null;
    default:
      return attentionRank(endpoint);
  }
}

function compareValues<T extends string | number>(left: T, right: T): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

type Row = { key: Key; ref: string };

/** Rows without a value come last, whichever the order; equal rows by entity ref. */
function compareRows(left: Row, right: Row, order: Order): number {
  if (left.key === null || right.key === null) {
    if (left.key === right.key) return compareValues(left.ref, right.ref);
    return left.key === null ? 1 : -1;
  }
  const direction = order === 'asc' ? 1 : -1;
  const byKey =
    typeof left.key === 'number' && typeof right.key === 'number'
      ? compareValues(left.key, right.key)
      : compareValues(String(left.key), String(right.key));
  return byKey * direction || compareValues(left.ref, right.ref);
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function parseCursor(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    // Told below, with everything else that is no cursor.
    return undefined;
  }
}

function decodeCursor(text: string, sort: Sort, order: Order): Row {
  const value = parseCursor(text);
  if (
    typeof value !== 'object' ||
    value === null ||
    !('key' in value && 'ref' in value && 'sort' in value && 'order' in value)
  ) {
    throw new InputError(
      'cursor is not one this service gave out: start again without it',
    );
  }
  const { key, ref } = value;
  const isKey =
    key === null || typeof key === 'string' || typeof key === 'number';
  if (value.sort !== sort || value.order !== order) {
    throw new InputError(
      'cursor was given out for another sort or order: start again without it',
    );
  }
  if (!isKey || typeof ref !== 'string') {
    throw new InputError(
      'cursor is not one this service gave out: start again without it',
    );
  }
  return { key, ref };
}

/** The endpoints that a query asks for, in no order yet. */
export function filterFleet(
  endpoints: EndpointSummary[],
  query: ListEndpointsQuery,
): EndpointSummary[] {
  const owner = query.owner?.toLocaleLowerCase('en-US');
  const search = query.search?.trim().toLocaleLowerCase('en-US');
  const matchesText = ({ name, title }: EndpointSummary) =>
    !search ||
    [name, title ?? ''].some(text =>
      text.toLocaleLowerCase('en-US').includes(search),
    );
  return endpoints.filter(
    endpoint =>
      (!owner || endpoint.ownerRef === owner) &&
      (!query.acceleratorClass ||
        endpoint.accelerator.className === query.acceleratorClass) &&
      (!query.phase || endpoint.phase.name === query.phase) &&
      matchesText(endpoint),
  );
}

/**
 * Sorts endpoints and cuts one page out. A page begins after the row that the cursor names, also when rows have
 * come, gone or moved since.
 *
 * @throws InputError when the cursor is none, or belongs to another sort
 */
export function pageFleet(
  endpoints: EndpointSummary[],
  query: ListEndpointsQuery,
): FleetPage {
  const sort = query.sort ?? 'attention';
  const order = query.order ?? DEFAULT_ORDER[sort];
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after =
    query.cursor === undefined
      ? undefined
      : decodeCursor(query.cursor, sort, order);

  const rows = endpoints
    .map(endpoint => ({
      endpoint,
      key: keyOf(endpoint, sort),
      ref: endpoint.entityRef,
    }))
    .sort((left, right) => compareRows(left, right, order));
  const rest = after
    ? rows.filter(row => compareRows(row, after, order) > 0)
    : rows;
  const page = rest.slice(0, limit);
  const last = page[page.length - 1];
  return {
    items: page.map(row => row.endpoint),
    totalItems: rows.length,
    ...(last &&
      rest.length > limit && {
        nextCursor: encodeCursor({ sort, order, key: last.key, ref: last.ref }),
      }),
  };
}

/** The sum, or undefined where there is nothing to add or currencies differ. */
function sum(amounts: (Money | undefined)[]): Money | undefined {
  const known = amounts.filter(amount => amount !== undefined);
  const [first] = known;
  if (!first || known.some(amount => amount.currency !== first.currency)) {
    return undefined;
  }
  return {
    currency: first.currency,
    amountMinor: known.reduce((total, amount) => total + amount.amountMinor, 0),
  };
}

/** Totals over endpoints. */
export function totalsOf(
  endpoints: EndpointSummary[],
  isSourceOk: boolean,
): FleetTotals {
  const hourly = sum(endpoints.map(endpoint => endpoint.cost.hourly));
  const idleHourly = sum(endpoints.map(endpoint => endpoint.cost.idleHourly));
  return {
    endpoints: endpoints.length,
    needAttention: endpoints.filter(endpoint =>
      needsAttention(endpoint, isSourceOk),
    ).length,
    devices: endpoints.reduce(
      (total, endpoint) => total + endpoint.cost.devices,
      0,
    ),
    ...(hourly && { hourly }),
    ...(idleHourly && { idleHourly }),
  };
}
