import { publishedLines, toMarkdown } from './__testUtils__/publishedTable';

describe('what others measured', () => {
  const lines = publishedLines();

  it('is printed beside what we say', () => {
    process.stdout.write(`${toMarkdown(lines)}\n`);
    expect(lines.length).toBeGreaterThanOrEqual(25);
  });

  it.each(lines)('$model: $figure is $published', line => {
    expect(line).toMatchObject({ isWithin: true });
  });
});
