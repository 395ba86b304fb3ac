import type {
  QuotaSink,
  TeamObservation,
  TeamQuota,
} from '@golden-path/plugin-gpu-quota-node';
import { caller, createHarness, RecordingSink } from '../__testUtils__/harness';
import { CHAT, SEARCH } from '../__testUtils__/organisation';
import { testPostgres } from '../__testUtils__/postgres';

const postgres = testPostgres();
const ana = caller('ana');
const platform = caller('platform');

/** A cluster that keeps what it is told, where hands can change things. */
class WatchedSink extends RecordingSink {
  /** Devices of the h100 class that a team's pods use. */
  readonly used = new Map<string, number>();
  /** What somebody set the h100 limit to by hand. */
  readonly changed = new Map<string, number | 'removed'>();
  readonly withoutNamespace = new Set<string>();
  /** The team whose objects somebody else holds on to. */
  heldByOthers: string | undefined;
  readonly attempts: string[] = [];

  override async apply(teamQuotas: TeamQuota[]) {
    this.attempts.push(...teamQuotas.map(({ team }) => team));
    if (teamQuotas.some(({ team }) => team === this.heldByOthers)) {
      throw new Error('conflict with "kubectl"');
    }
    await super.apply(teamQuotas);
    teamQuotas.forEach(({ team }) => this.changed.delete(team));
  }

  async observe(teamQuotas: TeamQuota[]): Promise<TeamObservation[]> {
    if (this.failing) throw new Error(this.failing);
    return teamQuotas.map(({ team, quotas }) =>
      this.withoutNamespace.has(team)
        ? { team, state: 'namespace-missing' }
        : {
            team,
            state: 'observed',
            classes: quotas.map(({ acceleratorClass }) => {
              const isH100 = acceleratorClass === 'h100-80g';
              const byHand = isH100 ? this.changed.get(team) : undefined;
              return {
                acceleratorClass,
                ...(byHand !== 'removed' && {
                  applied: byHand ?? this.limit(team, acceleratorClass),
                }),
                ...(byHand !== undefined && { limit: 'the key' }),
                used: isH100 ? this.used.get(team) ?? 0 : 0,
              };
            }),
          },
    );
  }
}

async function harness(others: QuotaSink[] = []) {
  const sink = new WatchedSink();
  const h = await createHarness({
    knex: await postgres.create(),
    sinks: [sink, { id: 'blind', apply: async () => {} }, ...others],
    config: {
      initialGrants: [
        { team: CHAT, acceleratorClass: 'h100-80g', count: 4, reason: 'Start' },
        { team: SEARCH, acceleratorClass: 'l4-24g', count: 1, reason: 'Start' },
      ],
    },
  });
  await h.applyInitialGrants();
  await h.settled();
  const check = async () => {
    h.clock.ms += 60_000;
    await h.checkDrift();
  };
  const messages = async (team?: string) =>
    (await h.drift.report(platform, { team })).items.map(each => each.message);
  return { ...h, sink, check, messages };
}

it('finds nothing where granted, applied and used agree, and says how old that is', async () => {
  const h = await harness();
  await expect(h.drift.report(platform)).resolves.toEqual({
    sinks: [{ sink: 'test-cluster', state: 'not-asked-yet' }],
    items: [],
  });
  h.sink.used.set(CHAT, 4);
  await h.check();
  await expect(h.drift.report(platform)).resolves.toEqual({
    sinks: [
      {
        sink: 'test-cluster',
        state: 'reachable',
        checkedAt: '2026-11-23T09:01:00.000Z',
      },
    ],
    items: [],
  });
});

