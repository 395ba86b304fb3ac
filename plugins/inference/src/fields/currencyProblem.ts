import { isCurrency } from '@golden-path/plugin-inference-common';

/** What is wrong with a currency, in a sentence. */
export function currencyProblem(code: string | undefined): string | undefined {
  if (!code) {
    return 'Say in which currency.';
  }
  return isCurrency(code)
    ? undefined
    : `${code} is not a currency of ISO 4217; write one such as USD.`;
}
