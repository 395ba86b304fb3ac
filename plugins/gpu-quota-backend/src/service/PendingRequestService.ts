import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  canDecide,
  gpuQuotaRequestDecidePermission,
  isAwaitingRequester,
  type QuotaRequest,
  type RequestChange,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { StoredRequest } from '../database/rows';
import type { Authority } from './Authority';
import type { Caller } from './Caller';
import type { DirectorySnapshot } from './CatalogDirectory';
import { gatherFindings } from './evidence';
import { editRequest } from './editRequest';
import { findRequest } from './findRequest';
import {
  questionAnsweredNotification,
  questionAskedNotification,
} from './notifications';
import {
  changedJustNow,
  requireIfMatch,
  requirePending,
  requireVersion,
} from './preconditions';
import type { ServiceContext } from './ServiceContext';
import { requireSubjects } from './subjects';
import { mayAnswer, toRequest } from './views';
import { withinCapacity } from './withinCapacity';

type Found = {
  authority: Authority;
  snapshot: DirectorySnapshot;
  request: StoredRequest;
};

/** What becomes of a request between its filing and its last decision: changes, questions and answers. */
export class PendingRequestService {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** Changes what is asked for; see {@link editRequest}. */
  async edit(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
    change: RequestChange,
  ): Promise<QuotaRequest> {
    const found = await this.#find(caller, id, ifMatch, ({ request }) => {
      if (request.requestedBy !== caller.ref) {
        throw new NotAllowedError(
          'Only the person who made a request can change it',
        );
      }
    });
    found.authority.requireMember(found.request.team, 'ask for its quota');
    const { request, authority, snapshot } = found;
    const acceleratorClass = requireSubjects(snapshot, request);
    const findings = await gatherFindings(this.#context, request);
    return await withinCapacity(this.#context, request.acceleratorClass, () =>
      this.#change(found, (tx, at) =>
        editRequest(tx, this.#context, {
          request,
          change,
          acceleratorClass,
          organisation: authority.organisation,
          findings,
          by: caller.ref,
          at,
        }),
      ),
    );
  }

  /** Puts a question to the requester; whoever may decide may ask. */
  async ask(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
    question: string,
  ): Promise<QuotaRequest> {
    const found = await this.#find(
      caller,
      id,
      ifMatch,
      ({ request, authority }) => {
        const verdict = canDecide({
          request,
          actor: caller.actor,
          approves: authority.approves(request.team),
        });
        if (!verdict.allowed && verdict.rule !== 'not-pending') {
          throw new NotAllowedError(verdict.whyNot);
        }
        if (!authority.permits(gpuQuotaRequestDecidePermission, request)) {
          throw new NotAllowedError(
            `The portal's policy does not permit you to decide on request ${id}`,
          );
        }
      },
    );
    const { request } = found;
    const { waitingOn } = request;
    const text = notEmpty(question, 'question');
    if (isAwaitingRequester(request)) {
      throw new ConflictError(
        `Request ${id} waits for an answer to another question already`,
      );
    }
    return await this.#change(found, async (tx, at) => {
      await tx.ledger.lock(request);
      const changed = await tx.requests.change(request, {
        state: 'pending',
        waitingOn,
        at,
      });
      if (!changed || !waitingOn) throw changedJustNow(request);
      const asked = {
        requestId: id,
        stage: waitingOn,
        question: text,
        by: caller.ref,
        at,
      };
      await tx.requests.ask(asked);
      await tx.audit.append({
        team: request.team,
        at,
        actor: caller.ref,
        action: 'request.asked',
        subject: `request:${id}`,
        data: { question: text },
      });
      const after = { ...changed, questions: [...changed.questions, asked] };
      await tx.outbox.add(questionAskedNotification(after), at);
      return after;
    });
  }

  /** Answers the open question, so that the request waits for its approvers again. */
  async answer(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
    answer: string,
  ): Promise<QuotaRequest> {
    const found = await this.#find(
      caller,
      id,
      ifMatch,
      ({ request, authority }) => {
        if (!mayAnswer(request, authority)) {
          throw new NotAllowedError(
            'Only the person who made a request answers questions about it; for one that a service made, its team does',
          );
        }
      },
    );
    const { request } = found;
    const text = notEmpty(answer, 'answer');
    if (!isAwaitingRequester(request)) {
      throw new ConflictError(`Request ${id} has no open question`);
    }
    return await this.#change(found, async (tx, at) => {
      await tx.ledger.lock(request);
      const changed = await tx.requests.change(request, {
        state: 'pending',
        waitingOn: request.waitingOn,
        at,
      });
      if (!changed) throw changedJustNow(request);
      await tx.requests.answer(id, { answer: text, by: caller.ref, at });
      await tx.audit.append({
        team: request.team,
        at,
        actor: caller.ref,
        action: 'request.answered',
        subject: `request:${id}`,
        data: { answer: text },
      });
      const after = (await tx.requests.get(id)) ?? changed;
      await tx.outbox.add(questionAnsweredNotification(after), at);
      return after;
    });
  }

  /** The request, if the caller may see it, may do this, and means the version it has. */
  async #find(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
    require: (found: Found) => void,
  ): Promise<Found> {
    const found = await findRequest(this.#context, caller, id);
    requireIfMatch(ifMatch);
    require(found);
    const { request } = found;
    requireVersion(request, ifMatch);
    requirePending(request);
    return found;
  }

  async #change(
    { request, authority }: Found,
    work: (tx: QuotaTransaction, at: Date) => Promise<StoredRequest>,
  ): Promise<QuotaRequest> {
    const at = this.#context.now();
    const after = await this.#context.database.transaction(tx => work(tx, at));
    this.#context.changed(request.team);
    return toRequest(after, authority);
  }
}

function notEmpty(text: string, field: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new InputError(`${field} is empty`);
  return trimmed;
}
