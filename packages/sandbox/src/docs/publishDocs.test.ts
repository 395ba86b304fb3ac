import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishDocs } from './publishDocs';

const catalogInfo = `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: support-chat
  annotations:
    backstage.io/techdocs-ref: dir:.
`;
const mkdocs = `
site_name: Support chat
nav:
  - Overview: index.md
  - Runbook: runbook.md
  - Elsewhere: ../../secret.md
`;

describe('publishDocs', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'docs-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('builds the pages of the navigation where TechDocs looks for them', async () => {
    const folder = await publishDocs({
      directory,
      now: 1_000,
      files: new Map([
        ['catalog-info.yaml', catalogInfo],
        ['mkdocs.yml', mkdocs],
        ['docs/index.md', '# Hello\n\nSee the [runbook](runbook.md#xid).'],
        [
          'docs/runbook.md',
          'Back to [start](index.md) <script>alert(1)</script>',
        ],
        ['secret.md', 'not a page'],
      ]),
    });
    expect(folder).toBe(join(directory, 'default/component/support-chat'));
    const index = await readFile(
      join(directory, 'default/component/support-chat/index.html'),
      'utf8',
    );
    expect(index).toContain('<h1>Hello</h1>');
    expect(index).toContain('href="runbook/#xid"');
    const runbook = await readFile(
      join(directory, 'default/component/support-chat/runbook/index.html'),
      'utf8',
    );
    expect(runbook).toContain('href="../"');
    expect(runbook).not.toContain('<script>');
    const metadata = JSON.parse(
      await readFile(
        join(
          directory,
          'default/component/support-chat/techdocs_metadata.json',
        ),
        'utf8',
      ),
    );
    expect(metadata).toMatchObject({
      site_name: 'Support chat',
      build_timestamp: 1_000,
      files: ['index.html', 'runbook/index.html', expect.any(String)],
    });
    // TechDocs keeps a page hidden until a stylesheet has loaded, and takes only one named like this.
    const [, , stylesheet] = metadata.files;
    expect(stylesheet).toMatch(
      /^assets\/stylesheets\/main\.[0-9a-f]{8}\.min\.css$/,
    );
    expect(index).toContain(`<link rel="stylesheet" href="${stylesheet}">`);
    expect(runbook).toContain(
      `<link rel="stylesheet" href="../${stylesheet}">`,
    );
    await expect(
      readFile(
        join(directory, 'default/component/support-chat', stylesheet),
        'utf8',
      ),
    ).resolves.toContain('.md-main__inner');
  });

  it('leaves repositories without documentation, or with names that are no names, alone', async () => {
    for (const info of [
      '',
      catalogInfo.replace('support-chat', '../../etc'),
      'a: [',
    ]) {
      await expect(
        publishDocs({
          directory,
          now: 0,
          files: new Map([
            ['catalog-info.yaml', info],
            ['mkdocs.yml', mkdocs],
            ['docs/index.md', 'x'],
          ]),
        }),
      ).resolves.toBeUndefined();
    }
    expect(await readdir(directory)).toEqual([]);
  });
});
