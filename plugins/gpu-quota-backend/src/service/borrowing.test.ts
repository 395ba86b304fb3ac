import type { Reservation } from '@golden-path/plugin-gpu-quota-common';
import type {
  TeamObservation,
  TeamQuota,
} from '@golden-path/plugin-gpu-quota-node';
import {
  borrowingHarness,
  CHAT,
  DOCS,
  H100,
  MAPS,
  VOICE,
} from '../__testUtils__/borrowing';
import { caller, RecordingSink } from '../__testUtils__/harness';
import { endpointEntity } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();

const harness = async (
  granted: Record<string, number>,
  sinks: RecordingSink[] = [],
) => borrowingHarness({ knex: await postgres.create(), granted, sinks });

/** A cluster that enforces what it was last told, and where a team uses devices. */
class WatchedSink extends RecordingSink {
  used = 0;

  async observe(teamQuotas: TeamQuota[]): Promise<TeamObservation[]> {
    return teamQuotas.map(({ team, quotas }) => ({
      team,
      state: 'observed',
      classes: quotas.map(({ acceleratorClass, granted, borrowed = 0 }) => ({
        acceleratorClass,
        applied: granted + borrowed,
        used: team === CHAT && acceleratorClass === H100 ? this.used : 0,
      })),
    }));
  }
}

function states(reservations: Reservation[]): Record<string, string> {
  return Object.fromEntries(
    reservations.map(({ endpoint, state }) => [
      endpoint.replace('component:default/', ''),
      state,
    ]),
  );
}

describe('an interruptible endpoint', () => {
  it('borrows what siblings leave idle, shown to both and enforced in the clusters', async () => {
    const sink = new RecordingSink();
    const h = await harness({ [CHAT]: 1, [DOCS]: 2, [MAPS]: 4 }, [sink]);
    const held = await h.reserve(CHAT, 'batch', 6, true);
    expect(held).toMatchObject({
      state: 'held',
      interruptible: true,
      borrowed: 5,
    });
    expect(held.request).toBeUndefined();
    expect(await h.books()).toEqual({
      chat: { granted: 1, reserved: 1, lent: 0, borrowed: 5 },
      docs: { granted: 2, reserved: 0, lent: 1, borrowed: 0 },
      maps: { granted: 4, reserved: 0, lent: 4, borrowed: 0 },
    });
    const [chat] = await h.quotas.list(caller('ana'), {});
    expect(chat).toMatchObject({
      reserved: 1,
      borrowedFrom: [
        { team: MAPS, count: 4 },
        { team: DOCS, count: 1 },
      ],
    });
    const [maps] = await h.quotas.list(caller('platform'), { team: MAPS });
    expect(maps).toMatchObject({
      available: 4,
      lentTo: [{ team: CHAT, count: 4 }],
    });
    await h.settled();
    const written = sink.applied.filter(({ team }) => team === CHAT).pop();
    expect(written?.quotas).toContainEqual(
      expect.objectContaining({
        acceleratorClass: H100,
        granted: 1,
        borrowed: 5,
      }),
    );
    const [h100] = await h.capacity.list(caller('platform'));
    expect(h100).toMatchObject({ reserved: 6, departments: [{ lent: 5 }] });
    expect(await h.problems()).toEqual([]);
  });

  it('is no difference in the clusters while it borrows, and one when it keeps what was called back', async () => {
    const sink = new WatchedSink();
    const h = await harness({ [CHAT]: 1, [DOCS]: 2 }, [sink]);
    await h.reserve(CHAT, 'batch', 3, true);
    sink.used = 3;
    await h.settled();
    await h.checkDrift();
    const drifts = async () =>
      (await h.drift.report(caller('ana'))).items.map(each => each.message);
    expect(await drifts()).toEqual([]);
    await h.reserve(DOCS, 'docs', 2, false);
    await h.settled();
    await h.checkDrift();
    expect(await drifts()).toEqual(['used 3 of 1: over quota']);
  });

  it('waits with a request where the department has too little, and no other endpoint borrows', async () => {
    const h = await harness({ [CHAT]: 1, [DOCS]: 2 });
    await expect(h.reserve(CHAT, 'large', 4, true)).resolves.toMatchObject({
      state: 'waiting',
      request: { state: 'pending' },
    });
    await expect(h.reserve(CHAT, 'steady', 2, false)).resolves.toMatchObject({
      state: 'waiting',
    });
    // Another class and another department are not asked.
    expect(await h.problems()).toEqual([]);
    await h.grant(DOCS, 1);
    expect(states(await h.live())).toEqual({
      large: 'held',
      steady: 'waiting',
    });
    expect(await h.problems()).toEqual([]);
  });

  it('is one because its entity says so, when it is adopted', async () => {
    const h = await harness({ [DOCS]: 2 });
    h.entities.push(
      endpointEntity('batch', {
        'accelerator-class': H100,
        'accelerators-per-replica': '2',
        interruptible: 'true',
      }),
    );
    await h.reconcile();
    expect(await h.live()).toEqual([
      expect.objectContaining({ state: 'active', borrowed: 2 }),
    ]);
  });
});

