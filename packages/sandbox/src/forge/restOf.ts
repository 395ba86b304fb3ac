import { type Request } from 'express';

/** What the `*` of a route matched, percent-decoded; empty when the route has none. */
export function restOf(req: Request): string {
  return req.params[0] ?? '';
}
