import type { SignalUnit } from './signals';

const decimals = (digits: number) =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: digits });
const whole = decimals(0);
const oneDecimal = decimals(1);
const twoDecimals = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

function formatSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 0.1 && size > 0) return `${whole.format(seconds * 1000)} ms`;
  if (size >= 100) return `${whole.format(seconds)} s`;
  return `${twoDecimals.format(seconds)} s`;
}

function formatRate(value: number): string {
  return Math.abs(value) >= 10
    ? whole.format(value)
    : decimals(2).format(value);
}

function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  const size = Math.abs(percent);
  return `${
    size > 0 && size < 1 ? oneDecimal.format(percent) : whole.format(percent)
  } %`;
}

/**
 * A figure for people, with its unit and as many digits as make sense: `37 %`, `1.24 s`, `43 ms`, `3.2 /s`.
 *
 * @public
 */
export function formatSignalValue(value: number, unit: SignalUnit): string {
  switch (unit) {
    case 'ratio':
      return formatRatio(value);
    case 'seconds':
      return formatSeconds(value);
    case 'requests-per-second':
      return `${formatRate(value)} requests/s`;
    case 'tokens-per-second':
      return `${formatRate(value)} tokens/s`;
    case 'per-second':
      return `${formatRate(value)} /s`;
    default:
      return oneDecimal.format(value);
  }
}
