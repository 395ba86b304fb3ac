import type { Money } from '@golden-path/plugin-gpu-quota-common';
import { formatMoney } from '@golden-path/plugin-inference-common';

/** What a change adds or saves, with its sign: `+$11,388`, `−$2,847`. Undefined where the currencies differ. */
export function formatMoneyChange(
  now: Money,
  after: Money,
): string | undefined {
  if (now.currency !== after.currency) {
    return undefined;
  }
  const difference = after.amountMinor - now.amountMinor;
  const amount = formatMoney({
    amountMinor: Math.abs(difference),
    currency: now.currency,
  });
  if (difference === 0) {
    return amount;
  }
  return `${difference > 0 ? '+' : '−'}${amount}`;
}
