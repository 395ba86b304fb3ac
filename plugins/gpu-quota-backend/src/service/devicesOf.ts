/** Devices of all of these together. */
export function devicesOf(items: readonly { count: number }[]): number {
  return items.reduce((sum, { count }) => sum + count, 0);
}
