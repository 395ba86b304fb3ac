import { ServiceUnavailableError } from '@backstage/errors';
import type { QuotaSink } from '@golden-path/plugin-gpu-quota-node';
import { caller, createHarness, RecordingSink } from '../__testUtils__/harness';
import { CHAT, SEARCH, endpointEntity } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const HOUR = 3_600_000;

const initialGrants = [
  { team: CHAT, acceleratorClass: 'h100-80g', count: 4, reason: 'Start' },
];

async function harness(options: { sinks?: QuotaSink[] } = {}) {
  const h = await createHarness({
    ...options,
    knex: await postgres.create(),
    config: { initialGrants },
  });
  await h.applyInitialGrants();
  await h.settled();
  return h;
}

function reservation(endpoint: string, count: number) {
  return {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count,
    endpoint: `component:default/${endpoint}`,
  };
}

describe('initial grants', () => {
  it('are given once, however often the portal starts', async () => {
    const h = await harness();
    await Promise.all([h.applyInitialGrants(), h.applyInitialGrants()]);
    const again = await createHarness({
      knex: h.knex,
      config: { initialGrants: [{ ...initialGrants[0], count: 99 }] },
    });
    await again.applyInitialGrants();
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 4 });
    await expect(h.happened(CHAT)).resolves.toEqual(['quota.granted']);
    const [link] = await h.database.read.audit.links(CHAT, 0, 1);
    expect(JSON.parse(link.body)).toMatchObject({ actor: 'system' });
  });
});

