import { isError } from '@backstage/errors';
import type {
  PolicyRule,
  QuotaRequest,
} from '@golden-path/plugin-gpu-quota-common';
import fc from 'fast-check';
import { caller, createHarness } from '../__testUtils__/harness';
import { testPostgres } from '../__testUtils__/postgres';
import { Books } from '../__testUtils__/Books';

const postgres = testPostgres();
const HOUR = 3_600_000;
const acceleratorClass = 'h100-80g';

const policy: PolicyRule[] = [
  { name: 'one', when: { countAtMost: 1 }, stages: 'auto' },
  { name: 'large', when: { countAbove: 2 }, stages: ['lead', 'platform'] },
  { name: 'otherwise', when: {}, stages: ['lead'] },
];

/** What somebody tries. Numbers choose among what is there. */
type Act =
  | {
      do: 'reserve';
      endpoint: number;
      count: number;
      /** Borrows, if need be, from the teams of the runs before, which are in the same department. */
      interruptible: boolean;
    }
  | { do: 'release'; which: number }
  | { do: 'ask'; key: number; another: boolean }
  | {
      do: 'decide';
      who: number;
      which: number;
      deny: boolean;
      fewer: number;
    }
  | { do: 'edit'; which: number; count: number }
  | { do: 'question'; which: number }
  | { do: 'answer'; which: number }
  | { do: 'withdraw'; which: number }
  | { do: 'return'; count: number; belowReserved: boolean }
  | { do: 'renew'; which: number; count: number; days: number }
  | { do: 'pass time'; hours: number };

const which = fc.nat(3);
const count = fc.integer({ min: 1, max: 8 });
const days = fc.integer({ min: 1, max: 12 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      endpoint: fc.nat(6),
      count: fc.integer({ min: 1, max: 4 }),
      interruptible: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('release' as const), which }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      key: fc.nat(9),
      another: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      who: fc.nat(4),
      which,
      deny: fc.constantFrom(false, false, true),
      fewer: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('edit' as const), which, count }),
  },
  fc.record({ do: fc.constant('question' as const), which }),
  fc.record({ do: fc.constant('answer' as const), which }),
  fc.record({ do: fc.constant('withdraw' as const), which }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('return' as const),
      count: fc.integer({ min: 1, max: 4 }),
      belowReserved: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('renew' as const),
      which,
      count,
      days,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pass time' as const),
      hours: fc.integer({ min: 1, max: 120 }),
    }),
  },
);

/** Refusals that a caller can act on. Anything else is a bug. */
const REFUSALS = [
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ConflictError',
  'PreconditionFailedError',
  'IdempotencyKeyReusedError',
];

function pick<T>(items: readonly T[], index: number): T | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}

