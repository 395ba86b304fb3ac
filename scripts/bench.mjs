// yarn bench [name …]: each benchmark prints a table with our figure and a peer's, taken in one run, interleaved.
import { main, Refusal } from './lib.mjs';
import { buildApp, installPackages, preflight } from './setup.mjs';

const BENCHES = [
  'cold-start',
  'bundle',
  'quota-ledger',
  'quota-http',
  'quota-scale',
  'scaffold',
  'sizing',
];
/** These show the portal in a browser. */
const NEED_APP = ['cold-start', 'bundle'];

await main(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find(name => !BENCHES.includes(name));
  if (unknown)
    throw new Refusal(
      `There is no benchmark "${unknown}"; there are ${BENCHES.join(', ')}.`,
    );
  await preflight();
  await installPackages();
  const chosen = names.length > 0 ? names : BENCHES;
  if (chosen.some(name => NEED_APP.includes(name))) await buildApp();
  for (const name of chosen) {
    const { run } = await import(`../bench/${name}.mjs`);
    await run();
  }
});
