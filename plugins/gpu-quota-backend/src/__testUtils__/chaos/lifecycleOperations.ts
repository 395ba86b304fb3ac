import { changeRequest } from './changeRequest';
import type { ChaosClient } from './ChaosClient';
import type { Outcome, World } from './operations';
import type { Random } from './Random';
import { CLASSES, DECIDERS, LEAD_OF, MEMBERS, TEAMS } from './scene';

const SHORTEST_MS = 3_000;
const LONGEST_MORE_MS = 7_000;
const BURST_MS = 15_000;

/** An end that comes while the storm goes on, or soon after. */
export function soon(random: Random, after = Date.now()): string {
  const ms = after + SHORTEST_MS + random.upTo(LONGEST_MORE_MS);
  return new Date(ms).toISOString();
}

/** A member of a team, and one of its pending requests of a kind. */
async function pendingRequest(client: ChaosClient, can: 'edit' | 'answer') {
  const { random } = client;
  const team = random.pick(TEAMS);
  const api = client.as(random.pick(MEMBERS[team]));
  const { items } = await api.listRequests({
    team,
    state: 'pending',
    limit: 20,
  });
  return { api, request: random.pick(items.filter(each => each.can[can])) };
}

/** Another count: what was decided is void, and the stages may be others. */
export async function editRequest(
  client: ChaosClient,
  world: World,
): Promise<Outcome> {
  const { random } = client;
  const { api, request } = await pendingRequest(client, 'edit');
  if (!request) return 'nothing to do';
  const reason = `Rather ${world.newKey()}`;
  await changeRequest({
    change: () => api.editRequest(request, { count: random.upTo(4), reason }),
    read: () => api.getRequest(request.id),
    isOurs: now => now.reason === reason,
  });
  return {
    table: 'chaos_events',
    where: {
      action: 'request.edited',
      subject: `request:${request.id}`,
      said: reason,
    },
  };
}

export async function askQuestion(
  client: ChaosClient,
  world: World,
): Promise<Outcome> {
  const { random } = client;
  const api = client.as(random.pick(DECIDERS));
  const { items } = await api.listRequests({ awaiting: 'me', limit: 20 });
  const request = random.pick(items);
  if (!request) return 'nothing to do';
  const question = `Why ${world.newKey()}?`;
  await changeRequest({
    change: () => api.askForInformation(request, question),
    read: () => api.getRequest(request.id),
    isOurs: now => now.questions.some(each => each.question === question),
  });
  return {
    table: 'quota_questions',
    where: { request_id: request.id, question },
  };
}

export async function answerQuestion(
  client: ChaosClient,
  world: World,
): Promise<Outcome> {
  const { api, request } = await pendingRequest(client, 'answer');
  if (!request) return 'nothing to do';
  const answer = `Because ${world.newKey()}`;
  await changeRequest({
    change: () => api.answerQuestion(request, answer),
    read: () => api.getRequest(request.id),
    isOurs: now => now.questions.some(each => each.answer === answer),
  });
  return {
    table: 'quota_questions',
    where: { request_id: request.id, answer },
  };
}

/** A device for a while, asked for and granted in one go: its end comes whatever else the storm does. */
export async function burst(
  client: ChaosClient,
  world: World,
): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(TEAMS);
  const lead = client.as(LEAD_OF[team]);
  const request = await client.as(random.pick(MEMBERS[team])).createRequest(
    {
      team,
      acceleratorClass: random.pick(CLASSES),
      count: 1,
      until: new Date(Date.now() + BURST_MS).toISOString(),
      reason: `For a while ${world.newKey()}`,
    },
    { idempotencyKey: world.newKey() },
  );
  const reason = `Go ahead ${world.newKey()}`;
  await changeRequest({
    change: () => lead.decide(request, { outcome: 'approve', reason }),
    read: () => lead.getRequest(request.id),
    isOurs: now => now.decisions.some(each => each.reason === reason),
  });
  return {
    table: 'chaos_events',
    where: {
      action: 'request.decided',
      subject: `request:${request.id}`,
      said: reason,
    },
  };
}

/** Gives a device back, now and then one that is in use: the team is over its quota then, and nothing is stopped. */
export async function returnQuota(
  client: ChaosClient,
  world: World,
): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(TEAMS);
  const reason = `Not needed ${world.newKey()}`;
  await client.as(random.pick(MEMBERS[team])).returnQuota(
    {
      team,
      acceleratorClass: random.pick(CLASSES),
      count: 1,
      belowReserved: random.chance(0.3),
      reason,
    },
    { idempotencyKey: world.newKey() },
  );
  return {
    table: 'chaos_events',
    where: { action: 'quota.returned', said: reason },
  };
}

/** Asks for a grant to go on after its end. */
export async function renewGrant(
  client: ChaosClient,
  world: World,
): Promise<Outcome> {
  const { random } = client;
  const team = random.pick(TEAMS);
  const api = client.as(random.pick(MEMBERS[team]));
  const grants = await api.listGrants({ team });
  const grant = random.pick(grants.filter(each => each.can.renew));
  if (!grant?.until) return 'nothing to do';
  const reason = `Still needed ${world.newKey()}`;
  await api.renewGrant(grant.id, {
    until: soon(random, Date.parse(grant.until)),
    reason,
  });
  return {
    table: 'chaos_events',
    where: { action: 'request.filed', said: reason },
  };
}