/** A team of its own in a shared database, with people who try things. */
async function newTeam(
  h: Awaited<ReturnType<typeof createHarness>> & { newKey: () => string },
  name: string,
) {
  const team = `group:default/${name}`;
  const chat = h.entities.find(each => each.metadata.name === 'chat');
  if (!chat) throw new Error('The organisation has changed');
  h.entities.push({ ...chat, metadata: { ...chat.metadata, name } });
  h.clock.ms += 11_000;
  const member = (who: string, ...groups: string[]) => ({
    ...caller(who),
    groups: new Set(groups),
  });
  const leads = 'group:default/product-leads';
  const ana = member('ana', team);
  const cleo = member('cleo', team, leads);
  const deciders = [
    member('lead', leads),
    cleo,
    member('platform', 'group:default/platform'),
    ana,
    caller('service:plugin:scaffolder'),
  ];
  const answers = new Map<number, number>();
  const begin = h.clock.ms;

  const requests = async (): Promise<QuotaRequest[]> =>
    (await h.requests.list(ana, { team, limit: 200 })).items;
  const pending = async (index: number) => {
    const all = await requests();
    return pick(
      // Decided ones are tried, too, but not as often.
      [...all.filter(each => each.state === 'pending'), ...all.slice(0, 2)],
      index,
    );
  };

  async function attempt(each: Act): Promise<void> {
    switch (each.do) {
      case 'reserve': {
        await h.reservations.reserve(ana, h.newKey(), {
          team,
          acceleratorClass,
          count: each.count,
          endpoint: `component:default/${name}-${each.endpoint}`,
          interruptible: each.interruptible,
        });
        return;
      }
      case 'release': {
        const live = await h.reservations.list(ana, { team, live: true });
        const reservation = pick(live, each.which);
        if (reservation) await h.reservations.release(ana, reservation.id);
        return;
      }
      case 'ask': {
        // The key says what is asked for, and by whom: now and then a lead asks, for good or until a date.
        const { key, another } = each;
        const who = key % 2 ? ana : cleo;
        const { id } = await h.requests.create(
          who,
          {
            team,
            acceleratorClass,
            count: 1 + (key % 7),
            reason: another ? 'Another body under the key' : 'More',
            ...(key % 3 > 0 && {
              until: new Date(begin + (key + 2) * 72 * HOUR).toISOString(),
            }),
          },
          `key ${key}`,
        );
        // I5: the same key never files a second request.
        expect(id).toBe(answers.get(key) ?? id);
        answers.set(key, id);
        return;
      }
      case 'decide': {
        const request = await pending(each.which);
        const who = pick(deciders, each.who);
        if (!request || !who) return;
        const grantedCount = Math.max(1, request.count - each.fewer);
        const decided = await h.requests.decide(
          who,
          request.id,
          `"${request.version}"`,
          each.deny
            ? { outcome: 'deny', reason: 'No' }
            : { outcome: 'approve', grantedCount, reason: 'Yes' },
        );
        // I4: what was decided on is the version that was seen, and no other.
        expect(decided.version).toBe(request.version + 1);
        expect(decided.count).toBe(request.count);
        return;
      }
      case 'edit': {
        const request = await pending(each.which);
        if (!request) return;
        await h.pendingRequests.edit(
          request.requestedBy === ana.ref ? ana : cleo,
          request.id,
          `"${request.version}"`,
          { count: each.count },
        );
        return;
      }
      case 'question':
      case 'answer':
      case 'withdraw': {
        const request = await pending(each.which);
        if (!request) return;
        const { id } = request;
        const version = `"${request.version}"`;
        if (each.do === 'question') {
          await h.pendingRequests.ask(deciders[0], id, version, 'Why?');
        } else if (each.do === 'answer') {
          await h.pendingRequests.answer(ana, id, version, 'Because');
        } else {
          await h.requests.withdraw(ana, id, version);
        }
        return;
      }
      case 'return': {
        await h.grants.giveBack(ana, undefined, {
          team,
          acceleratorClass,
          count: each.count,
          belowReserved: each.belowReserved,
        });
        return;
      }
      case 'renew': {
        const grants = await h.grants.list(ana, { team, live: true });
        const grant = pick(
          grants.filter(({ until }) => until !== undefined),
          each.which,
        );
        if (!grant?.until) return;
        const until = Date.parse(grant.until) + each.days * 24 * HOUR;
        await h.grants.renew(ana, grant.id, {
          count: each.count,
          until: new Date(until).toISOString(),
        });
        return;
      }
      default: {
        h.clock.ms += each.hours * HOUR;
        await h.passTime();
        await h.reconcile();
      }
    }
  }

  return {
    team,
    async attempt(each: Act): Promise<void> {
      try {
        await attempt(each);
      } catch (error) {
        if (!isError(error) || !REFUSALS.includes(error.name)) throw error;
      }
    },
  };
}

it('keeps I1, I3, I4, I5, I8 and I9 whatever is tried, at once or in turn', async () => {
  const harness = await createHarness({
    knex: await postgres.create(),
    config: { policy },
  });
  let keys = 0;
  const h = {
    ...harness,
    newKey: () => {
      keys += 1;
      return `key ${keys}`;
    },
  };
  let teams = 0;
  await fc.assert(
    fc.asyncProperty(
      // Acts in one list are tried at the same moment; time does not pass meanwhile.
      fc.array(
        fc.oneof(
          { weight: 1, arbitrary: act.map(each => [each]) },
          {
            weight: 2,
            arbitrary: fc.array(
              act.filter(each => each.do !== 'pass time'),
              { minLength: 2, maxLength: 4 },
            ),
          },
        ),
        { minLength: 6, maxLength: 18, size: 'max' },
      ),
      async rounds => {
        teams += 1;
        const { team, attempt } = await newTeam(h, `team-${teams}`);
        for (const round of rounds) {
          await Promise.all(round.map(attempt));
        }
        await h.passTime();
        await h.reconcile();
        const books = await Books.of(h, team, acceleratorClass);
        expect(books.problems(new Date(h.clock.ms))).toEqual([]);
        await expect(h.verify(team)).resolves.toMatchObject({ intact: true });
      },
    ),
    { numRuns: 80, endOnFailure: true },
  );
  await h.settled();
});
