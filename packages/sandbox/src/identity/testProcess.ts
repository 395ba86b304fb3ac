import { createServer } from 'node:http';
import { createIdentity } from './createIdentity';

// Run by createIdentity.test.ts in a process of its own, because jest does not load ES modules.
// Arguments: port, data directory, redirect URI.
const [port, dataDir, redirectUri] = process.argv.slice(2);

async function main() {
  const { handler } = await createIdentity({
    baseUrl: `http://localhost:${port}`,
    redirectUris: [redirectUri],
    dataDir,
    now: Date.now,
  });
  createServer(handler).listen(Number(port), 'localhost', () => {
    process.stdout.write('listening\n');
  });
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
