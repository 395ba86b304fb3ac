import { formatAge } from './formatAge';
import { formatMoneyChange } from './formatMoneyChange';

describe('formatAge', () => {
  it.each([
    [59_999, 'moments'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3_600_000, '1 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 d'],
  ])('%i ms is %s', (milliseconds, words) => {
    expect(formatAge(milliseconds)).toBe(words);
  });
});

describe('formatMoneyChange', () => {
  const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

  it('carries its sign', () => {
    expect(formatMoneyChange(usd(100_000), usd(250_000))).toBe('+$1,500');
    expect(formatMoneyChange(usd(250_000), usd(100_000))).toBe('−$1,500');
    expect(formatMoneyChange(usd(5), usd(5))).toBe('$0.00');
  });

  it('compares nothing across currencies', () => {
    expect(
      formatMoneyChange(usd(1), { amountMinor: 1, currency: 'EUR' }),
    ).toBeUndefined();
  });
});
