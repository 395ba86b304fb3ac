import { z } from 'zod';
import { PagerDutyError } from './PagerDutyError';
import type { PagerDutyConfig } from './readPagerDutyConfig';

const policySchema = z.object({
  id: z.string(),
  html_url: z.string().nullish(),
  escalation_rules: z
    .array(z.object({ escalation_delay_in_minutes: z.number() }))
    .optional(),
});
const serviceAnswer = z.object({
  service: z.object({
    id: z.string(),
    html_url: z.string().nullish(),
    escalation_policy: policySchema,
  }),
});
const time = z.iso.datetime({ offset: true });
const onCallRow = z.object({
  escalation_policy: z.object({ id: z.string() }),
  escalation_level: z.number().int().min(1),
  schedule: z
    .object({ id: z.string(), summary: z.string().nullish() })
    .nullish(),
  user: z.object({
    id: z.string(),
    summary: z.string().nullish(),
    name: z.string().nullish(),
    email: z.string().nullish(),
  }),
  start: time.nullish(),
  end: time.nullish(),
});
const onCallsAnswer = z.object({
  oncalls: z.array(onCallRow),
  more: z.boolean(),
});

/** A service with the policy that says who is paged for it. @internal */
export type PagerDutyService = z.infer<typeof serviceAnswer>['service'];
/** Somebody's duty at one level of a policy; no start and end: for good. @internal */
export type OnCallRow = z.infer<typeof onCallRow>;

/** The most rows PagerDuty gives at a time. */
const PAGE = 100;
/** PagerDuty pages no further than this many rows. */
const MAX_ROWS = 10_000;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told by the schema that undefined does not meet.
    return undefined;
  }
}

/** Reads who is on call over PagerDuty's REST API v2. */
export class PagerDutyClient {
  readonly #config: PagerDutyConfig;
  readonly #now: () => number;

  static create(options: {
    config: PagerDutyConfig;
    now: () => number;
  }): PagerDutyClient {
    return new PagerDutyClient(options.config, options.now);
  }

  private constructor(config: PagerDutyConfig, now: () => number) {
    this.#config = config;
    this.#now = now;
  }

  /**
   * A service with its escalation policy.
   *
   * @throws PagerDutyError
   */
  async getService(id: string, abort: AbortSignal): Promise<PagerDutyService> {
    const { service } = await this.#get(
      `services/${encodeURIComponent(id)}`,
      [['include[]', 'escalation_policies']],
      serviceAnswer,
      abort,
    );
    return service;
  }

  /**
   * Who is on call for some policies in a time, all rows of it.
   *
   * @throws PagerDutyError
   */
  async listOnCalls(
    query: {
      policyIds: string[];
      since: Date;
      until: Date;
      /** Only the next duty of each policy, level and user. */
      earliest?: boolean;
    },
    abort: AbortSignal,
  ): Promise<OnCallRow[]> {
    const rows: OnCallRow[] = [];
    while (rows.length < MAX_ROWS) {
      const page = await this.#get(
        'oncalls',
        [
          ...query.policyIds.map((id): [string, string] => [
            'escalation_policy_ids[]',
            id,
          ]),
          ['include[]', 'users'],
          ['since', query.since.toISOString()],
          ['until', query.until.toISOString()],
          ['limit', String(PAGE)],
          ['offset', String(rows.length)],
          ...(query.earliest ? [['earliest', 'true'] as [string, string]] : []),
        ],
        onCallsAnswer,
        abort,
      );
      rows.push(...page.oncalls);
      // An empty page that promises more would never end.
      if (!page.more || page.oncalls.length === 0) return rows;
    }
    throw new PagerDutyError(
      'upstream',
      `PagerDuty has more than ${MAX_ROWS} rows for this: ask for fewer services at a time.`,
    );
  }

  async #get<T>(
    path: string,
    parameters: [string, string][],
    schema: z.ZodType<T>,
    abort: AbortSignal,
  ): Promise<T> {
    const { url, token, timeoutMs } = this.#config;
    const target = new URL(path, url);
    target.search = new URLSearchParams(parameters).toString();
    const signal = AbortSignal.any([abort, AbortSignal.timeout(timeoutMs)]);
    const { response, text } = await this.#fetch(target, {
      headers: {
        Accept: 'application/vnd.pagerduty+json;version=2',
        Authorization: `Token token=${token}`,
      },
      // A redirect would carry the key to an address nobody configured.
      redirect: 'manual',
      signal,
    });
    if (!response.ok) throw this.#failureOf(response);
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) {
      throw new PagerDutyError(
        'upstream',
        'PagerDuty answered something that is not its API.',
        { cause: parsed.error },
      );
    }
    return parsed.data;
  }

  async #fetch(
    url: URL,
    init: RequestInit & { signal: AbortSignal },
  ): Promise<{ response: Response; text: string }> {
    try {
      const response = await fetch(url, init);
      return { response, text: await response.text() };
    } catch (cause) {
      throw init.signal.aborted
        ? new PagerDutyError('timeout', 'PagerDuty did not answer in time.', {
            cause,
          })
        : new PagerDutyError('upstream', 'PagerDuty cannot be reached.', {
            cause,
          });
    }
  }

  #failureOf(response: Response): PagerDutyError {
    const { status } = response;
    switch (status) {
      case 401:
        return new PagerDutyError(
          'unauthorized',
          'PagerDuty does not accept the API key.',
        );
      case 403:
        return new PagerDutyError(
          'forbidden',
          'PagerDuty does not let this API key read who is on call.',
        );
      case 404:
        return new PagerDutyError(
          'not-found',
          'PagerDuty has no such service.',
        );
      case 429:
        return new PagerDutyError(
          'rate-limited',
          'PagerDuty has been asked too often.',
          { retryAt: this.#retryAt(response.headers) },
        );
      default:
        return new PagerDutyError(
          'upstream',
          status >= 300 && status <= 399
            ? `PagerDuty redirects (${status}), which is not followed: configure the address it redirects to.`
            : `PagerDuty answered ${status}.`,
        );
    }
  }

  /** From `Retry-After` (seconds or a date) or PagerDuty's own `ratelimit-reset` (seconds). */
  #retryAt(headers: Headers): number | undefined {
    const text = headers.get('retry-after') ?? headers.get('ratelimit-reset');
    if (text === null) return undefined;
    if (/^\d{1,6}$/.test(text)) return this.#now() + Number(text) * 1000;
    const date = Date.parse(text);
    return Number.isNaN(date) ? undefined : date;
  }
}
