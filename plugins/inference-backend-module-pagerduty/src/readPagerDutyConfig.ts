import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

/** What the module reads from `inference.pagerduty`. */
export type PagerDutyConfig = { url: URL; token: string; timeoutMs: number };

const KEY = 'inference.pagerduty';
const DEFAULT_URL = 'https://api.pagerduty.com';
const DEFAULT_TIMEOUT_MS = 2_000;

function readUrl(config: Config): URL {
  const text = config.getOptionalString('url') ?? DEFAULT_URL;
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

/**
 * Reads and checks the module's configuration.
 *
 * @returns undefined when there is none
 * @throws InputError that names the key which is wrong
 */
export function readPagerDutyConfig(root: Config): PagerDutyConfig | undefined {
  const config = root.getOptionalConfig(KEY);
  if (config === undefined) return undefined;
  const token = config.getString('token');
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new InputError(`${KEY}.token must be an API key without spaces`);
  }
  const timeoutMs = config.has('timeout')
    ? durationToMilliseconds(readDurationFromConfig(config, { key: 'timeout' }))
    : DEFAULT_TIMEOUT_MS;
  if (timeoutMs < 100 || timeoutMs > 60_000) {
    throw new InputError(
      `${KEY}.timeout must be from 100 milliseconds to one minute`,
    );
  }
  return { url: readUrl(config), token, timeoutMs };
}
