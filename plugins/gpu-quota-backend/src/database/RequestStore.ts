import type {
  Decision,
  Evidence,
  RequestState,
  Stage,
} from '@golden-path/plugin-gpu-quota-common';
import type { Knex } from 'knex';
import {
  orUndefined,
  type StoredDecision,
  type StoredQuestion,
  type StoredRequest,
} from './rows';
import { whereLimit, type RowLimit } from './whereLimit';

type RequestRow = {
  id: number;
  version: number;
  team: string;
  accelerator_class: string;
  count: number;
  granted_count: number | null;
  reason: string;
  endpoint: string | null;
  state: RequestState;
  stages: Stage[];
  policy_rule: string | null;
  waiting_on: Stage | null;
  until: Date | null;
  renews: string | null;
  expires_at: Date;
  requested_by: string;
  evidence: Evidence;
  created_at: Date;
  updated_at: Date;
};

/** As JSON, so that times are texts. */
type DecisionRow = {
  request_id: number;
  stage: Decision['stage'];
  outcome: 'approved' | 'denied';
  granted_count: number | null;
  reason: string | null;
  decided_by: string;
  decided_at: string;
};

/** As JSON, so that times are texts. */
type QuestionRow = {
  request_id: number;
  stage: Stage;
  question: string;
  asked_by: string;
  asked_at: string;
  answer: string | null;
  answered_by: string | null;
  answered_at: string | null;
};

function toQuestion(row: QuestionRow): StoredQuestion {
  return {
    requestId: row.request_id,
    stage: row.stage,
    question: row.question,
    by: row.asked_by,
    at: new Date(row.asked_at),
    answer: orUndefined(row.answer),
    answeredBy: orUndefined(row.answered_by),
    answeredAt:
      row.answered_at === null ? undefined : new Date(row.answered_at),
  };
}

/** A request and what was said of it come out of one statement: one snapshot, in which they belong together. */
const WHOLE = `q.*, (
  select coalesce(json_agg(d order by d.id), '[]') from quota_decisions d where d.request_id = q.id
) as decisions, (
  select coalesce(json_agg(u order by u.id), '[]') from quota_questions u where u.request_id = q.id
) as questions`;

type WholeRow = RequestRow & {
  decisions: DecisionRow[];
  questions: QuestionRow[];
};

function toDecision(row: DecisionRow): StoredDecision {
  return {
    requestId: row.request_id,
    stage: row.stage,
    outcome: row.outcome,
    grantedCount: orUndefined(row.granted_count),
    reason: orUndefined(row.reason),
    by: row.decided_by,
    at: new Date(row.decided_at),
  };
}

function toRequest(row: WholeRow): StoredRequest {
  return {
    id: row.id,
    version: row.version,
    team: row.team,
    acceleratorClass: row.accelerator_class,
    count: row.count,
    grantedCount: orUndefined(row.granted_count),
    reason: row.reason,
    endpoint: orUndefined(row.endpoint),
    state: row.state,
    stages: row.stages,
    policyRule: orUndefined(row.policy_rule),
    waitingOn: orUndefined(row.waiting_on),
    until: orUndefined(row.until),
    renews: orUndefined(row.renews),
    expiresAt: row.expires_at,
    requestedBy: row.requested_by,
    evidence: row.evidence,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    decisions: row.decisions.map(toDecision),
    questions: row.questions.map(toQuestion),
  };
}

const MAX_ID = 2_147_483_647;

/** Which requests a page shows. */
export type RequestFilter = {
  /** Teams the caller may see; left out: all. */
  visibleTeams?: string[];
  /** What the portal's policy narrows the page to. */
  limits?: RowLimit[];
  team?: string;
  state?: RequestState;
  endpoint?: string;
  /** Only those that wait for a decision and not for an answer, and that this person neither made nor spoke for. */
  awaiting?: { leadOf: string[]; platform: boolean; notBy: string };
};

