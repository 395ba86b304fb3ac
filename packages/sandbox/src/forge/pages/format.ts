import { type Html, html } from './html';

const UNITS = ['B', 'KiB', 'MiB', 'GiB'];

/** `812 B`, `1.4 KiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `3 hours ago`, with the full time on hover. */
export function ago(at: number, now: number): Html {
  const seconds = (at - now) / 1000;
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  const text = step
    ? relative.format(Math.trunc(seconds / step[1]), step[0])
    : 'just now';
  const iso = new Date(at).toISOString();
  return html`<time
    datetime="${iso}"
    title="${iso.replace('T', ' ').slice(0, 16)} UTC"
    >${text}</time
  >`;
}

/** `1 commit`, `2 commits`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The first line of a commit's message. */
export function subject(message: string): string {
  return message.split('\n', 1)[0]?.trim() || '(no message)';
}