describe('enforcement', () => {
  it('writes every class of the team, also those it has nothing of', async () => {
    const sink = new RecordingSink();
    const h = await harness({ sinks: [sink] });
    expect(sink.applied).toEqual([
      {
        team: CHAT,
        namespace: 'chat',
        department: 'products',
        quotas: [
          {
            acceleratorClass: 'h100-80g',
            deviceClassName: 'h100-80g',
            granted: 4,
          },
          { acceleratorClass: 'l4-24g', deviceClassName: 'l4-24g', granted: 0 },
        ],
      },
    ]);
    await expect(h.quotas.list(ana, {})).resolves.toEqual([
      expect.objectContaining({
        enforcement: {
          state: 'applied',
          appliedAt: '2026-11-23T09:00:00.000Z',
        },
      }),
    ]);
  });

  it('follows an approval, and a cluster that is down holds up no decision', async () => {
    const sink = new RecordingSink();
    const h = await harness({ sinks: [sink] });
    sink.failing = 'connect ECONNREFUSED';
    const waiting = await h.reservations.reserve(ana, 'k', reservation('a', 6));
    await h.requests.decide(caller('lead'), waiting.request?.id ?? 0, '"1"', {
      outcome: 'approve',
    });
    await h.settled();
    await expect(h.ledger(CHAT)).resolves.toMatchObject({
      granted: 6,
      reserved: 6,
    });
    const [pending] = await h.quotas.list(ana, {});
    expect(pending.enforcement).toMatchObject({
      state: 'pending',
      message: expect.stringContaining('connect ECONNREFUSED'),
    });

    sink.failing = undefined;
    h.trigger();
    await h.settled();
    expect(sink.limit(CHAT, 'h100-80g')).toBe(6);
    const [applied] = await h.quotas.list(ana, {});
    expect(applied.enforcement.state).toBe('applied');
    expect(applied.enforcement.message).toBeUndefined();
  });

  it('keeps no cluster waiting for one that does not answer, team by team', async () => {
    const healthy = new RecordingSink();
    const asked: string[] = [];
    let refusal: Error | undefined = new ServiceUnavailableError('timed out');
    const hanging: QuotaSink = {
      id: 'hanging',
      apply: async ([{ team }]) => {
        asked.push(team);
        if (refusal) throw refusal;
      },
    };
    const h = await harness({ sinks: [hanging, healthy] });
    await h.reservations.reserve(caller('other'), 'k', {
      ...reservation('a', 1),
      team: SEARCH,
    });
    const again = async () => {
      asked.length = 0;
      healthy.applied.length = 0;
      h.clock.ms += 10_000;
      h.trigger();
      await h.settled();
      return {
        asked: [...asked],
        written: healthy.applied.map(each => each.team),
      };
    };
    await h.settled();
    await expect(again()).resolves.toEqual({
      asked: [CHAT],
      written: [CHAT, SEARCH],
    });
    const quotas = await h.quotas.list(caller('platform'), {});
    expect(quotas.map(each => each.enforcement.message)).toEqual([
      expect.stringContaining('hanging did not take the quota'),
      expect.stringContaining('timed out'),
    ]);

    // One that answers and refuses a team is asked about the next.
    refusal = new Error('forbidden');
    await expect(again()).resolves.toMatchObject({ asked: [CHAT, SEARCH] });
    refusal = undefined;
    await expect(again()).resolves.toMatchObject({ asked: [CHAT, SEARCH] });
    await expect(again()).resolves.toEqual({ asked: [], written: [] });
  });

  it('holds the pods of a team that has nothing yet', async () => {
    const sink = new RecordingSink();
    const h = await createHarness({
      knex: await postgres.create(),
      sinks: [sink],
    });
    await h.reservations.reserve(ana, 'k', reservation('a', 2));
    await h.settled();
    expect(sink.limit(CHAT, 'h100-80g')).toBe(0);
  });

  it('writes everything again when classes change, and from time to time', async () => {
    const sink = new RecordingSink();
    const h = await harness({ sinks: [sink] });
    const run = async () => {
      sink.applied.length = 0;
      h.trigger();
      await h.settled();
      return sink.applied.length;
    };
    await expect(run()).resolves.toBe(0);
    h.clock.ms += 11 * 60_000;
    await expect(run()).resolves.toBe(1);
    const l4 = h.entities.find(each => each.metadata.name === 'l4-24g');
    h.entities.splice(
      h.entities.findIndex(each => each === l4),
      1,
    );
    h.clock.ms += 11_000;
    await expect(run()).resolves.toBe(1);
    expect(sink.limit(CHAT, 'l4-24g')).toBeUndefined();
  });

  it('does not lift a limit because a class left the catalog', async () => {
    const sink = new RecordingSink();
    const h = await harness({ sinks: [sink] });
    h.entities.splice(
      h.entities.findIndex(each => each.metadata.name === 'h100-80g'),
      1,
    );
    sink.applied.length = 0;
    h.clock.ms += 11_000;
    h.trigger();
    await h.settled();
    expect(sink.applied).toEqual([]);
    const [quota] = await h.quotas.list(ana, {});
    expect(quota.enforcement).toMatchObject({
      state: 'pending',
      message: expect.stringContaining('no accelerator class "h100-80g"'),
    });
  });

  it('is said not to happen where nothing enforces', async () => {
    const h = await harness();
    const [quota] = await h.quotas.list(ana, {});
    expect(quota.enforcement.state).toBe('not-configured');
  });
});

