import type { Entity } from '@backstage/catalog-model';
import type { OnCallAnswer } from '@golden-path/plugin-inference-common';

/**
 * A place that knows who is on call, such as PagerDuty.
 *
 * @public
 */
export interface OnCallSource {
  /** Names the source to people, e.g. `pagerduty`. */
  readonly id: string;
  /**
   * What this source pages for an entity, read from the entity's annotations. Does no I/O.
   *
   * @returns an id that {@link OnCallSource.getOnCall} understands, or undefined when the entity names none
   */
  resolveTarget(entity: Entity): string | undefined;
  /**
   * Who is on call for these targets, in as few requests as the source can do.
   *
   * @returns an answer for every target; failures are answers too (`error`), one target's failure leaves the
   * others alone
   */
  getOnCall(
    targets: string[],
    options: { at: Date; signal: AbortSignal },
  ): Promise<Map<string, OnCallAnswer>>;
}
