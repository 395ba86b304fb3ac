import { parseDuration } from './promqlSyntax';

/** Most points a range query may ask for, as in Prometheus. */
const MAX_POINTS = 11_000;

/** A request that Prometheus would refuse as `bad_data`. */
export class BadData extends Error {
  override name = 'BadData';
}

/** Parameters of a request, from its query string and its form; the first value of each wins. */
export class QueryParameters {
  readonly #query: URLSearchParams;
  readonly #form: URLSearchParams;

  constructor(queryString: string, form: string) {
    this.#query = new URLSearchParams(queryString);
    this.#form = new URLSearchParams(form);
  }

  get(name: string): string | undefined {
    // As in Go's net/http, the form comes before the query string.
    return this.#form.get(name) ?? this.#query.get(name) ?? undefined;
  }

  all(name: string): string[] {
    return [...this.#form.getAll(name), ...this.#query.getAll(name)];
  }

  query(): string {
    return this.get('query') ?? '';
  }

  /** A time in milliseconds: seconds since the epoch or RFC 3339. */
  time(name: string, fallback?: number): number {
    const text = this.get(name);
    if (text === undefined || text === '') {
      if (fallback !== undefined) return fallback;
      throw invalid(name, 'cannot parse "" to a valid timestamp');
    }
    const millis = parseTime(text);
    if (millis === undefined) {
      throw invalid(
        name,
        `cannot parse ${JSON.stringify(text)} to a valid timestamp`,
      );
    }
    return millis;
  }

  /** Evaluation times of a range query. */
  range(): number[] {
    const start = this.time('start');
    const end = this.time('end');
    if (end < start) {
      throw invalid('end', 'end timestamp must not be before start time');
    }
    const step = this.#duration('step', 'cannot parse "" to a valid duration');
    if (step === undefined || step < 1) {
      throw invalid(
        'step',
        'zero or negative query resolution step widths are not accepted. Try a positive integer',
      );
    }
    if ((end - start) / step > MAX_POINTS) {
      throw new BadData(
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      );
    }
    const times: number[] = [];
    for (let time = start; time <= end; time += step) times.push(time);
    return times;
  }

  /** Checks what the sandbox accepts and has no use for. */
  timeout(): void {
    this.#duration('timeout');
  }

  limit(): number | undefined {
    const text = this.get('limit');
    if (text === undefined || text === '') return undefined;
    if (!/^\d{1,9}$/.test(text)) {
      throw invalid(
        'limit',
        `cannot parse ${JSON.stringify(text)} to a valid limit`,
      );
    }
    return Number(text) || undefined;
  }

  #duration(name: string, whenMissing?: string): number | undefined {
    const text = this.get(name);
    if (text === undefined || text === '') {
      if (whenMissing === undefined) return undefined;
      throw invalid(name, whenMissing);
    }
    const negative = text.startsWith('-');
    const millis = parseDuration(negative ? text.slice(1) : text);
    if (millis === undefined) {
      throw invalid(
        name,
        `cannot parse ${JSON.stringify(text)} to a valid duration`,
      );
    }
    return negative ? -millis : millis;
  }
}

export function invalid(name: string, what: string): BadData {
  return new BadData(`invalid parameter ${JSON.stringify(name)}: ${what}`);
}

function parseTime(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    const millis = Math.round(Number(text) * 1000);
    return Math.abs(millis) <= 8.64e15 ? millis : undefined;
  }
  const rfc3339 =
    /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
  const millis = rfc3339.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(millis) ? undefined : millis;
}
