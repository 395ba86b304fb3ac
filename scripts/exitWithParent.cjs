// Preloaded into long-running programs: they end when whoever started them is gone, however that happened.
// The variable keeps this from the worker threads and programs that they start themselves.
if (process.env.EXIT_WITH_PARENT) {
  delete process.env.EXIT_WITH_PARENT;
  process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.resume();
  process.stdin.unref?.();
  // Nobody reads any more what is said on the way out; as an error it would be logged, which fails, and so on.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}
