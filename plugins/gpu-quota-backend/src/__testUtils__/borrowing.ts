import { randomUUID } from 'node:crypto';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { QuotaSink } from '@golden-path/plugin-gpu-quota-node';
import type { Knex } from 'knex';
import type { Caller } from '../service/Caller';
import { Books } from './Books';
import { caller, createHarness } from './harness';
import { CHAT, siblings } from './organisation';

export { CHAT };
export const H100 = 'h100-80g';
const [docs, maps, voice] = siblings.map(
  ({ metadata }) => `group:default/${metadata.name}`,
);
export const DOCS = docs;
export const MAPS = maps;
export const VOICE = voice;

/** Four teams of one department that lend each other devices of one class. */
export async function borrowingHarness(options: {
  knex: Knex;
  granted: Record<string, number>;
  sinks: QuotaSink[];
}) {
  const { knex, sinks } = options;
  const h = await createHarness({
    knex,
    sinks,
    config: { adoptEndpoints: true },
  });
  h.entities.push(...structuredClone(siblings));
  const teams = Object.keys(options.granted);
  const memberOf = (team: string): Caller =>
    team === CHAT
      ? caller('ana')
      : { ...caller(`member-of-${team}`), groups: new Set([team]) };
  const platform = caller('platform');
  const grant = async (team: string, count: number) => {
    const { id } = await h.requests.create(memberOf(team), {
      team,
      acceleratorClass: H100,
      count,
      reason: 'More',
    });
    await h.requests.decide(caller('lead'), id, '"1"', { outcome: 'approve' });
  };
  for (const [team, count] of Object.entries(options.granted)) {
    if (count > 0) await grant(team, count);
  }
  return {
    ...h,
    memberOf,
    grant,
    migration: {
      directory: resolvePackagePath(
        '@golden-path/plugin-gpu-quota-backend',
        'migrations',
      ),
      name: '20261125140000_departments.js',
    },
    reserve: (
      team: string,
      name: string,
      count: number,
      interruptible: boolean,
    ) =>
      h.reservations.reserve(memberOf(team), randomUUID(), {
        team,
        acceleratorClass: H100,
        count,
        endpoint: `component:default/${name}`,
        interruptible,
      }),
    live: (team?: string) =>
      h.reservations.list(platform, { team, live: true }),
    /** What the ledger says, by name of team. */
    async books() {
      const rows = await h.database.read.ledger.list({
        acceleratorClass: H100,
      });
      return Object.fromEntries(
        rows.map(({ team, granted, reserved, lent, borrowed }) => [
          team.replace('group:default/', ''),
          { granted, reserved, lent, borrowed },
        ]),
      );
    },
    /** What is wrong in any team's books, or between them. */
    async problems(): Promise<string[]> {
      const problems: string[] = [];
      for (const team of teams) {
        const books = await Books.of(h, team, H100);
        problems.push(...books.problems(new Date(h.clock.ms)));
      }
      return problems;
    },
  };
}
