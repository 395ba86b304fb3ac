// What the quota benchmarks share: TypeScript of the plugins in this process, a throwaway server, a closed loop of callers.
import { createRequire } from 'node:module';
import {
  freePortBase,
  nodeTransform,
  root,
  runPostgres,
} from '../../scripts/lib.mjs';

const require = createRequire(`${root}/package.json`);

/** Loads a TypeScript module of this repository. */
export function load(path) {
  require(nodeTransform);
  return require(`${root}/${path}`);
}

/** Loads a package of the root's node_modules. */
export const loadPackage = name => require(name);

/** Runs `work` with the address of a throwaway PostgreSQL server. */
export async function withPostgres(work) {
  const server = runPostgres(await freePortBase(1, 18_100));
  try {
    return await work(await server.up);
  } finally {
    await server.stop();
  }
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Calls as fast as answers come, on so many connections, for so long; `call` gets the connection's number. */
export async function drive({ connections, seconds, call }) {
  const times = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      for (;;) {
        const sent = performance.now();
        if (sent >= until) return;
        await call(connection);
        times.push(performance.now() - sent);
      }
    }),
  );
  const took = (performance.now() - began) / 1_000;
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / took,
    medianMs: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
  };
}

/** "✓ ≥ 0.5×" or what was missed. */
export function goal(ratio, least) {
  return `${ratio >= least ? 'met' : 'MISSED'} (≥ ${least}×)`;
}
