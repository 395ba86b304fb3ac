// A portal with a sandbox of its own that leaves nothing behind: for the journeys and the benchmarks.
//   PORTAL_PORT, SANDBOX_PORT_BASE and TIME_SCALE choose ports and how fast models load. QUOTA_CLOCK_FILE names a file
//   in which a test writes by how many seconds the clock of quota is ahead.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec, main, nodeTransform, sandboxCli } from './lib.mjs';
import {
  checkPorts,
  seedPortal,
  startBackend,
  startSandbox,
} from './portal.mjs';
import { buildApp } from './setup.mjs';

await main(async () => {
  const ports = {
    portalPort: Number(process.env.PORTAL_PORT ?? 17_007),
    sandboxBase: Number(process.env.SANDBOX_PORT_BASE ?? 17_020),
  };
  await checkPorts(ports);
  await buildApp();
  const dataDir = await mkdtemp(join(tmpdir(), 'golden-path-stack-'));
  const running = [];
  let stopping;
  const stopAll = () => {
    stopping ??= (async () => {
      for (const program of running.reverse()) await program.stop();
      await exec(process.execPath, [
        '--require',
        nodeTransform,
        sandboxCli,
        'reset',
        '--data',
        dataDir,
      ]);
      await rm(dataDir, { recursive: true, force: true });
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => stopAll().then(() => process.exit(0)));
  }
  const onLine = process.env.STACK_LOG ? line => console.log(line) : undefined;
  try {
    const timeScale = Number(process.env.TIME_SCALE ?? 10);
    running.push(await startSandbox({ ...ports, dataDir, timeScale, onLine }));
    const clock = process.env.QUOTA_CLOCK_FILE;
    if (clock) await writeFile(clock, '0');
    running.push(
      await startBackend({
        ...ports,
        dataDir,
        onLine,
        ...(clock && {
          entry: 'rehearse.ts',
          env: { QUOTA_CLOCK_FILE: clock },
        }),
      }),
    );
    await seedPortal(ports);
    console.log(`stack ready at http://localhost:${ports.portalPort}`);
    await Promise.race(running.map(program => program.exited));
    if (!stopping) {
      console.error(
        running.flatMap(program => program.tail.slice(-10)).join('\n'),
      );
      await stopAll();
      process.exit(1);
    }
  } catch (error) {
    await stopAll();
    throw error;
  }
});