describe('reconciling with the catalog', () => {
  it('makes a reservation active when its endpoint appears, for good', async () => {
    const h = await harness();
    await h.reservations.reserve(ana, 'k', reservation('bot', 3));
    await h.reconcile();
    h.entities.push(endpointEntity('bot'));
    await h.reconcile();
    h.clock.ms += 48 * HOUR;
    await h.reconcile();
    const [bot] = await h.reservations.list(ana, { live: true });
    expect(bot.state).toBe('active');
    expect(bot.expiresAt).toBeUndefined();
    await expect(h.happened(CHAT)).resolves.toEqual([
      'quota.granted',
      'reservation.held',
      'reservation.active',
    ]);
  });

  it('expires one that was never used, for those that wait', async () => {
    const h = await harness();
    await h.reservations.reserve(ana, 'a', reservation('forgotten', 3));
    await h.reservations.reserve(ana, 'b', reservation('next', 2));
    h.clock.ms += 23 * HOUR;
    await h.reconcile();
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 3 });
    h.clock.ms += HOUR;
    await h.reconcile();
    const all = await h.reservations.list(ana, { live: false });
    expect(all.map(each => [each.endpoint, each.state])).toEqual([
      ['component:default/next', 'held'],
      ['component:default/forgotten', 'expired'],
    ]);
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 2 });
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });

  it('expires nothing while the catalog does not answer', async () => {
    const h = await harness();
    await h.reservations.reserve(ana, 'a', reservation('bot', 3));
    h.clock.ms += 48 * HOUR;
    h.catalog.getEntitiesByRefs.mockRejectedValue(new Error('down'));
    await expect(h.reconcile()).rejects.toThrow('down');
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ reserved: 3 });
  });
});

describe('endpoints that were there before', () => {
  it('are counted once, and ask where the quota is too small', async () => {
    const h = await createHarness({
      knex: await postgres.create(),
      config: { initialGrants, adoptEndpoints: true },
    });
    await h.applyInitialGrants();
    const annotations = {
      'accelerator-class': 'h100-80g',
      'accelerators-per-replica': '2',
      'max-replicas': '2',
    };
    h.entities.push(
      endpointEntity('old', annotations),
      endpointEntity('older', annotations),
      endpointEntity('broken', { ...annotations, 'max-replicas': 'many' }),
      endpointEntity('odd', { ...annotations, 'accelerator-class': 'gone' }),
    );
    await Promise.all([h.reconcile(), h.reconcile()]);
    const live = await h.reservations.list(ana, { live: true });
    expect(live.map(each => each.state).sort()).toEqual(['active', 'waiting']);
    expect(live.map(each => each.count)).toEqual([4, 4]);
    const { items } = await h.requests.list(caller('lead'), {
      limit: 10,
      awaiting: 'me',
    });
    expect(items).toEqual([
      expect.objectContaining({ requestedBy: 'system', count: 4 }),
    ]);

    const active = live.find(each => each.state === 'active');
    await h.reservations.release(ana, active?.id ?? '');
    await h.reconcile();
    await expect(
      h.reservations.list(ana, { live: true }),
    ).resolves.toHaveLength(1);
    await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  });
});

describe('notifications', () => {
  const request = {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count: 1,
    reason: 'More',
  };

  it('are delivered when the service is back, and then once', async () => {
    const h = await harness();
    h.notifications.failing = 'down';
    await h.requests.create(ana, request);
    await h.settled();
    expect(h.sent).toEqual([]);
    h.notifications.failing = undefined;
    h.trigger();
    await h.settled();
    expect(h.sent).toEqual([]);
    h.clock.ms += 5_000;
    h.trigger();
    await h.settled();
    h.trigger();
    await h.settled();
    expect(h.sent).toHaveLength(1);
  });

  it('are not sent twice by two backends at once', async () => {
    const knex = await postgres.create();
    const h = await createHarness({ knex });
    h.notifications.failing = 'down';
    for (let index = 0; index < 20; index += 1) {
      await h.requests.create(ana, request);
    }
    await h.settled();
    const others = [
      await createHarness({ knex }),
      await createHarness({ knex }),
    ];
    for (const other of others) {
      other.clock.ms += HOUR;
      other.trigger();
    }
    await Promise.all(others.map(other => other.settled()));
    expect(others.flatMap(other => other.sent)).toHaveLength(20);
  });

  it('are never sent for what was rolled back', async () => {
    const h = await harness();
    await expect(
      h.database.transaction(async tx => {
        await tx.outbox.add(
          { recipients: { type: 'broadcast' }, payload: { title: 'No' } },
          new Date(h.clock.ms),
        );
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    h.trigger();
    await h.settled();
    expect(h.sent).toEqual([]);
  });
});
