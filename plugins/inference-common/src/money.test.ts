import { formatMoney, toMoney } from './money';

it.each([
  [0, '$0.00'],
  [0.31, '$0.0031'],
  [0.0042, '$0.000042'],
  [42, '$0.42'],
  [5.4, '$0.054'],
  [410, '$4.10'],
  [-410, '-$4.10'],
  [15600, '$156'],
  [271560, '$2,716'],
])('writes %d cents as %s', (amountMinor, text) => {
  expect(formatMoney({ amountMinor, currency: 'USD' })).toBe(text);
});

it('knows currencies without cents', () => {
  expect(formatMoney({ amountMinor: 64, currency: 'JPY' })).toBe('¥64');
  expect(formatMoney({ amountMinor: 0.62, currency: 'JPY' })).toBe('¥0.62');
  expect(toMoney(640, 'JPY').amountMinor).toBe(640);
});

it('keeps a price of fractions of a cent, without the noise of binary fractions', () => {
  expect(toMoney(0.7069, 'USD').amountMinor).toBe(70.69);
});
