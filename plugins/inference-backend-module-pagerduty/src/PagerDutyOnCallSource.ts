import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import {
  VENDOR_ANNOTATIONS,
  type OnCallAnswer,
} from '@golden-path/plugin-inference-common';
import type { OnCallSource } from '@golden-path/plugin-inference-node';
import type {
  OnCallRow,
  PagerDutyClient,
  PagerDutyService,
} from './PagerDutyClient';
import { PagerDutyError } from './PagerDutyError';
import { toOnCallAnswer } from './toOnCallAnswer';

/** How long a service's policy is taken to stay the same. */
const SERVICE_TTL_MS = 3_600_000;
/** How far ahead the end of a gap is looked for. */
const GAP_LOOKAHEAD_MS = 14 * 24 * 3_600_000;
/** Policies in one question, so that the address stays short. */
const POLICIES_AT_A_TIME = 50;
const SERVICE_ID = /^[A-Za-z0-9]{1,32}$/;

type Held = { service: PagerDutyService; until: number };
type Found = { target: string; service: PagerDutyService };

/** Who PagerDuty pages for a service. */
export class PagerDutyOnCallSource implements OnCallSource {
  readonly id = 'pagerduty';
  readonly #client: PagerDutyClient;
  readonly #logger: LoggerService;
  readonly #services = new Map<string, Held>();

  static create(options: {
    client: PagerDutyClient;
    logger: LoggerService;
  }): PagerDutyOnCallSource {
    return new PagerDutyOnCallSource(options.client, options.logger);
  }

  private constructor(client: PagerDutyClient, logger: LoggerService) {
    this.#client = client;
    this.#logger = logger;
  }

  resolveTarget(entity: Entity): string | undefined {
    const id =
      entity.metadata.annotations?.[VENDOR_ANNOTATIONS.pagerDutyServiceId];
    return id?.trim() || undefined;
  }

  async getOnCall(
    targets: string[],
    options: { at: Date; signal: AbortSignal },
  ): Promise<Map<string, OnCallAnswer>> {
    const answers = new Map<string, OnCallAnswer>();
    const found: Found[] = [];
    await Promise.all(
      [...new Set(targets)].map(async target => {
        try {
          found.push({ target, service: await this.#service(target, options) });
        } catch (error) {
          answers.set(target, this.#errorAnswer(error));
        }
      }),
    );
    for (let from = 0; from < found.length; from += POLICIES_AT_A_TIME) {
      const some = found.slice(from, from + POLICIES_AT_A_TIME);
      try {
        await this.#answer(some, options, answers);
      } catch (error) {
        for (const { target } of some) {
          answers.set(target, this.#errorAnswer(error));
        }
      }
    }
    return answers;
  }

  async #service(
    id: string,
    { at, signal }: { at: Date; signal: AbortSignal },
  ): Promise<PagerDutyService> {
    if (!SERVICE_ID.test(id)) {
      throw new PagerDutyError(
        'not-found',
        `'${id}' is not the id of a PagerDuty service; it looks like PABC123.`,
      );
    }
    const held = this.#services.get(id);
    if (held && at.getTime() < held.until) return held.service;
    const service = await this.#client.getService(id, signal);
    this.#services.set(id, { service, until: at.getTime() + SERVICE_TTL_MS });
    return service;
  }

  async #answer(
    found: Found[],
    { at, signal }: { at: Date; signal: AbortSignal },
    answers: Map<string, OnCallAnswer>,
  ): Promise<void> {
    const policyOf = ({ service }: Found) => service.escalation_policy.id;
    const rows = await this.#client.listOnCalls(
      { policyIds: [...new Set(found.map(policyOf))], since: at, until: at },
      signal,
    );
    const rowsOf = (all: OnCallRow[], one: Found) =>
      all.filter(row => row.escalation_policy.id === policyOf(one));
    const gaps: Found[] = [];
    for (const one of found) {
      const answer = toOnCallAnswer({
        service: one.service,
        rows: rowsOf(rows, one),
        at,
      });
      answers.set(one.target, answer);
      if (answer.state === 'gap') gaps.push(one);
    }
    if (gaps.length === 0) return;

    const coming = await this.#coming(
      [...new Set(gaps.map(policyOf))],
      at,
      signal,
    );
    for (const one of gaps) {
      answers.set(
        one.target,
        toOnCallAnswer({
          service: one.service,
          rows: rowsOf(rows, one),
          coming: rowsOf(coming, one),
          at,
        }),
      );
    }
  }

  /** Duties to come. Who is paged now is known without, so a failure costs only the end of the gap. */
  async #coming(
    policyIds: string[],
    at: Date,
    signal: AbortSignal,
  ): Promise<OnCallRow[]> {
    try {
      return await this.#client.listOnCalls(
        {
          policyIds,
          since: at,
          until: new Date(at.getTime() + GAP_LOOKAHEAD_MS),
          earliest: true,
        },
        signal,
      );
    } catch (error) {
      this.#logger.warn(
        `PagerDuty did not say when level 1 is on call again: ${error}`,
      );
      return [];
    }
  }

  #errorAnswer(error: unknown): OnCallAnswer {
    if (error instanceof PagerDutyError) return error.toAnswer();
    this.#logger.error(`Asking PagerDuty failed: ${error}`);
    return {
      state: 'error',
      kind: 'upstream',
      message: 'PagerDuty could not be asked.',
    };
  }
}
