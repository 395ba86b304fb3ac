import {
  AUDIT_GENESIS,
  verifyAuditHead,
  verifyAuditLinks,
  type AuditVerdict,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaStores } from '../database/QuotaDatabase';
import { sha256 } from './sha256';

const PAGE = 1_000;

/** Where the chains are. */
type Database = { read: Pick<QuotaStores, 'audit'> };

/** Follows the audit chains and finds tampering. */
export class AuditVerifier {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The chains of all teams, by team. */
  async verifyAll(): Promise<Map<string, AuditVerdict>> {
    const verdicts = new Map<string, AuditVerdict>();
    for (const team of await this.#database.read.audit.teams()) {
      verdicts.set(team, await this.verify(team));
    }
    return verdicts;
  }

  /** The chain of one team, from its first event to its head. */
  async verify(team: string): Promise<AuditVerdict> {
    const { audit } = this.#database.read;
    // Read first: events that are added meanwhile lie beyond it.
    const head = await audit.head(team);
    let at = AUDIT_GENESIS;
    while (at.seq < head.seq) {
      const links = await audit.links(
        team,
        at.seq,
        Math.min(PAGE, head.seq - at.seq),
      );
      if (links.length === 0) break;
      const verdict = verifyAuditLinks({ team, links, from: at, sha256 });
      if (!verdict.intact) return verdict;
      at = verdict.head;
    }
    const [beyond] = await audit.links(team, head.seq, 1);
    if (beyond && beyond.seq > (await audit.head(team)).seq) {
      return {
        intact: false,
        seq: beyond.seq,
        problem: 'it was written without moving the head',
      };
    }
    return verifyAuditHead(at, head);
  }
}
