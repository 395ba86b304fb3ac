import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

/** What the module reads from `inference.prometheus`. */
export type PrometheusConfig = {
  url: URL;
  headers: Record<string, string>;
  timeoutMs: number;
};

const KEY = 'inference.prometheus';
const DEFAULT_TIMEOUT_MS = 2_000;

function readUrl(config: Config): URL {
  const text = config.getString('url');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username ||
    url.password ||
    url.search ||
    url.hash
  ) {
    throw new InputError(
      `${KEY}.url must be an http or https address without credentials, query and fragment`,
    );
  }
  // So that a path prefix is kept when paths are resolved against it.
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function readHeaders(config: Config): Record<string, string> {
  const own = config.getOptionalConfig('headers');
  const headers = Object.fromEntries(
    (own?.keys() ?? []).map(name => [name, own?.getString(name) ?? '']),
  );
  const token = config.getOptionalString('token');
  try {
    return Object.fromEntries(
      new Headers({
        ...headers,
        ...(token && { Authorization: `Bearer ${token}` }),
      }),
    );
  } catch {
    // What Headers says would repeat the secret.
    throw new InputError(
      `${KEY}.headers and ${KEY}.token must be valid HTTP header values`,
    );
  }
}

/**
 * Reads and checks the module's configuration.
 *
 * @returns undefined when there is none
 * @throws InputError that names the key which is wrong
 */
export function readPrometheusConfig(
  root: Config,
): PrometheusConfig | undefined {
  const config = root.getOptionalConfig(KEY);
  if (config === undefined) return undefined;
  const timeoutMs = config.has('timeout')
    ? durationToMilliseconds(readDurationFromConfig(config, { key: 'timeout' }))
    : DEFAULT_TIMEOUT_MS;
  if (timeoutMs < 100 || timeoutMs > 60_000) {
    throw new InputError(
      `${KEY}.timeout must be from 100 milliseconds to one minute`,
    );
  }
  return { url: readUrl(config), headers: readHeaders(config), timeoutMs };
}
