import {
  available,
  overQuota,
  type NewReservation,
} from '@golden-path/plugin-gpu-quota-common';
import { changeRequest } from './changeRequest';
import { refusalStatus, type ChaosClient } from './ChaosClient';
import {
  answerQuestion,
  askQuestion,
  burst,
  editRequest,
  renewGrant,
  returnQuota,
  soon,
} from './lifecycleOperations';
import {
  BORROWERS,
  CLASSES,
  DECIDERS,
  ENDPOINTS,
  endpointsOfOthers,
  ENOUGH,
  MEMBERS,
  TEAMS,
} from './scene';

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
  const body = {
    team,
    acceleratorClass: random.pick(CLASSES),
    count: random.upTo(4),
    endpoint: random.pick(ENDPOINTS[team]),
    interruptible: random.chance(0.3),
  };
  return await sendReservation(client, world, who, body);
}

/** One device more than the team has free: where a sibling leaves one idle it is lent, else the reservation waits. */
async function borrow(client: ChaosClient, world: World): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(BORROWERS);
  const who = random.pick(MEMBERS[team]);
  const quota = random.pick(await client.as(who).listQuotas({ team }));
  return await sendReservation(client, world, who, {
    team,
    acceleratorClass: quota.acceleratorClass,
    count: Math.max(quota.available, 0) + 1,
    endpoint: random.pick(ENDPOINTS[team]),
    interruptible: true,
  });
}

async function sendReservation(
  client: ChaosClient,
  world: World,
  who: string,
  body: NewReservation,
): Promise<Outcome> {
  const { random } = client;
  const idempotencyKey = world.newKey();
  const send = () => client.as(who).reserve(body, { idempotencyKey });
  // Impatient clients ask twice at once: it is one reservation all the same.
  const [answer, again] = await Promise.all(
    random.chance(0.1) ? [send(), send()] : [send()],
  );
  if (again && again.id !== answer.id) {
    throw new Error(`One key made two reservations: ${answer.id}, ${again.id}`);
  }
  world.reservations.push({ id: answer.id, team: body.team });
  world.reserved.push({ id: answer.id, who, idempotencyKey, body });
  return {
    table: 'quota_reservations',
    where: {
      id: answer.id,
      idempotency_key: idempotencyKey,
      team: body.team,
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

/** What another team owns cannot be taken from under its feet. */
async function trespass(client: ChaosClient, world: World): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(TEAMS);
  const status = await client
    .as(random.pick(MEMBERS[team]))
    .reserve(
      {
        team,
        acceleratorClass: random.pick(CLASSES),
        count: 1,
        endpoint: random.pick(endpointsOfOthers(team)),
      },
      { idempotencyKey: world.newKey() },
    )
    .then(
      () => 201,
      error => refusalStatus(error) ?? Promise.reject(error),
    );
  if (status !== 403) {
    throw new Error(`Another team’s endpoint was reserved for: ${status}`);
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
      ...(random.chance(0.8) && { until: soon(random) }),
    },
    { idempotencyKey: world.newKey() },
  );
  return {
    table: 'chaos_events',
    where: { action: 'request.filed', said: reason },
  };
}

async function decide(client: ChaosClient, world: World): Promise<Outcome> {
  const { random } = client;
  const api = client.as(random.pick(DECIDERS));
  const { items } = await api.listRequests({ awaiting: 'me', limit: 20 });
  const request = random.pick(items);
  if (!request) return 'nothing to do';
  const reason = `Because ${world.newKey()}`;
  const approves =
    request.evidence.quota.granted < ENOUGH && random.chance(0.7);
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
    // Not among the decisions: an edit may have voided it since.
    table: 'chaos_events',
    where: {
      action: 'request.decided',
      subject: `request:${request.id}`,
      said: reason,
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
    if (
      quota.available !== available(quota) ||
      quota.overQuota !== overQuota(quota)
    ) {
      throw new Error(`Does not add up: ${JSON.stringify(quota)}`);
    }
  }
  return 'as it should be';
}

/** Everything clients do; a new operation is one more line. */
export const OPERATIONS: Operation[] = [
  { name: 'reserve', weight: 35, refusals: [409], run: reserve },
  { name: 'borrow', weight: 5, refusals: [409], run: borrow },
  { name: 'repeat', weight: 5, refusals: [], run: repeat },
  { name: 'trespass', weight: 2, refusals: [], run: trespass },
  { name: 'release', weight: 25, refusals: [], run: release },
  // 409: the first call with the key has no answer yet; 400: the end asked for has passed while it was sent again.
  { name: 'ask', weight: 10, refusals: [400, 409], run: ask },
  // 400 and 409 as for `ask`; the rest as for `decide`.
  { name: 'burst', weight: 4, refusals: [400, 403, 409, 412], run: burst },
  // 403: the request has gone on to another stage; 409: what was asked for would have ended by now.
  { name: 'decide', weight: 15, refusals: [403, 409, 412], run: decide },
  { name: 'withdraw', weight: 4, refusals: [412], run: withdraw },
  { name: 'look', weight: 10, refusals: [], run: look },
  { name: 'edit', weight: 5, refusals: [412], run: editRequest },
  { name: 'question', weight: 4, refusals: [403, 412], run: askQuestion },
  { name: 'answer', weight: 4, refusals: [412], run: answerQuestion },
  // 409: that many are not free, or the first call with the key has no answer yet.
  { name: 'return', weight: 2, refusals: [409], run: returnQuota },
  // 400 and 409: the grant has ended, or somebody renews it already.
  { name: 'renew', weight: 4, refusals: [400, 409], run: renewGrant },
];
