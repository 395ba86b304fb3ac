import { parseArgs } from 'node:util';
import { runChaos } from './runChaos';
import type { Fault } from './Storm';

/** Two kills, and cuts before, between and after them. */
const FAULTS: Fault[] = [
  { at: 0.08, kind: 'cut' },
  { at: 0.16, kind: 'cut' },
  { at: 0.25, kind: 'kill' },
  { at: 0.4, kind: 'cut' },
  { at: 0.48, kind: 'cut' },
  { at: 0.55, kind: 'kill' },
  { at: 0.7, kind: 'cut' },
  { at: 0.75, kind: 'cut' },
  { at: 0.8, kind: 'cut' },
  { at: 0.9, kind: 'cut' },
];

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`--${name} must be a whole number of at least 1`);
  }
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      connection: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      backends: { type: 'string', default: '1' },
      clients: { type: 'string', default: '32' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  const seed = positive('seed', values.seed);
  // What each client does follows from the seed; how they meet, and where a fault strikes, is the machine's doing.
  process.stdout.write(`seed ${seed}\n`);
  const report = await runChaos({
    connection: values.connection ?? '',
    backends: positive('backends', values.backends),
    clients: positive('clients', values.clients),
    seed,
    until: { seconds: positive('seconds', values.seconds) },
    faults: FAULTS,
  });
  const { operations, violations, backendLog, ...figures } = report;
  console.table(operations);
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  process.stdout.write(
    `operations: ${report.tried} tried, ${report.refused} refused, ${report.retried} retried, ${report.lost} lost\n`,
  );
  if (violations.length === 0) {
    process.stdout.write('every invariant holds\n');
    return;
  }
  process.stderr.write(
    `${violations.join('\n')}\n\nThe backend said last:\n${backendLog.join(
      '\n',
    )}\n`,
  );
  process.exitCode = 1;
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
