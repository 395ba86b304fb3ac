import {
  formatAbsolute,
  formatBytes,
  formatCount,
  formatMoment,
  formatParameters,
  formatPerHour,
  formatPerMonth,
  formatPlural,
  formatProgressSpan,
  formatRatio,
  formatRelative,
  formatSeconds,
  formatSpan,
  formatValue,
} from './format';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

/** Figures keep number and unit together with a no-break space; here it is read as a space. */
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('figures', () => {
  it.each([
    [0, '0 %'],
    [0.004, '0.4 %'],
    [0.371, '37 %'],
    [1, '100 %'],
  ])('writes the ratio %d as %s', (value, text) => {
    expect(plain(formatRatio(value))).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [0.0042, '4.2 ms'],
    [0.031, '31 ms'],
    [0.0999, '0.10 s'],
    [1.2444, '1.24 s'],
    [12.44, '12.4 s'],
    [118.2, '118 s'],
  ])('writes %d seconds as %s', (value, text) => {
    expect(plain(formatSeconds(value))).toBe(text);
  });

  it.each([
    [0, '0'],
    [2.5, '2.5'],
    [23, '23'],
    [1204.4, '1,204'],
  ])('writes the count %d as %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it('agrees in number', () => {
    expect(plain(formatPlural(1, 'device'))).toBe('1 device');
    expect(plain(formatPlural(2, 'device'))).toBe('2 devices');
    expect(plain(formatPlural(0, 'replica'))).toBe('0 replicas');
  });

  it('speaks of models and memory as people do', () => {
    expect(plain(formatParameters(7.615e9))).toBe('7.6 B');
    expect(plain(formatParameters(120.4e9))).toBe('120 B');
    expect(plain(formatParameters(568e6))).toBe('568 M');
    expect(plain(formatBytes(57344))).toBe('56 KiB');
    expect(plain(formatBytes(1.5 * 1024 ** 2))).toBe('1.5 MiB');
    expect(plain(formatBytes(0))).toBe('0 B');
  });

  it('gives each signal its unit', () => {
    expect(plain(formatValue(0.5, 'ratio'))).toBe('50 %');
    expect(plain(formatValue(3.2, 'requests-per-second'))).toBe('3.2 req/s');
    expect(plain(formatValue(23, 'requests'))).toBe('23');
  });
});

describe('money', () => {
  it('says what it is for', () => {
    expect(formatPerHour(usd(410))).toBe('$4.10/h');
    expect(formatPerMonth(usd(299300))).toBe('$2,993/month');
  });
});

describe('time', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');

  it.each([
    [12, '12 s'],
    [240, '4 min'],
    [7200, '2 h'],
    [86400, '24 h'],
    [3 * 86400, '3 d'],
  ])('writes a span of %d seconds as %s', (seconds, text) => {
    expect(plain(formatSpan(seconds))).toBe(text);
  });

  it.each([
    [40, '40 s'],
    [60, '1 min'],
    [130, '2 min 10 s'],
    [3900, '1 h 5 min'],
  ])('writes %d seconds of waiting as %s', (seconds, text) => {
    expect(plain(formatProgressSpan(seconds))).toBe(text);
  });

  it('is relative in both directions', () => {
    expect(plain(formatRelative('2026-11-23T11:56:00Z', now))).toBe(
      '4 min ago',
    );
    expect(plain(formatRelative('2026-11-23T18:00:00Z', now))).toBe('in 6 h');
    expect(formatRelative('2026-11-23T12:00:00Z', now)).toBe('now');
  });

  it('names the day only where it is not today', () => {
    const today = new Date(now);
    today.setHours(9, 5);
    expect(formatMoment(today.getTime(), now)).toBe('09:05');
    const later = new Date(now);
    later.setDate(later.getDate() + 3);
    later.setHours(10, 0);
    expect(formatMoment(later.getTime(), now)).toBe('Thu 10:00');
    later.setDate(later.getDate() + 20);
    expect(formatMoment(later.getTime(), now)).toMatch(/16 Dec,? 10:00/);
  });

  it('keeps the absolute moment for hovering', () => {
    expect(formatAbsolute('2026-11-23T02:41:07Z')).toMatch(
      /23 Nov 2026.*41:07/,
    );
  });
});
