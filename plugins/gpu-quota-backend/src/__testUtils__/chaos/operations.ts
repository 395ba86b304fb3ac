import type {
  NewReservation,
  QuotaRequest,
} from '@golden-path/plugin-gpu-quota-common';
import { refusalStatus, type ChaosClient } from './ChaosClient';
import { CLASSES, endpoints, ENOUGH, LEADS, MEMBERS, TEAMS } from './scene';

/** What an answer promised: exactly one row like this is in the database when all is over. */
export type Fact = { table: string; where: Record<string, string | number> };

/** What came of an operation that was not refused. */
export type Outcome = Fact | 'as it should be' | 'nothing to do';

/** What clients know of what all of them did. */
export type World = {
  reservations: { id: string; team: string }[];
  reserved: {
    id: string;
    who: string;
    idempotencyKey: string;
    body: NewReservation;
  }[];
  /** A text nobody used before. */
  newKey: () => string;
};

/** Something clients do. */
export type Operation = {
  name: string;
  weight: number;
  /** Statuses that are fair answers while others change the same things. */
  refusals: number[];
  /** @throws whatever is not as it should be */
  run(client: ChaosClient, world: World): Promise<Outcome>;
};

async function reserve(client: ChaosClient, world: World): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(TEAMS);
  const who = random.pick(MEMBERS[team]);
  const idempotencyKey = world.newKey();
  const body = {
    team,
    acceleratorClass: random.pick(CLASSES),
    count: random.upTo(4),
    endpoint: random.pick(endpoints),
    interruptible: random.chance(0.3),
  };
  const send = () => client.as(who).reserve(body, { idempotencyKey });
  // Impatient clients ask twice at once: it is one reservation all the same.
  const [answer, again] = await Promise.all(
    random.chance(0.1) ? [send(), send()] : [send()],
  );
  if (again && again.id !== answer.id) {
    throw new Error(`One key made two reservations: ${answer.id}, ${again.id}`);
  }
  world.reservations.push({ id: answer.id, team });
  world.reserved.push({ id: answer.id, who, idempotencyKey, body });
  return {
    table: 'quota_reservations',
    where: {
      id: answer.id,
      idempotency_key: idempotencyKey,
      team,
      accelerator_class: body.acceleratorClass,
      endpoint: body.endpoint,
      count: body.count,
    },
  };
}

/** The first answer to a key is its only one, whatever became of the reservation. */
async function repeat(client: ChaosClient, world: World): Promise<Outcome> {
  const before = client.random.pick(world.reserved);
  if (!before) return 'nothing to do';
  const { who, body, idempotencyKey, id } = before;
  const api = client.as(who);
  const answer = await api.reserve(body, { idempotencyKey });
  if (answer.id !== id) {
    throw new Error(`A repeated call made ${answer.id} beside ${id}`);
  }
  const other = { ...body, count: body.count + 1 };
  const status = await api.reserve(other, { idempotencyKey }).then(
    () => 201,
    error => refusalStatus(error) ?? Promise.reject(error),
  );
  if (status !== 422) {
    throw new Error(`A key with another body was answered ${status}`);
  }
  return 'as it should be';
}

async function release(client: ChaosClient, world: World): Promise<Outcome> {
  const { random } = client;
  const index = Math.floor(random.next() * world.reservations.length);
  const [known] = world.reservations.splice(index, 1);
  if (!known) return 'nothing to do';
  const api = client.as(random.pick(MEMBERS[known.team]));
  const { id, state } = await api.releaseReservation(known.id);
  if (state !== 'released' && state !== 'expired') {
    throw new Error(`Reservation ${id} was released and is ${state}`);
  }
  return { table: 'quota_reservations', where: { id, state } };
}

/** Asked again after a lost answer, with the same key: the request is there once. */
async function ask(client: ChaosClient, world: World): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(TEAMS);
  const reason = `More ${world.newKey()}`;
  await client.as(random.pick(MEMBERS[team])).createRequest(
    {
      team,
      acceleratorClass: random.pick(CLASSES),
      count: random.upTo(4),
      reason,
    },
    { idempotencyKey: world.newKey() },
  );
  return { table: 'quota_requests', where: { reason } };
}

/**
 * Changes a request. When the answer to a first try was lost, the second is told that the request has changed since:
 * reading it shows whether it was us.
 */
async function changeRequest(options: {
  change: () => Promise<unknown>;
  read: () => Promise<QuotaRequest>;
  isOurs: (request: QuotaRequest) => boolean;
}): Promise<void> {
  try {
    await options.change();
  } catch (error) {
    if (refusalStatus(error) !== 412) throw error;
    if (!options.isOurs(await options.read())) throw error;
  }
}

async function decide(client: ChaosClient, world: World): Promise<Outcome> {
  const { random } = client;
  const api = client.as(random.pick(LEADS));
  const { items } = await api.listRequests({ awaiting: 'me', limit: 20 });
  const request = random.pick(items);
  if (!request) return 'nothing to do';
  const reason = `Because ${world.newKey()}`;
  const approves =
    request.evidence.quota.granted < ENOUGH && random.chance(0.5);
  await changeRequest({
    change: () =>
      api.decide(
        request,
        approves
          ? { outcome: 'approve', grantedCount: 1, reason }
          : { outcome: 'deny', reason },
      ),
    read: () => api.getRequest(request.id),
    isOurs: now => now.decisions.some(each => each.reason === reason),
  });
  return {
    table: 'quota_decisions',
    where: {
      request_id: request.id,
      outcome: approves ? 'approved' : 'denied',
      reason,
    },
  };
}

async function withdraw(client: ChaosClient): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(TEAMS);
  const api = client.as(random.pick(MEMBERS[team]));
  const { items } = await api.listRequests({
    team,
    state: 'pending',
    limit: 20,
  });
  const request = random.pick(items.filter(each => each.can.withdraw));
  if (!request) return 'nothing to do';
  await changeRequest({
    change: () => api.withdrawRequest(request),
    read: () => api.getRequest(request.id),
    isOurs: now => now.state === 'withdrawn',
  });
  return {
    table: 'quota_requests',
    where: { id: request.id, state: 'withdrawn' },
  };
}

async function look(client: ChaosClient): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(TEAMS);
  const api = client.as(random.pick(MEMBERS[team]));
  for (const quota of await api.listQuotas({ team })) {
    if (quota.reserved > quota.granted) {
      throw new Error(`Oversold: ${JSON.stringify(quota)}`);
    }
  }
  return 'as it should be';
}

/** Everything clients do; a new operation is one more line. */
export const OPERATIONS: Operation[] = [
  { name: 'reserve', weight: 35, refusals: [409], run: reserve },
  { name: 'repeat', weight: 5, refusals: [], run: repeat },
  { name: 'release', weight: 25, refusals: [], run: release },
  // 409: the first call with the key has no answer yet.
  { name: 'ask', weight: 6, refusals: [409], run: ask },
  { name: 'decide', weight: 15, refusals: [412], run: decide },
  { name: 'withdraw', weight: 4, refusals: [412], run: withdraw },
  { name: 'look', weight: 10, refusals: [], run: look },
];
