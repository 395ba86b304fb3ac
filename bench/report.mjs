import { cpus, platform, release } from 'node:os';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function printTable(title, rows, note) {
  const columns = Object.keys(rows[0]);
  const cells = rows.map(row => columns.map(column => String(row[column])));
  const line = values => `| ${values.join(' | ')} |`;
  console.log(`\n### ${title}\n`);
  console.log(line(columns));
  console.log(line(columns.map(() => '---')));
  for (const row of cells) console.log(line(row));
  if (note) console.log(`\n${note}`);
  console.log(
    `\n${new Date().toISOString().slice(0, 10)}, Node ${
      process.versions.node
    }, ${platform()} ${release()}, ${cpus().length} × ${
      cpus()[0]?.model ?? 'unknown'
    }`,
  );
}
