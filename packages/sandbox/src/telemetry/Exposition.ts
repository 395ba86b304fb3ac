import type { Histogram } from './histogram';

type Labels = Record<string, string>;

/**
 * Text in Prometheus' exposition format. Written by hand because the figures come out of a simulation whole;
 * client libraries only count what happens inside their own process.
 *
 * @public
 */
export class Exposition {
  readonly #families = new Map<string, { head: string; lines: string[] }>();

  gauge(name: string, help: string, labels: Labels, value: number): void {
    this.#lines(name, help, 'gauge').push(line(name, labels, value));
  }

  counter(name: string, help: string, labels: Labels, value: number): void {
    this.#lines(name, help, 'counter').push(line(name, labels, value));
  }

  histogram(name: string, help: string, labels: Labels, of: Histogram): void {
    const lines = this.#lines(name, help, 'histogram');
    let below = 0;
    for (const [index, bound] of of.bounds.entries()) {
      below += of.counts[index];
      lines.push(
        line(`${name}_bucket`, { ...labels, le: String(bound) }, below),
      );
    }
    const total = of.total;
    lines.push(line(`${name}_bucket`, { ...labels, le: '+Inf' }, total));
    lines.push(line(`${name}_sum`, labels, of.sum));
    lines.push(line(`${name}_count`, labels, total));
  }

  summary(
    name: string,
    help: string,
    labels: Labels,
    summary: { quantiles: [number, number][]; sum: number; count: number },
  ): void {
    const lines = this.#lines(name, help, 'summary');
    for (const [quantile, value] of summary.quantiles) {
      lines.push(line(name, { ...labels, quantile: String(quantile) }, value));
    }
    lines.push(line(`${name}_sum`, labels, summary.sum));
    lines.push(line(`${name}_count`, labels, summary.count));
  }

  text(): string {
    return [...this.#families.values()]
      .map(({ head, lines }) => `${head}${lines.join('\n')}\n`)
      .join('');
  }

  #lines(name: string, help: string, type: string): string[] {
    let family = this.#families.get(name);
    if (!family) {
      family = {
        head: `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`,
        lines: [],
      };
      this.#families.set(name, family);
    }
    return family.lines;
  }
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels)
    .map(([key, text]) => `${key}="${escapeLabel(text)}"`)
    .join(',');
  return `${name}{${pairs}} ${formatValue(value)}`;
}

function escapeLabel(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

/** A sample's value as Prometheus writes it. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}
