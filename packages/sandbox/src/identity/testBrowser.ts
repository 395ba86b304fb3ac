/** Follows redirects and keeps cookies, as a browser does; it stops where an address leads elsewhere. */
export class TestBrowser {
  readonly #cookies = new Map<string, { value: string; path: string }>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async open(
    address: string,
    init: { form?: Record<string, string> } = {},
  ): Promise<{ url: URL; status: number; text: string; headers: Headers }> {
    let url = new URL(address, this.#origin);
    let form = init.form;
    for (let hop = 0; hop < 10; hop++) {
      const response = await fetch(url, {
        redirect: 'manual',
        method: form ? 'POST' : 'GET',
        body: form ? new URLSearchParams(form) : undefined,
        headers: { cookie: this.#cookiesFor(url.pathname) },
      });
      this.#keep(response);
      const location = response.headers.get('location');
      const here = { url, status: response.status, headers: response.headers };
      if (!location) return { ...here, text: await response.text() };
      url = new URL(location, url);
      form = undefined;
      if (url.origin !== this.#origin) return { ...here, url, text: '' };
    }
    throw new Error(`Too many redirects; the last one led to ${url}`);
  }

  #cookiesFor(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  #keep(response: Response): void {
    for (const header of response.headers.getSetCookie()) {
      const [pair, ...attributes] = header.split('; ');
      const at = pair.indexOf('=');
      const path =
        attributes.find(a => a.toLowerCase().startsWith('path='))?.slice(5) ??
        '/';
      const value = pair.slice(at + 1);
      if (value === '') this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), { value, path });
    }
  }
}
