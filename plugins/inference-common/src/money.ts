import type { components } from './generated/openapi';

/**
 * An amount in minor units (cents) of an ISO 4217 currency. Unit costs may be fractions of a minor unit.
 *
 * @public
 */
export type Money = components['schemas']['Money'];

/** Digits after the decimal point, by currency; the table of ISO 4217 as the runtime's Intl has it. */
function minorUnitDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/**
 * Money from a price as people write it, e.g. `toMoney(3.9, 'USD')` is 390 cents.
 *
 * @remarks
 * Rounded to a ten-thousandth of a minor unit, so that a price such as 0.7069 USD survives while the noise of
 * binary fractions does not. Throws a RangeError for something that is not a currency code.
 *
 * @public
 */
export function toMoney(amount: number, currency: string): Money {
  const minor = amount * 10 ** minorUnitDigits(currency);
  return { amountMinor: Math.round(minor * 1e4) / 1e4, currency };
}

/**
 * Money for people: `$2,847` from 100 units up, `$4.10` below, and for unit costs below ten minor units their first two
 * digits, `$0.0031`.
 *
 * @public
 */
export function formatMoney(money: Money): string {
  const { currency } = money;
  const minorDigits = minorUnitDigits(currency);
  const amount = money.amountMinor / 10 ** minorDigits;
  const size = Math.abs(amount);
  let digits = size >= 100 ? 0 : minorDigits;
  if (size > 0 && size < 10 ** (1 - minorDigits)) {
    digits = Math.min(8, 1 - Math.floor(Math.log10(size)));
  }
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}