it('says in words what differs, to those who may see the team', async () => {
  const h = await harness();
  h.sink.changed.set(CHAT, 2);
  h.sink.used.set(CHAT, 5);
  h.sink.withoutNamespace.add(SEARCH);
  await h.check();
  const { items } = await h.drift.report(platform);
  expect(items).toEqual([
    {
      sink: 'test-cluster',
      team: CHAT,
      acceleratorClass: 'h100-80g',
      kind: 'not-applied',
      message: 'applied 2, granted 4 (the key)',
      granted: 4,
      applied: 2,
      used: 5,
      observedAt: '2026-11-23T09:01:00.000Z',
    },
    expect.objectContaining({
      kind: 'over-quota',
      message: 'used 5 of 4: over quota',
    }),
    {
      sink: 'test-cluster',
      team: SEARCH,
      kind: 'namespace-missing',
      message: 'namespace missing',
      observedAt: '2026-11-23T09:01:00.000Z',
    },
  ]);
  const teamsSeenBy = async (name: string) => {
    const report = await h.drift.report(caller(name));
    return [...new Set(report.items.map(each => each.team))];
  };
  await expect(teamsSeenBy('ana')).resolves.toEqual([CHAT]);
  await expect(teamsSeenBy('lead')).resolves.toEqual([CHAT]);
  await expect(teamsSeenBy('other')).resolves.toEqual([SEARCH]);
  await expect(h.drift.report(ana, { team: SEARCH })).rejects.toThrow(
    'Only members of',
  );

  h.sink.changed.set(CHAT, 'removed');
  h.sink.used.set(CHAT, 0);
  await h.check();
  await expect(h.messages(CHAT)).resolves.toEqual([
    'no limit applied, granted 4 (the key)',
  ]);
});

it('is repaired for one team by the platform group, which the audit names', async () => {
  const h = await harness();
  h.sink.changed.set(CHAT, 2);
  await h.check();
  await expect(h.drift.repair(ana, { team: CHAT })).rejects.toThrow(
    'Only members of the platform group',
  );
  h.sink.applied.length = 0;
  h.sink.changed.set(SEARCH, 7);
  h.clock.ms += 1_000;
  await expect(
    h.drift.repair(platform, { team: 'group:Default/Chat' }),
  ).resolves.toEqual({
    outcome: 'applied',
    sinks: [
      {
        sink: 'test-cluster',
        state: 'reachable',
        checkedAt: '2026-11-23T09:01:01.000Z',
      },
    ],
    items: [],
  });
  expect(h.sink.applied.map(each => each.team)).toEqual([CHAT]);
  await expect(h.happened(CHAT)).resolves.toEqual([
    'quota.granted',
    'enforcement.repaired',
  ]);
  const [, link] = await h.database.read.audit.links(CHAT, 0, 10);
  expect(JSON.parse(link.body)).toMatchObject({
    actor: 'user:default/platform',
    subject: `team:${CHAT}`,
    data: { outcome: 'applied' },
  });
  await expect(h.verify(CHAT)).resolves.toMatchObject({ intact: true });
  await expect(
    h.drift.repair(platform, { team: 'group:default/nobody' }),
  ).rejects.toThrow('There is no team');
});

it('has nothing to repair where nothing enforces', async () => {
  const h = await createHarness({ knex: await postgres.create() });
  await expect(h.drift.report(platform)).resolves.toEqual({
    sinks: [],
    items: [],
  });
  await expect(h.drift.repair(platform, { team: CHAT })).rejects.toThrow(
    'No cluster enforces quota',
  );
});

it('says that a team is over its quota in all clusters together', async () => {
  class AmericanSink extends WatchedSink {
    override readonly id = 'us';
  }
  const us = new AmericanSink();
  const h = await harness([us]);
  h.sink.used.set(CHAT, 3);
  us.used.set(CHAT, 1);
  us.used.set(SEARCH, 0);
  await h.check();
  await expect(h.messages()).resolves.toEqual([]);

  us.used.set(CHAT, 2);
  await h.check();
  const { items } = await h.drift.report(ana);
  expect(items).toMatchObject([
    {
      sink: 'test-cluster',
      kind: 'over-quota',
      message: 'used 3 here and 2 in other clusters, of 4: over quota',
      used: 3,
    },
    {
      sink: 'us',
      message: 'used 2 here and 3 in other clusters, of 4: over quota',
      used: 2,
    },
  ]);

  // What was last seen in a cluster that is down is used there still, as far as anybody knows.
  us.failing = 'connect ECONNREFUSED';
  await h.check();
  await expect(h.messages(CHAT)).resolves.toEqual([
    expect.stringContaining('cluster unreachable since'),
    expect.stringContaining('over quota'),
    expect.stringContaining('over quota'),
  ]);
});

