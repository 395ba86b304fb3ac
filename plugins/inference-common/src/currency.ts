/**
 * Whether a text is an ISO 4217 currency in capitals, as far as the runtime's Intl knows them.
 *
 * @public
 */
export function isCurrency(code: string): boolean {
  return (
    /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf('currency').includes(code)
  );
}
