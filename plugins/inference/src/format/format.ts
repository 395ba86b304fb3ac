/** How figures are written in every card, table and form field: one place, so that they agree. */
import { formatMoney, type Money } from '@golden-path/plugin-inference-common';

/** A figure that does not exist; never shown as 0. */
export const NONE = '—';

/** Keeps a number and its unit on one line. */
const GLUE = '\u00a0';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0.713` → `71 %`; below one percent one decimal, so that "hardly" is not "nothing". */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  const digits = percent > 0 && percent < 1 ? 1 : 0;
  return `${percent.toFixed(digits)}${GLUE}%`;
}

/** A measured duration, three significant digits at most: `31 ms`, `1.84 s`, `12.4 s`, `118 s`. */
export function formatSeconds(seconds: number): string {
  const milliseconds = seconds * 1000;
  if (milliseconds < 99.5) {
    return `${milliseconds.toFixed(
      milliseconds < 9.95 && milliseconds > 0 ? 1 : 0,
    )}${GLUE}ms`;
  }
  if (seconds < 9.995) {
    return `${seconds.toFixed(2)}${GLUE}s`;
  }
  return `${seconds.toFixed(seconds < 99.95 ? 1 : 0)}${GLUE}s`;
}

/** A span of time in its largest unit: `12 s`, `4 min`, `2 h`, `3 d`. */
export function formatSpan(seconds: number): string {
  const rounded = Math.max(0, Math.floor(seconds));
  if (rounded < MINUTE) {
    return `${rounded}${GLUE}s`;
  }
  if (rounded < HOUR) {
    return `${Math.floor(rounded / MINUTE)}${GLUE}min`;
  }
  if (rounded < 2 * DAY) {
    return `${Math.floor(rounded / HOUR)}${GLUE}h`;
  }
  return `${Math.floor(rounded / DAY)}${GLUE}d`;
}

/** A span of time that is being waited for, in two units: `40 s`, `2 min 10 s`, `1 h 5 min`. */
export function formatProgressSpan(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds));
  if (rounded < MINUTE) {
    return `${rounded}${GLUE}s`;
  }
  if (rounded < HOUR) {
    const rest = rounded % MINUTE;
    return `${Math.floor(rounded / MINUTE)}${GLUE}min${
      rest ? ` ${rest}${GLUE}s` : ''
    }`;
  }
  const rest = Math.floor((rounded % HOUR) / MINUTE);
  return `${Math.floor(rounded / HOUR)}${GLUE}h${
    rest ? ` ${rest}${GLUE}min` : ''
  }`;
}

/** `4 min ago`, `in 6 h`, `now`; `at` is RFC 3339, `now` in milliseconds. */
export function formatRelative(at: string, now: number): string {
  const seconds = (now - Date.parse(at)) / 1000;
  if (Math.abs(seconds) < 1) {
    return 'now';
  }
  return seconds > 0
    ? `${formatSpan(seconds)} ago`
    : `in ${formatSpan(-seconds)}`;
}

/** The whole truth about a moment, for hovering: `Mon 23 Nov 2026, 02:41:07 UTC`. */
export function formatAbsolute(at: string | number): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at));
}

/** A moment to act on: `09:00` today, `Fri 10:00` within a week, else `3 Dec 10:00`; in the reader's time zone. */
export function formatMoment(at: string | number, now: number): string {
  const date = new Date(at);
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
  }).format(date);
  if (date.toDateString() === new Date(now).toDateString()) {
    return clock;
  }
  const near = Math.abs(date.getTime() - now) < 6 * DAY * 1000;
  const day = new Intl.DateTimeFormat(
    'en-GB',
    near ? { weekday: 'short' } : { day: 'numeric', month: 'short' },
  ).format(date);
  return `${day} ${clock}`;
}

/** `$4.10/h` */
export function formatPerHour(money: Money): string {
  return `${formatMoney(money)}/h`;
}

/** `$2,993/month` */
export function formatPerMonth(money: Money): string {
  return `${formatMoney(money)}/month`;
}

/** `23`, `1,204`; one decimal below ten when there is one. */
export function formatCount(value: number): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 10 ? 0 : 1;
  return new Intl.NumberFormat('en-US', {
    maximumFractionDigits: digits,
  }).format(value);
}

/** `1 device`, `2 devices` */
export function formatPlural(
  count: number,
  singular: string,
  plural = `${singular}s`,
): string {
  return `${formatCount(count)}${GLUE}${count === 1 ? singular : plural}`;
}

/** `7.6 B`, `70.6 B`, `568 M`: how model sizes are spoken of. */
export function formatParameters(parameters: number): string {
  if (parameters >= 1e9) {
    const billions = parameters / 1e9;
    return `${billions.toFixed(billions < 99.95 ? 1 : 0)}${GLUE}B`;
  }
  return `${Math.round(parameters / 1e6)}${GLUE}M`;
}

/** Bytes in binary units: `56 KiB`, `1.9 MiB`, `14.2 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power =
    bytes < 1
      ? 0
      : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(
    value < 9.95 && !Number.isInteger(value) ? 1 : 0,
  )}${GLUE}${units[power]}`;
}

/** A signal's value in its unit. */
export function formatValue(value: number, unit: string): string {
  switch (unit) {
    case 'ratio':
      return formatRatio(value);
    case 'seconds':
      return formatSeconds(value);
    case 'requests-per-second':
      return `${formatCount(value)}${GLUE}req/s`;
    case 'tokens-per-second':
      return `${formatCount(value)}${GLUE}tokens/s`;
    case 'per-second':
      return `${formatCount(value)}${GLUE}/s`;
    default:
      return formatCount(value);
  }
}
