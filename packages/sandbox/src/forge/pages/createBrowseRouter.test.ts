import request from 'supertest';
import { startTestForge, type TestForge } from '../testForge';
import { axeViolations, parsePage } from './testDocument';

const EVIL = '<img src=x onerror=alert(1)>';
const FILES = new Map([
  [
    'README.md',
    `# Support chat\n\n${EVIL}\n\n[run](javascript:alert(1)) [deploy](deploy/endpoint.yaml#L2) [out](../../../etc/passwd)\n\n![pic](docs/a%20b.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n`,
  ],
  ['deploy/endpoint.yaml', `kind: LLMInferenceService\nname: "${EVIL}"\n`],
  [
    `docs/${EVIL.replace(/\//g, '')}.txt`,
    '</span></li></ol><script>alert(1)</script>\n',
  ],
  ['docs/"quoted" & \'single\'.md', 'x\n'],
  ['docs/empty.txt', ''],
  ['docs/long.txt', 'x'.repeat(600 * 1024)],
]);

describe('the pages', () => {
  let t: TestForge;
  beforeAll(async () => {
    t = await startTestForge();
    await t.forge.createRepository('meridian', 'support-chat', FILES, {
      message: `${EVIL}\n\nBecause </main>`,
      author: { name: 'Zoë & "Co"', email: 'zoe@meridian.example' },
      description: `A ${EVIL}`,
    });
    await t.forge.createRepository('meridian', 'src', [['a.txt', 'a\n']], {
      message: 'Start',
      author: { name: 'Mia', email: 'mia@meridian.example' },
    });
  });
  afterAll(() => t.remove());

  async function open(address: string, status = 200): Promise<Document> {
    const response = await fetch(`${t.url}${address}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(
      'text/html; charset=utf-8',
    );
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'",
    );
    return parsePage(await response.text(), response.url);
  }

  const linksOf = (document: Document) =>
    [...document.querySelectorAll<HTMLAnchorElement>('main a')].map(
      a => a.getAttribute('href') ?? '',
    );

  /** Links of a page that lead on inside the forge. */
  const ways = (document: Document, address: string) =>
    linksOf(document)
      .map(href => new URL(href, `${t.url}${address}`))
      // The README of this test links to what is not there.
      .filter(
        url => url.origin === t.url && !/(passwd|\.png)$/.test(url.pathname),
      )
      .map(url => url.pathname + url.search);

  const PAGES = [
    '/',
    '/meridian',
    '/meridian/support-chat',
    '/meridian/support-chat/src/branch/main/docs',
    '/meridian/support-chat/src/branch/main/deploy/endpoint.yaml',
    '/meridian/support-chat/src/branch/main/README.md',
    '/meridian/support-chat/src/branch/main/docs/empty.txt',
    '/meridian/support-chat/commits/branch/main',
  ];

  it.each([...PAGES, '/meridian/absent'])('passes axe on %s', async address => {
    const response = await fetch(`${t.url}${address}`);
    expect(await axeViolations(await response.text())).toEqual([]);
  });

  it('leads from the list to a file and back, and every link on the way works', async () => {
    const seen = new Set<string>();
    const queue = ['/'];
    for (
      let address = queue.pop();
      address !== undefined;
      address = queue.pop()
    ) {
      if (seen.has(address)) continue;
      seen.add(address);
      const response = await request(t.url).get(address);
      expect([address, response.status]).toEqual([address, 200]);
      if (response.type !== 'text/html') continue;
      queue.push(...ways(parsePage(response.text, t.url), address));
    }
    expect(
      [...seen].some(address =>
        address.includes("%22quoted%22%20%26%20'single'.md"),
      ),
    ).toBe(true);
    expect(
      [...seen].some(address => /\/commit\/[0-9a-f]{40}$/.test(address)),
    ).toBe(true);
    expect(seen.size).toBeGreaterThan(20);
  });

  it('shows hostile names, messages and contents as the text they are', async () => {
    const addresses = [
      ...PAGES,
      `/meridian/support-chat/commit/${t.pushes[0].commit}`,
      `/meridian/support-chat/src/branch/main/docs/${encodeURIComponent(
        `${EVIL}.txt`,
      )}`,
      `/meridian/support-chat/src/branch/main/README.md?display=source`,
    ];
    for (const address of addresses) {
      const document = await open(address);
      expect(
        document.querySelectorAll('script, [onerror], img:not([alt=pic])'),
      ).toHaveLength(0);
      expect(
        linksOf(document).filter(href => href.startsWith('javascript')),
      ).toEqual([]);
      expect(document.querySelectorAll('main, footer')).toHaveLength(2);
    }
    const repository = await open('/meridian/support-chat');
    expect(repository.querySelector('.lead')?.textContent).toBe(`A ${EVIL}`);
    expect(repository.querySelector('.prose')?.textContent).toContain(EVIL);
  });

  it('numbers the lines of a file', async () => {
    const document = await open(
      '/meridian/support-chat/src/branch/main/deploy/endpoint.yaml',
    );
    const lines = [...document.querySelectorAll('.code li')];
    expect(
      lines.map(li => [li.id, li.querySelector('span')?.textContent]),
    ).toEqual([
      ['L1', 'kind: LLMInferenceService'],
      ['L2', `name: "${EVIL}"`],
    ]);
    expect(document.title).toContain('deploy/endpoint.yaml');
  });

  it('shows the README, follows its relative links, and keeps them inside', async () => {
    const document = await open('/meridian/support-chat');
    const links = Object.fromEntries(
      [...document.querySelectorAll('.prose a')].map(a => [
        a.textContent,
        a.getAttribute('href'),
      ]),
    );
    expect(links.deploy).toBe(
      '/meridian/support-chat/src/branch/main/deploy/endpoint.yaml#L2',
    );
    expect(document.querySelector('.prose img')?.getAttribute('src')).toBe(
      '/meridian/support-chat/raw/branch/main/docs/a%20b.png',
    );
    expect(document.querySelector('.prose h3')?.textContent).toBe(
      'Support chat',
    );
  });

  it('says what is too large to show, and still serves it raw, never as a page', async () => {
    const document = await open(
      '/meridian/support-chat/src/branch/main/docs/long.txt',
    );
    expect(document.querySelector('main')?.textContent).toContain(
      'too large to show',
    );
    const raw = await request(t.url).get(
      `/meridian/support-chat/raw/branch/main/docs/${encodeURIComponent(
        `${EVIL}.txt`,
      )}`,
    );
    expect(raw.text).toContain('<script>');
    expect(raw.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(raw.headers['x-content-type-options']).toBe('nosniff');
    expect(raw.headers['content-security-policy']).toContain('sandbox');
  });

  it('sends the addresses of git and of the catalog to the page that shows the same', async () => {
    const clone = await request(t.url).get('/meridian/support-chat.git');
    expect(clone.headers.location).toBe('/meridian/support-chat');
    const edit = await request(t.url).get(
      '/meridian/support-chat/_edit/main/deploy/endpoint.yaml',
    );
    expect(edit.headers.location).toBe(
      '/meridian/support-chat/src/branch/main/deploy/endpoint.yaml',
    );
  });

  it.each([
    ['/nobody', 404],
    ['/meridian/absent', 404],
    ['/meridian/support-chat/src/branch/absent', 404],
    ['/meridian/support-chat/src/branch/main/absent.txt', 404],
    ['/meridian/support-chat/src/branch/main/..%2f..%2fconfig', 400],
    ['/meridian/support-chat/src/branch/main/%00', 400],
    ['/meridian/support-chat/src/commit/--help', 404],
    ['/meridian/support-chat/commit/%E0%A4%A', 400],
    ['/meridian/support-chat/commits/branch/main?page=-1', 400],
    ['/meridian/..%2f..%2fetc', 404],
    ['/..%2fforge-new', 404],
    ['/meridian/support-chat/nothing', 404],
  ])('answers %s with %i and a way on', async (address, status) => {
    const document = await open(address, status);
    expect(document.querySelector('main .lead')?.textContent).toMatch(/./);
    expect(document.querySelector('main a[href="/"]')).not.toBeNull();
  });

  it('asks nothing of other hosts and has one style for light and dark', async () => {
    const { text } = await request(t.url).get('/assets/forge.css');
    expect(text).toContain('prefers-color-scheme: dark');
    expect(text).not.toMatch(/url\(|@import/);
  });
});
