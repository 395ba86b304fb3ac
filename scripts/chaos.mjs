// yarn test:chaos [--seconds 60] [--clients 32] [--backends 1] [--seed n]: the quota's books under fire. Exit code 1 when they are wrong.
import { resolve } from 'node:path';
import {
  exec,
  freePortBase,
  main,
  nodeTransform,
  root,
  runPostgres,
} from './lib.mjs';

await main(async () => {
  const server = runPostgres(
    await freePortBase(1, 16_000 + (process.pid % 900)),
  );
  let code = 1;
  try {
    code = await exec(process.execPath, [
      '--enable-source-maps',
      '--require',
      nodeTransform,
      resolve(root, 'plugins/gpu-quota-backend/src/__testUtils__/chaos/cli.ts'),
      '--connection',
      await server.up,
      ...process.argv.slice(2),
    ]);
  } finally {
    await server.stop();
  }
  process.exit(code);
});