describe('an owner', () => {
  it('has its devices at once, and who borrowed them is told', async () => {
    const h = await harness({ [CHAT]: 1, [DOCS]: 2, [MAPS]: 4 });
    await h.reserve(CHAT, 'batch', 6, true);
    await h.settled();
    h.sent.length = 0;
    await expect(h.reserve(MAPS, 'search', 2, false)).resolves.toMatchObject({
      state: 'held',
    });
    const [batch] = await h.reservations.list(caller('ana'), { live: true });
    expect(batch).toMatchObject({
      state: 'waiting',
      interruptedAt: new Date(h.clock.ms).toISOString(),
    });
    expect(batch).not.toHaveProperty('borrowed');
    await h.settled();
    expect(h.sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: [CHAT] },
        payload: expect.objectContaining({
          title: 'batch is interrupted: maps takes its h100-80g back',
          description: expect.stringContaining(
            'held 6 × h100-80g, 5 of them borrowed within the department. It waits, and is held again by itself',
          ),
        }),
      },
    ]);
    expect(await h.happened(CHAT)).toContain('reservation.interrupted');
    expect((await h.happened(MAPS)).slice(-2).sort()).toEqual([
      'loan.called-back',
      'reservation.held',
    ]);
    expect(await h.problems()).toEqual([]);

    // Idle again, it goes on by itself.
    const [search] = await h.live(MAPS);
    await h.reservations.release(h.memberOf(MAPS), search.id);
    expect(states(await h.live())).toEqual({ batch: 'held' });
    const [again] = await h.live(CHAT);
    expect(again.interruptedAt).toBeUndefined();
    expect(await h.problems()).toEqual([]);
  });

  it('interrupts nobody for what another sibling can lend', async () => {
    const h = await harness({ [DOCS]: 2, [MAPS]: 2, [CHAT]: 0 });
    await h.reserve(CHAT, 'batch', 2, true);
    await h.settled();
    h.sent.length = 0;
    await h.reserve(DOCS, 'docs', 2, false);
    await h.settled();
    expect(states(await h.live())).toEqual({ batch: 'held', docs: 'held' });
    expect(h.sent).toEqual([]);
    expect(await h.problems()).toEqual([]);
  });

  it('whose quota ends calls back what it lent, and its own endpoints stay', async () => {
    const h = await harness({ [DOCS]: 4, [CHAT]: 0 });
    await h.reserve(DOCS, 'docs', 1, false);
    await h.reserve(CHAT, 'batch', 3, true);
    await h.grants.giveBack(h.memberOf(DOCS), undefined, {
      team: DOCS,
      acceleratorClass: H100,
      count: 2,
    });
    expect(states(await h.live())).toEqual({ docs: 'held', batch: 'waiting' });
    expect(await h.books()).toMatchObject({
      docs: { granted: 2, reserved: 1, lent: 0 },
    });
    expect(await h.problems()).toEqual([]);
  });
});

it('pays back with the borrower’s own devices, before it serves those that wait', async () => {
  const h = await harness({ [CHAT]: 2, [DOCS]: 3 });
  const first = await h.reserve(CHAT, 'first', 2, false);
  await h.reserve(CHAT, 'batch', 2, true);
  await h.reserve(CHAT, 'second', 1, false);
  expect(states(await h.live(CHAT))).toMatchObject({ second: 'waiting' });
  await h.reservations.release(caller('ana'), first.id);
  expect(await h.books()).toMatchObject({
    chat: { reserved: 2, borrowed: 0 },
    docs: { lent: 0 },
  });
  expect(states(await h.live(CHAT))).toMatchObject({ second: 'waiting' });
  await h.grant(CHAT, 1);
  expect(states(await h.live(CHAT))).toEqual({ batch: 'held', second: 'held' });
  expect(await h.problems()).toEqual([]);
});

it('ends the loans of a team that moves to another department', async () => {
  const h = await harness({ [CHAT]: 1, [DOCS]: 2, [VOICE]: 1 });
  await h.reserve(CHAT, 'batch', 3, true);
  const docs = h.entities.find(each => each.metadata.name === 'docs');
  if (docs) docs.spec = { ...docs.spec, parent: 'company' };
  h.clock.ms += 11_000;
  await h.refreshDepartments();
  expect(states(await h.live())).toEqual({ batch: 'waiting' });
  expect(await h.books()).toMatchObject({ docs: { granted: 2, lent: 0 } });
  expect(await h.problems()).toEqual([]);
});

it('is stored as the borrower’s own when the schema goes back', async () => {
  const h = await harness({ [CHAT]: 1, [DOCS]: 2 });
  await h.reserve(CHAT, 'batch', 3, true);
  await h.knex.migrate.down(h.migration);
  await expect(
    h.knex('quota_ledger').where({ team: CHAT }).first(),
  ).resolves.toMatchObject({ granted: 1, reserved: 3, ceiling: 3 });
  await h.knex.migrate.up(h.migration);
  await h.refreshDepartments();
  expect(await h.books()).toMatchObject({
    chat: { granted: 1, reserved: 3, lent: 0, borrowed: 0 },
  });
});