describe('a cluster that is down', () => {
  const asked = {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count: 2,
    reason: 'More traffic',
  };

  it('delays enforcement and no decision, and is said to be down since it first was', async () => {
    const h = await harness();
    await h.check();
    h.sink.failing = 'connect ECONNREFUSED';
    const { id } = await h.requests.create(ana, asked);
    await expect(
      h.requests.decide(caller('lead'), id, '"1"', { outcome: 'approve' }),
    ).resolves.toMatchObject({ state: 'approved', grantedCount: 2 });
    await h.settled();
    await expect(h.ledger(CHAT)).resolves.toMatchObject({ granted: 6 });

    await h.check();
    await h.check();
    const since = '2026-11-23T09:02:00.000Z';
    const report = await h.drift.report(ana);
    expect(report.sinks).toEqual([
      {
        sink: 'test-cluster',
        state: 'unreachable',
        checkedAt: '2026-11-23T09:03:00.000Z',
        unreachableSince: since,
        message: 'connect ECONNREFUSED',
      },
    ]);
    // What was last seen there stays, with its age.
    expect(report.items).toMatchObject([
      {
        kind: 'unreachable',
        team: CHAT,
        since,
        message: `cluster unreachable since ${since}: connect ECONNREFUSED`,
      },
      {
        kind: 'not-applied',
        message: expect.stringMatching(
          /^applied 4, granted 6: test-cluster did not take the quota.*ECONNREFUSED/,
        ),
        observedAt: '2026-11-23T09:01:00.000Z',
      },
    ]);
    const failed = await h.drift.repair(platform, { team: CHAT });
    expect(failed).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('ECONNREFUSED'),
    });

    h.sink.failing = undefined;
    await expect(
      h.drift.repair(platform, { team: CHAT }),
    ).resolves.toMatchObject({ outcome: 'applied', items: [] });
    expect(h.sink.limit(CHAT, 'h100-80g')).toBe(6);
    const events = await h.happened(CHAT);
    expect(
      events.filter(action => action === 'enforcement.repaired'),
    ).toHaveLength(2);
  });
});

it('does not take limits for wrong that were written after they were seen', async () => {
  const h = await harness();
  await h.check();
  h.clock.ms += 1_000;
  const { id } = await h.requests.create(ana, {
    team: CHAT,
    acceleratorClass: 'h100-80g',
    count: 2,
    reason: 'More',
  });
  await h.requests.decide(caller('lead'), id, '"1"', { outcome: 'approve' });
  await h.settled();
  await expect(h.messages()).resolves.toEqual([]);
  await h.check();
  await expect(h.messages()).resolves.toEqual([]);
  expect(h.sink.limit(CHAT, 'h100-80g')).toBe(6);
});

it('tries a team that somebody else holds on to again, and only that one', async () => {
  const h = await harness();
  h.sink.heldByOthers = CHAT;
  h.sink.changed.set(CHAT, 2);
  const attempted = async () => {
    h.sink.attempts.length = 0;
    h.clock.ms += 10_000;
    h.trigger();
    await h.settled();
    return h.sink.attempts;
  };
  h.clock.ms += 10 * 60_000;
  await expect(attempted()).resolves.toEqual([CHAT, SEARCH]);
  await expect(attempted()).resolves.toEqual([CHAT]);
  await h.check();
  await expect(h.messages()).resolves.toEqual([
    expect.stringMatching(
      /^applied 2, granted 4 \(the key\): .*conflict with "kubectl"/,
    ),
  ]);
  h.sink.heldByOthers = undefined;
  await expect(attempted()).resolves.toEqual([CHAT]);
  await expect(attempted()).resolves.toEqual([]);
});
