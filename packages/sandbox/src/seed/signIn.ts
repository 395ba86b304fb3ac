/** Signs in to the portal as a person would: through its OpenID Connect pages, with a cookie jar, over HTTP. */

const MAX_HOPS = 12;

/** Cookies by origin and name; enough for a browserless sign-in on loopback. */
class CookieJar {
  readonly #cookies = new Map<string, Map<string, string>>();

  header(url: URL): string {
    const own = this.#cookies.get(url.origin) ?? new Map<string, string>();
    return [...own].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  store(url: URL, response: Response) {
    const own = this.#cookies.get(url.origin) ?? new Map<string, string>();
    this.#cookies.set(url.origin, own);
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = pair.slice(at + 1).trim();
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) {
        own.delete(name);
      } else {
        own.set(name, value);
      }
    }
  }
}

class Visitor {
  readonly #jar = new CookieJar();

  async request(target: string, init: RequestInit = {}) {
    let url = new URL(target);
    let options = init;
    for (let hop = 0; hop < MAX_HOPS; hop += 1) {
      const response = await fetch(url, {
        ...options,
        redirect: 'manual',
        headers: { ...options.headers, cookie: this.#jar.header(url) },
      });
      this.#jar.store(url, response);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) {
        return { url, response };
      }
      await response.body?.cancel();
      url = new URL(location, url);
      options = {};
    }
    throw new Error(`Too many redirects from ${target}`);
  }
}

/**
 * Gives a portal token for a person of the sandbox.
 *
 * @param portal - base URL of the portal
 * @param account - `Person.name`
 */
export async function signIn(portal: string, account: string): Promise<string> {
  const visitor = new Visitor();
  const environment = 'env=development';
  const chooser = await visitor.request(
    `${portal}/api/auth/oidc/start?${environment}&scope=openid%20profile%20email`,
  );
  const page = await chooser.response.text();
  const action = page.match(/<form[^>]*action="([^"]+)"/)?.[1];
  if (!action) {
    throw new Error(
      `The sign-in page at ${chooser.url.origin} has no form (${chooser.response.status})`,
    );
  }
  const done = await visitor.request(
    new URL(action.replaceAll('&amp;', '&'), chooser.url).href,
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ person: account }).toString(),
    },
  );
  await done.response.body?.cancel();
  const { response } = await visitor.request(
    `${portal}/api/auth/oidc/refresh?${environment}`,
    { headers: { 'x-requested-with': 'XMLHttpRequest' } },
  );
  if (!response.ok) {
    throw new Error(
      `Signing in as ${account} failed: ${
        response.status
      } ${await response.text()}`,
    );
  }
  const session = (await response.json()) as {
    backstageIdentity?: { token?: string };
  };
  const token = session.backstageIdentity?.token;
  if (!token) throw new Error(`The portal gave ${account} no identity`);
  return token;
}
