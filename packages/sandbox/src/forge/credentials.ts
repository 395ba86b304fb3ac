import { AuthenticationError } from '@backstage/errors';
import { createHash, timingSafeEqual } from 'node:crypto';

/** The one account that may write. */
export type Credentials = { username: string; password: string };

/** What asks a client for them. */
export const CHALLENGE = 'Basic realm="Sandbox forge", charset="UTF-8"';

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/**
 * Whether a request's `Authorization` header proves who it is: `Basic`, as git and Backstage send it, or `token`.
 *
 * @returns true when proven, false when the header is absent
 * @throws AuthenticationError when the header is there and wrong
 */
export function isAuthenticated(
  header: string | undefined,
  credentials: Credentials,
): boolean {
  if (header === undefined) return false;
  const [scheme = '', value = ''] = header.trim().split(/\s+/, 2);
  switch (scheme.toLowerCase()) {
    case 'basic': {
      const { username, password } = credentials;
      const given = Buffer.from(value, 'base64').toString('utf8');
      if (same(given, `${username}:${password}`)) return true;
      break;
    }
    case 'token':
    case 'bearer':
      if (same(value, credentials.password)) return true;
      break;
    default:
  }
  throw new AuthenticationError('The user name or the password is wrong');
}
