/** Ends a message with a full stop, so that it can stand before another sentence. */
export function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
