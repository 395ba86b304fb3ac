import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  mainLines,
  publishedLines,
  toMarkdown,
} from './__testUtils__/publishedTable';

const README = resolve(__dirname, '../../README.md');

describe('what others measured', () => {
  const lines = publishedLines();

  it('is printed beside what we say', () => {
    process.stdout.write(`${toMarkdown(lines)}\n`);
    expect(lines.length).toBeGreaterThanOrEqual(25);
  });

  it.each(lines)('$model: $figure is $published', line => {
    expect(line).toMatchObject({ isWithin: true });
  });

  it('is what the README shows; UPDATE_README=1 writes it there', () => {
    const table = toMarkdown(mainLines(lines));
    const readme = readFileSync(README, 'utf8');
    if (process.env.UPDATE_README) {
      writeFileSync(
        README,
        readme.replace(/\| model .*?(?=\n\n)/s, () => table),
      );
    }
    expect(readFileSync(README, 'utf8')).toContain(`\n\n${table}\n\n`);
  });
});
