import { SIGNALS, type SignalId } from '@golden-path/plugin-inference-common';
import { assertEndpointMatcher } from './assertEndpointMatcher';
import { quoteLabelValue } from './quoteLabelValue';

/** Everything the portal shows, of all endpoints. */
export const SNAPSHOT_QUERY = '{__name__=~"inference:.+"}';

/**
 * The query for the series of one endpoint. Names come from the list of signals, the endpoint is a quoted label
 * value, and the result is parsed and checked before it is sent anywhere.
 *
 * @throws Error when the query would not be bound to the endpoint
 */
export function buildRangeQuery(endpoint: string, signals: SignalId[]): string {
  const names = [...new Set(signals.map(id => SIGNALS[id].series))];
  const query = `{__name__=~${quoteLabelValue(
    names.join('|'),
  )},endpoint=${quoteLabelValue(endpoint)}}`;
  assertEndpointMatcher(query, endpoint);
  return query;
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
