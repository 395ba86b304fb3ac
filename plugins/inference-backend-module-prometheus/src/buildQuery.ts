import { SIGNALS, type SignalId } from '@golden-path/plugin-inference-common';
import {
  assertEndpointMatcher,
  assertEndpointsMatcher,
} from './assertEndpointMatcher';
import { quoteAlternatives, quoteLabelValue } from './quoteLabelValue';

/** Everything the portal shows, of all endpoints. */
export const SNAPSHOT_QUERY = '{__name__=~"inference:.+"}';

/**
 * The query for the series of one endpoint. Names come from the list of signals, the endpoint is a quoted label
 * value, and the result is parsed and checked before it is sent anywhere.
 *
 * @throws Error when the query would not be bound to the endpoint
 */
export function buildRangeQuery(endpoint: string, signals: SignalId[]): string {
  const query = `{__name__=~${quoteNames(signals)},endpoint=${quoteLabelValue(
    endpoint,
  )}}`;
  assertEndpointMatcher(query, endpoint);
  return query;
}

/** What one query may say about endpoints: room for some two hundred, and within the limits of what reads it. */
const MAX_ENDPOINTS_LENGTH = 8_000;

/**
 * The queries for the series of several endpoints: one, unless they are too many for one. Checked as that of one
 * endpoint is.
 *
 * @throws Error when a query would not be bound to the endpoints
 */
export function buildRangesQueries(
  endpoints: readonly string[],
  signals: SignalId[],
): string[] {
  const batches: string[][] = [];
  let length = Infinity;
  for (const endpoint of new Set(endpoints)) {
    const more = quoteAlternatives([endpoint]).length;
    length += more;
    if (length > MAX_ENDPOINTS_LENGTH) {
      batches.push([]);
      length = more;
    }
    batches[batches.length - 1].push(endpoint);
  }
  return batches.map(batch => {
    const alternatives = quoteAlternatives(batch);
    const query = `{__name__=~${quoteNames(
      signals,
    )},endpoint=~${alternatives}}`;
    assertEndpointsMatcher(query, alternatives);
    return query;
  });
}

function quoteNames(signals: SignalId[]): string {
  const names = [...new Set(signals.map(id => SIGNALS[id].series))];
  return quoteLabelValue(names.join('|'));
}

/** The query of one figure, for people to look at. */
export function buildSignalQuery(endpoint: string, signal: SignalId): string {
  const definition = SIGNALS[signal];
  const labels = 'labels' in definition ? definition.labels : {};
  const matchers = Object.entries({ endpoint, ...labels })
    .map(([name, value]) => `${name}=${quoteLabelValue(value)}`)
    .join(',');
  const query = `${definition.series}{${matchers}}`;
  assertEndpointMatcher(query, endpoint);
  return query;
}
