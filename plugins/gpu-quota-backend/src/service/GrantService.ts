import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  available,
  returnFrom,
  type Grant,
  type NewRenewal,
  type NewReturn,
  type Quota,
  type QuotaRequest,
} from '@golden-path/plugin-gpu-quota-common';
import type { QuotaTransaction } from '../database/QuotaDatabase';
import type { LedgerKey, StoredGrant } from '../database/rows';
import type { Caller } from './Caller';
import { canonicalRef } from './entityRefs';
import { devicesOf } from './devicesOf';
import { gatherFindings } from './evidence';
import { fileRequest } from './fileRequest';
import { once } from './once';
import { reduceRenewalsOf } from './reduceRenewal';
import { authorityOf, type ServiceContext } from './ServiceContext';
import { settleQuota } from './settleQuota';
import { requireSubjects } from './subjects';
import { readUntil } from './until';
import { toGrant, toQuota, toRequest } from './views';
import { withinCapacity } from './withinCapacity';

/** What teams were given: seeing it, having it go on, and giving it back. */
export class GrantService {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  async list(
    caller: Caller,
    query: { team?: string; acceleratorClass?: string; live: boolean },
  ): Promise<Grant[]> {
    const team = query.team && canonicalRef(query.team);
    const { authority } = await authorityOf(
      this.#context,
      caller,
      snapshot => team === undefined || snapshot.organisation.has(team),
    );
    if (team) authority.requireReadable(team);
    const grants = await this.#context.database.read.grants.list({
      visibleTeams: authority.visibleTeams,
      team,
      acceleratorClass: query.acceleratorClass,
      states: query.live ? ['scheduled', 'live'] : undefined,
    });
    return grants.map(grant => toGrant(grant, authority));
  }

  /** Files a request for a grant that ends to go on. Approved before its end, it follows without a gap. */
  async renew(
    caller: Caller,
    id: string,
    body: NewRenewal,
  ): Promise<QuotaRequest> {
    const [{ authority, snapshot }, seen] = await Promise.all([
      authorityOf(this.#context, caller),
      this.#context.database.read.grants.get(id),
    ]);
    if (!seen || !authority.mayRead(seen.team)) {
      throw new NotFoundError(`There is no grant ${id} that you may see`);
    }
    authority.requireMember(seen.team, 'ask for its quota');
    const acceleratorClass = requireSubjects(snapshot, seen);
    const at = this.#context.now();
    const findings = await gatherFindings(this.#context, seen);
    const file = async (tx: QuotaTransaction) => {
      const figures = await tx.ledger.lockDepartment(seen);
      const grant = requireRenewable((await tx.grants.get(id)) ?? seen);
      const waiting = await tx.reservations.waiting(seen);
      return await fileRequest(tx, this.#context, {
        team: grant.team,
        acceleratorClass,
        count: body.count ?? grant.remaining,
        reason: body.reason?.trim() || grant.reason,
        until: readUntil(body.until, { at, renewed: grant }),
        renewed: grant,
        requestedBy: caller.ref,
        at,
        figures,
        waiting: devicesOf(waiting),
        organisation: authority.organisation,
        findings,
      });
    };
    const request = await withinCapacity(
      this.#context,
      seen.acceleratorClass,
      () => this.#context.database.transaction(file),
    );
    this.#context.changed(seen.team);
    return toRequest(request, authority);
  }

  /** Gives quota back; nobody has to approve that. */
  async giveBack(
    caller: Caller,
    idempotencyKey: string | undefined,
    body: NewReturn,
  ): Promise<Quota> {
    const team = canonicalRef(body.team);
    const { authority } = await authorityOf(this.#context, caller, snapshot =>
      snapshot.organisation.has(team),
    );
    authority.requireReadable(team);
    authority.requireMember(team, 'give its quota back');
    const at = this.#context.now();
    const call = {
      caller: caller.ref,
      operation: 'returnQuota',
      key: idempotencyKey,
      body: { ...body, team },
      at,
    };
    const quota = await this.#context.database.transaction(tx =>
      once(tx, call, () =>
        this.#giveBack(tx, { ...body, team }, { actor: caller.ref, at }),
      ),
    );
    this.#context.changed(team);
    return quota;
  }

  async #giveBack(
    tx: QuotaTransaction,
    body: NewReturn,
    by: { actor: string; at: Date },
  ): Promise<Quota> {
    const { count, belowReserved = false } = body;
    const key = { team: body.team, acceleratorClass: body.acceleratorClass };
    const seen = await figuresOf(tx, key);
    if (seen) await tx.ledger.lockDepartment(key);
    const taken = await tx.ledger.takeFromGranted(key, count, {
      belowReserved,
    });
    if (!taken) throw await tooMany(tx, key, count);
    const returned = returnFrom(await tx.grants.live(key), count);
    if (devicesOf(returned) !== count) {
      throw new Error(`The grants of ${key.team} do not add up to its ledger`);
    }
    for (const each of returned) {
      await tx.grants.reduce(each.grant, each.count, by.at);
    }
    await tx.audit.append({
      team: key.team,
      at: by.at,
      actor: by.actor,
      action: 'quota.returned',
      subject: `return:${this.#context.newId()}`,
      data: {
        acceleratorClass: key.acceleratorClass,
        count,
        reason: body.reason?.trim(),
        grants: returned.map(each => ({
          grant: each.grant.id,
          count: each.count,
        })),
      },
    });
    for (const each of returned) {
      await reduceRenewalsOf(tx, { ...each, ...by });
    }
    await settleQuota(tx, this.#context, {
      ledger: taken,
      actor: by.actor,
      at: by.at,
    });
    const quota = await figuresOf(tx, key);
    if (!quota) throw new Error(`The ledger row of ${key.team} is gone`);
    return toQuota(quota, {
      enforced: this.#context.enforced(),
      loans: await tx.loans.live({
        teams: [key.team],
        acceleratorClass: key.acceleratorClass,
      }),
    });
  }
}

function requireRenewable(grant: StoredGrant): StoredGrant {
  if (!grant.endsAt) {
    throw new InputError('This grant has no end, so there is nothing to renew');
  }
  if (grant.state === 'ended') {
    throw new ConflictError(
      'This grant has ended; ask for quota with a new request',
    );
  }
  if (grant.renewal) {
    throw new ConflictError(
      `Request ${grant.renewal.id} for this grant to go on is ${grant.renewal.state} already`,
    );
  }
  return grant;
}

async function figuresOf(tx: QuotaTransaction, key: LedgerKey) {
  const [entry] = await tx.ledger.list({
    teams: [key.team],
    acceleratorClass: key.acceleratorClass,
  });
  return entry;
}

async function tooMany(
  tx: QuotaTransaction,
  key: LedgerKey,
  count: number,
): Promise<ConflictError> {
  const entry = await figuresOf(tx, key);
  const granted = entry?.granted ?? 0;
  if (!entry || count > granted) {
    return new ConflictError(
      `${key.team} holds ${granted} × ${key.acceleratorClass}, so it cannot give back ${count}`,
    );
  }
  return new ConflictError(
    `Only ${available(entry)} of ${granted} × ${
      key.acceleratorClass
    } are free: release reservations first, or say belowReserved to be over the quota until they are released`,
  );
}
