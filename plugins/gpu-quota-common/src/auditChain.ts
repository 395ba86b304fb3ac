import { isError } from '@backstage/errors';

/** SHA-256 of a text in UTF-8, as lower-case hex. Injected, so that this package needs no platform. @public */
export type Sha256 = (text: string) => string;

/** One link of a team's audit chain. `body` is the canonical JSON of what happened. @public */
export type AuditLink = {
  seq: number;
  body: string;
  prevHash: string;
  hash: string;
};

/** The last link of a chain, kept apart from it so that a cut tail is seen. @public */
export type AuditHead = { seq: number; hash: string };

/** What `hash` stands before the first link. @public */
export const AUDIT_GENESIS: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/**
 * The hash of a link: SHA-256 over the previous hash, the sequence number and the body, each on its own line.
 *
 * @public
 */
export function auditHash(
  sha256: Sha256,
  link: Omit<AuditLink, 'hash'>,
): string {
  return sha256(`${link.prevHash}\n${link.seq}\n${link.body}`);
}

/** Whether a chain is whole, and if not, where it first is not and why. @public */
export type AuditVerdict =
  | { intact: true; head: AuditHead }
  | { intact: false; seq: number; problem: string };

/**
 * Follows a stretch of a team's chain and finds whatever was changed, removed, inserted or reordered in it.
 *
 * @param options - the team, the links in order, where to begin (genesis when left out), and the hash function
 * @public
 */
export function verifyAuditLinks(options: {
  team: string;
  links: readonly AuditLink[];
  from?: AuditHead;
  sha256: Sha256;
}): AuditVerdict {
  let at = options.from ?? AUDIT_GENESIS;
  for (const link of options.links) {
    const problem = findProblem(options, at, link);
    if (problem) return { intact: false, seq: at.seq + 1, problem };
    at = { seq: link.seq, hash: link.hash };
  }
  return { intact: true, head: at };
}

/**
 * Compares the end of a chain with the head that was kept apart.
 *
 * @param end - where the links end
 * @param head - what the head row says
 * @public
 */
export function verifyAuditHead(end: AuditHead, head: AuditHead): AuditVerdict {
  if (end.seq === head.seq && end.hash === head.hash) {
    return { intact: true, head };
  }
  return {
    intact: false,
    seq: Math.min(end.seq, head.seq) + (end.seq === head.seq ? 0 : 1),
    problem: `the chain ends with event ${end.seq}, its head says ${head.seq}`,
  };
}

function findProblem(
  options: { team: string; sha256: Sha256 },
  before: AuditHead,
  link: AuditLink,
): string | undefined {
  if (link.seq !== before.seq + 1) return 'an event is missing before this one';
  if (link.prevHash !== before.hash) {
    return 'it does not follow the event before it';
  }
  if (link.hash !== auditHash(options.sha256, link)) {
    return 'its text was changed after it was written';
  }
  if (teamOf(link.body) !== options.team) return 'it belongs to another team';
  return undefined;
}

function teamOf(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' &&
      parsed !== null &&
      'team' in parsed &&
      typeof parsed.team === 'string'
      ? parsed.team
      : undefined;
  } catch (error) {
    // Not JSON: whoever wrote it was not us, which the caller reports as a foreign event.
    if (isError(error)) return undefined;
    throw error;
  }
}