it('keeps the books while sixteen clients over four siblings do all of it at once', async () => {
  const h = await harness({ [CHAT]: 3, [DOCS]: 4, [MAPS]: 2, [VOICE]: 1 });
  const teams = [CHAT, DOCS, MAPS, VOICE];
  let seed = 20_261_125;
  const below = (limit: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  for (let round = 0; round < 12; round += 1) {
    const live = await h.live();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, async (_, client) => {
        const team = teams[client % 4];
        const kind = below(8);
        if (kind < 4) {
          await h.reserve(
            team,
            `endpoint-${below(24)}`,
            1 + below(4),
            kind < 2,
          );
        } else if (kind < 7) {
          const ended = live[below(Math.max(1, live.length))];
          if (!ended) return;
          await h.reservations.release(h.memberOf(ended.team), ended.id);
        } else if (below(2)) {
          await h.grant(team, 1);
        } else {
          await h.grants.giveBack(h.memberOf(team), undefined, {
            team,
            acceleratorClass: H100,
            count: 1,
            belowReserved: true,
          });
        }
      }),
    );
    // An endpoint is taken, or there is nothing to give back; never a deadlock.
    expect(
      outcomes.filter(
        each =>
          each.status === 'rejected' && each.reason.name !== 'ConflictError',
      ),
    ).toEqual([]);
    expect(await h.problems()).toEqual([]);
  }
  for (const team of teams) {
    await expect(h.verify(team)).resolves.toMatchObject({ intact: true });
  }
  const happened = (await Promise.all(teams.map(h.happened))).flat();
  for (const action of [
    'loan.lent',
    'loan.returned',
    'loan.called-back',
    'reservation.interrupted',
  ]) {
    expect(happened).toContain(action);
  }
});

describe('an endpoint whose need changes in the catalog', () => {
  const show = (
    h: Awaited<ReturnType<typeof harness>>,
    name: string,
    replicas: number,
    owner: string,
  ) => {
    const annotations = {
      'accelerator-class': H100,
      'accelerators-per-replica': '1',
      'max-replicas': String(replicas),
    };
    const at = h.entities.findIndex(each => each.metadata.name === name);
    if (at >= 0) h.entities.splice(at, 1);
    h.entities.push(endpointEntity(name, annotations, owner));
  };

  it('gives back first what it had borrowed', async () => {
    const h = await harness({ [CHAT]: 1, [DOCS]: 4 });
    show(h, 'batch', 4, CHAT);
    await h.reserve(CHAT, 'batch', 4, true);
    await h.reconcile();
    show(h, 'batch', 2, CHAT);
    await h.reconcile();
    expect(await h.books()).toMatchObject({
      chat: { reserved: 1, borrowed: 1 },
      docs: { lent: 1 },
    });
    show(h, 'batch', 1, CHAT);
    await h.reconcile();
    expect(await h.books()).toMatchObject({
      chat: { reserved: 1, borrowed: 0 },
      docs: { lent: 0 },
    });
  });

  it('asks anew for what it needs more, once it runs again after it was interrupted', async () => {
    const h = await harness({ [CHAT]: 1, [DOCS]: 2 });
    const batch = async () => (await h.live(CHAT))[0];
    show(h, 'batch', 3, CHAT);
    await h.reserve(CHAT, 'batch', 3, true);
    await h.reconcile();
    show(h, 'batch', 5, CHAT);
    await h.reconcile();
    const { request: before } = await batch();
    const { id } = await h.reserve(DOCS, 'docs', 2, false);
    expect(await batch()).toMatchObject({
      state: 'waiting',
      request: { id: before?.id, state: 'pending' },
    });
    await h.reservations.release(h.memberOf(DOCS), id);
    expect(await batch()).toMatchObject({
      state: 'held',
      request: { id: before?.id, state: 'withdrawn' },
    });
    expect(await h.problems()).toEqual([]);
    await h.reconcile();
    await h.reconcile();
    const { request, ...again } = await batch();
    expect(again).toMatchObject({ state: 'active', count: 3, wanted: 5 });
    expect(request).toMatchObject({ state: 'pending' });
    expect(request?.id).not.toBe(before?.id);
    expect(await h.problems()).toEqual([]);
  });

  it('calls back what its team has lent when it needs more', async () => {
    const h = await harness({ [CHAT]: 0, [DOCS]: 4 });
    show(h, 'search', 1, DOCS);
    await h.reserve(DOCS, 'search', 1, false);
    await h.reserve(CHAT, 'batch', 2, true);
    await h.reconcile();
    show(h, 'search', 3, DOCS);
    await h.reconcile();
    expect(await h.books()).toMatchObject({
      chat: { reserved: 0, borrowed: 0 },
      docs: { reserved: 3, lent: 0 },
    });
    expect(
      states(await h.reservations.list(caller('ana'), { live: true })),
    ).toEqual({ batch: 'waiting' });
  });
});