/** Requests and the decisions on them. */
export class RequestStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async insert(
    request: Omit<
      StoredRequest,
      'id' | 'version' | 'decisions' | 'questions' | 'updatedAt'
    >,
  ): Promise<StoredRequest> {
    const [row] = await this.#db('quota_requests')
      .insert({
        team: request.team,
        accelerator_class: request.acceleratorClass,
        count: request.count,
        reason: request.reason,
        endpoint: request.endpoint,
        state: request.state,
        stages: request.stages,
        policy_rule: request.policyRule,
        waiting_on: request.waitingOn,
        granted_count: request.grantedCount,
        until: request.until,
        renews: request.renews,
        expires_at: request.expiresAt,
        requested_by: request.requestedBy,
        evidence: JSON.stringify(request.evidence),
        created_at: request.createdAt,
        updated_at: request.createdAt,
      })
      .returning<RequestRow[]>('*');
    return toRequest({ ...row, decisions: [], questions: [] });
  }

  async get(id: number): Promise<StoredRequest | undefined> {
    const row = await this.#db('quota_requests as q')
      .where({ id })
      .first(this.#db.raw(WHOLE));
    return row && toRequest(row);
  }

  /** Those of the requests that exist, in no order. */
  async some(ids: number[]): Promise<StoredRequest[]> {
    const rows: Parameters<typeof toRequest>[0][] = await this.#db(
      'quota_requests as q',
    )
      .whereIn(
        'id',
        ids.filter(id => id <= MAX_ID),
      )
      .select(this.#db.raw(WHOLE));
    return rows.map(toRequest);
  }

  /** One page and how many there are in all. `after` is the last id of the page before. */
  async page(
    filter: RequestFilter,
    page: { oldestFirst: boolean; limit: number; after?: number },
  ): Promise<{ requests: StoredRequest[]; total: number }> {
    const matching = this.#matching(filter);
    const [{ total }]: { total: number }[] = await matching
      .clone()
      .select(this.#db.raw('count(*)::int as total'));
    const query = matching
      .clone()
      .select(this.#db.raw(WHOLE))
      .orderBy('id', page.oldestFirst ? 'asc' : 'desc')
      .limit(page.limit);
    if (page.after !== undefined) {
      query.where('id', page.oldestFirst ? '>' : '<', page.after);
    }
    const rows: WholeRow[] = await query;
    return { requests: rows.map(toRequest), total };
  }

  /** Changes a pending request if it still has the version that was read; undefined when it has not. */
  async change(
    before: StoredRequest,
    change: {
      state: RequestState;
      waitingOn?: Stage;
      grantedCount?: number;
      at: Date;
    },
  ): Promise<StoredRequest | undefined> {
    const changed = await this.#db('quota_requests')
      .where({ id: before.id, version: before.version, state: 'pending' })
      .update({
        version: before.version + 1,
        state: change.state,
        waiting_on: change.waitingOn ?? null,
        granted_count: change.grantedCount ?? null,
        updated_at: change.at,
      });
    return changed === 1 ? await this.get(before.id) : undefined;
  }

  /** Takes back a pending request; undefined when it is not the version that was read any more. */
  async withdraw(
    before: StoredRequest,
    at: Date,
  ): Promise<StoredRequest | undefined> {
    return await this.change(before, { state: 'withdrawn', at });
  }

  async addDecision(decision: StoredDecision): Promise<void> {
    await this.#db('quota_decisions').insert({
      request_id: decision.requestId,
      stage: decision.stage,
      outcome: decision.outcome,
      granted_count: decision.grantedCount,
      reason: decision.reason,
      decided_by: decision.by,
      decided_at: decision.at,
    });
  }

  /** Changes what a pending request asks for and voids what was decided; undefined when it has changed since. */
  async edit(
    before: StoredRequest,
    change: Pick<
      StoredRequest,
      | 'count'
      | 'reason'
      | 'until'
      | 'state'
      | 'stages'
      | 'policyRule'
      | 'waitingOn'
      | 'grantedCount'
      | 'evidence'
      | 'expiresAt'
    > & { by: string; at: Date },
  ): Promise<StoredRequest | undefined> {
    const changed = await this.#db('quota_requests')
      .where({ id: before.id, version: before.version, state: 'pending' })
      .update({
        version: before.version + 1,
        count: change.count,
        reason: change.reason,
        until: change.until ?? null,
        state: change.state,
        stages: change.stages,
        policy_rule: change.policyRule ?? null,
        waiting_on: change.waitingOn ?? null,
        granted_count: change.grantedCount ?? null,
        evidence: JSON.stringify(change.evidence),
        expires_at: change.expiresAt,
        updated_at: change.at,
      });
    if (changed !== 1) return undefined;
    await this.#db('quota_decisions').where({ request_id: before.id }).delete();
    await this.#answer(before.id, change);
    return await this.get(before.id);
  }

  /** Adds a question to the requester. */
  async ask(question: StoredQuestion): Promise<void> {
    await this.#db('quota_questions').insert({
      request_id: question.requestId,
      stage: question.stage,
      question: question.question,
      asked_by: question.by,
      asked_at: question.at,
    });
  }

  /** Answers the open question. */
  async answer(
    id: number,
    given: { answer: string; by: string; at: Date },
  ): Promise<void> {
    await this.#answer(id, given);
  }

  /** Pending requests that nobody has decided in time. */
  async overdue(now: Date, limit: number): Promise<StoredRequest[]> {
    const rows: WholeRow[] = await this.#db('quota_requests as q')
      .where('state', 'pending')
      .where('expires_at', '<=', now)
      .orderBy('expires_at')
      .limit(limit)
      .select(this.#db.raw(WHOLE));
    return rows.map(toRequest);
  }

  #answer(id: number, given: { answer?: string; by: string; at: Date }) {
    return this.#db('quota_questions')
      .where({ request_id: id })
      .whereNull('answered_at')
      .update({
        answer: given.answer ?? null,
        answered_by: given.by,
        answered_at: given.at,
      });
  }

  #matching(filter: RequestFilter) {
    const query = this.#db('quota_requests as q');
    if (filter.visibleTeams) query.whereIn('team', filter.visibleTeams);
    for (const limit of filter.limits ?? []) whereLimit(query, limit);
    if (filter.team) query.where('team', filter.team);
    if (filter.state) query.where('state', filter.state);
    if (filter.endpoint) query.where('endpoint', filter.endpoint);
    const { awaiting } = filter;
    if (awaiting) {
      query
        .where('state', 'pending')
        .whereNot('requested_by', awaiting.notBy)
        .whereNotExists(
          this.#db('quota_questions')
            .whereRaw('request_id = q.id')
            .where(question =>
              question
                .whereNull('answered_at')
                .orWhere('answered_by', awaiting.notBy),
            ),
        )
        .where(mine => {
          mine.where(lead =>
            lead.where('waiting_on', 'lead').whereIn('team', awaiting.leadOf),
          );
          if (awaiting.platform) mine.orWhere('waiting_on', 'platform');
        });
    }
    return query;
  }
}
