import type { components } from './generated/openapi';

/**
 * Who or what is paged: a person, or a team, schedule or channel where the provider pages those.
 * `until` is when they go off call; null means never (permanent), undefined that the provider does not say.
 *
 * @public
 */
export type OnCallTarget = components['schemas']['OnCallTarget'];

/**
 * One level of an escalation, level 1 being paged first.
 *
 * @public
 */
export type OnCallLevel = components['schemas']['OnCallLevel'];

/**
 * Somebody is on call at level 1. Times are RFC 3339.
 *
 * @public
 */
export type OnCallOk = {
  state: 'ok';
  /** In order; each has at least one target. */
  levels: OnCallLevel[];
  asOf: string;
  /** When the first of those named goes off call; undefined when nobody does. */
  validUntil?: string;
  /** Where people look at it at the provider. */
  link?: string;
};

/**
 * Nobody is on call at level 1 now.
 *
 * @public
 */
export type OnCallGap = {
  state: 'gap';
  /** The levels that have somebody, in order. */
  levels: OnCallLevel[];
  /** The first of `levels`: who is paged instead. Undefined when nobody is on call at all. */
  nextLevel?: OnCallLevel;
  /** When somebody is at level 1 again, where the provider knows. */
  nextFrom?: string;
  asOf: string;
  validUntil?: string;
  link?: string;
};

/**
 * Why an on-call source gave no answer.
 *
 * @public
 */
export type OnCallErrorKind = NonNullable<
  components['schemas']['OnCallAnswer']['kind']
>;

/**
 * The source gave no answer. `lastGood` is the last one it gave, with its age in `asOf`.
 *
 * @public
 */
export type OnCallError = {
  state: 'error';
  kind: OnCallErrorKind;
  message: string;
  retryAt?: string;
  lastGood?: OnCallOk | OnCallGap;
};

/**
 * What an on-call source says about one target.
 *
 * @public
 */
export type OnCallAnswer = OnCallOk | OnCallGap | OnCallError;

/**
 * What the portal says about a party: the source's answer, or that the party has no on-call target.
 *
 * @public
 */
export type PartyOnCall =
  | (OnCallAnswer & { provider: string })
  | { state: 'none'; message: string };
