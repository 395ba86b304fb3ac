import { InputError } from '@backstage/errors';
import type {
  AuditEvent,
  AuditPage,
  AuditVerification,
} from '@golden-path/plugin-gpu-quota-common';
import type { WrittenAuditEvent } from '../database/AuditStore';
import { decodeAuditCursor, encodeAuditCursor } from './auditCursor';
import { AuditVerifier } from './AuditVerifier';
import type { Caller } from './Caller';
import { canonicalRef } from './entityRefs';
import { authorityOf, type ServiceContext } from './ServiceContext';

/** What a page of the audit is narrowed to; times are RFC 3339. */
export type AuditQuery = {
  team?: string;
  subject?: string;
  actor?: string;
  action?: string;
  from?: string;
  until?: string;
  limit: number;
  cursor?: string;
};

/** Reading what happened, and proving that nothing of it was changed since. */
export class AuditService {
  readonly #context: ServiceContext;
  readonly #verifier: AuditVerifier;
  readonly #verifying = new Map<string, Promise<AuditVerification>>();

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#verifier = new AuditVerifier(context.database);
  }

  async list(caller: Caller, query: AuditQuery): Promise<AuditPage> {
    const team = query.team && canonicalRef(query.team);
    const from = query.from ? new Date(query.from) : undefined;
    const until = query.until ? new Date(query.until) : undefined;
    if (from && until && from >= until) {
      throw new InputError(
        'from must lie before until: no event is in between',
      );
    }
    const { authority } = await authorityOf(
      this.#context,
      caller,
      snapshot => team === undefined || snapshot.organisation.has(team),
    );
    if (team) authority.requireReadable(team);
    const events = await this.#context.database.read.audit.page(
      {
        visibleTeams: team ? [team] : authority.visibleTeams,
        subject: query.subject,
        actor: query.actor && canonicalActor(query.actor),
        action: query.action,
        from,
        until,
      },
      {
        // One more than is shown says whether there is another page.
        limit: query.limit + 1,
        after: query.cursor ? decodeAuditCursor(query.cursor) : undefined,
      },
    );
    const shown = events.slice(0, query.limit);
    const last = shown[shown.length - 1];
    return {
      items: shown.map(toAuditEvent),
      ...(last &&
        events.length > shown.length && {
          nextCursor: encodeAuditCursor(last),
        }),
    };
  }

  /** Follows a team's chain from its first event to its last; whoever asks meanwhile shares the answer. */
  async verify(caller: Caller, team: string): Promise<AuditVerification> {
    const ref = canonicalRef(team);
    const { authority } = await authorityOf(this.#context, caller, snapshot =>
      snapshot.organisation.has(ref),
    );
    authority.requireReadable(ref);
    const running =
      this.#verifying.get(ref) ??
      this.#verify(ref).finally(() => this.#verifying.delete(ref));
    this.#verifying.set(ref, running);
    return await running;
  }

  async #verify(team: string): Promise<AuditVerification> {
    const verdict = await this.#verifier.verify(team);
    return verdict.intact
      ? {
          team,
          intact: true,
          events: verdict.head.seq,
          hash: verdict.head.hash,
        }
      : { team, intact: false, seq: verdict.seq, problem: verdict.problem };
  }
}

function toAuditEvent(written: WrittenAuditEvent): AuditEvent {
  const { at, actor, action, subject, data } = JSON.parse(written.body);
  return {
    team: written.team,
    seq: written.seq,
    at,
    actor,
    action,
    subject,
    data,
    hash: written.hash,
  };
}

function canonicalActor(actor: string): string {
  return actor.startsWith('user:') ? canonicalRef(actor) : actor;
}
