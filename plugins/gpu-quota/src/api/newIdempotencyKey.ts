/** Random enough never to be used twice; works without HTTPS too. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), part =>
    part.toString(36),
  ).join('-');
}
