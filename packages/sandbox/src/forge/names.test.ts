import fc from 'fast-check';
import { join, normalize, sep } from 'node:path';
import {
  checkAddress,
  checkBranchName,
  checkFilePath,
  isBranchName,
  isFilePath,
  isOwnerName,
  isRepositoryName,
} from './names';

/** Text that likes to look like a way out. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '/',
        '\\',
        '-',
        '--',
        '.git',
        '.GIT',
        '.lock',
        '.wiki',
        ' ',
        '\0',
        '\n',
        '~',
        ':',
        '@{',
        '%2e%2e',
        '$(id)',
        '`id`',
        ';',
        '|',
        '&',
        "'",
        '"',
        '\ud800',
        'HEAD',
        'refs',
        'a',
        'b1',
        'ü',
        '模型',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map(parts => parts.join(''));

describe('names', () => {
  it('lets no owner or repository leave its folder, pass for an option, or hide a suffix', () => {
    fc.assert(
      fc.property(nasty, text => {
        for (const accepts of [isOwnerName, isRepositoryName]) {
          if (!accepts(text)) continue;
          expect(text).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
          expect(text).not.toContain('..');
          expect(text).not.toMatch(/\.(git|lock|wiki)$/i);
          const folder = normalize(join('/data/forge', text));
          expect(folder).toBe(`${sep}data${sep}forge${sep}${text}`);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes only branch names that git takes as they are', () => {
    fc.assert(
      fc.property(nasty, text => {
        if (!isBranchName(text)) return;
        // The rules of git-check-ref-format.
        expect(text).not.toMatch(/[\p{Cc} ~^:?*[\\]/u);
        expect(text).not.toMatch(/\.\.|@\{|\/\/|^\/|\/$|\.$|(^|\/)[.-]/);
        expect(text).not.toMatch(/\.lock(\/|$)/i);
        expect(text).not.toBe('@');
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes only paths that stay inside the repository and fit on one line', () => {
    fc.assert(
      fc.property(nasty, text => {
        if (!isFilePath(text)) return;
        expect(normalize(join('/repo', text))).toBe(`/repo/${text}`);
        expect(text).not.toMatch(/[\p{Cc}\\]/u);
        expect(text.toLowerCase().split('/')).not.toContain('.git');
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['support-chat', 'Reply_Drafts.v2', 'x', '0-day', 'a'.repeat(100)])(
    'takes %p for a repository',
    name => {
      expect(isRepositoryName(name)).toBe(true);
    },
  );

  it.each([
    '',
    '.',
    '..',
    '-rf',
    '.hidden',
    'a/b',
    'a\\b',
    'a b',
    'a..b',
    'repo.git',
    'repo.GIT',
    'repo.lock',
    'repo.',
    'a'.repeat(101),
    'a\n',
    'ä',
  ])('does not take %p for a repository', name => {
    expect(isRepositoryName(name)).toBe(false);
    expect(() => checkAddress('meridian', name)).toThrow(
      'There is no repository',
    );
  });

  it('keeps the addresses of the forge itself out of owners', () => {
    expect(['api', 'API', 'assets'].some(isOwnerName)).toBe(false);
    expect(isOwnerName('meridian')).toBe(true);
  });

  it.each([
    'main',
    'feature/new-model',
    'release-1.2',
    'prüfung',
    'dependabot/npm/@types',
    '模型',
  ])('takes %p for a branch', name => {
    expect(checkBranchName(name)).toBe(name);
  });

  it.each([
    'deploy/endpoint.yaml',
    'a b.txt',
    'docs/模型 – übersicht.md',
    '<script>.txt',
    "it's.md",
    '-option',
  ])('takes %p for a path', path => {
    expect(checkFilePath(path)).toBe(path);
  });

  it('says which text it refused, shortened and on one line', () => {
    expect(() => checkFilePath(`../${'x'.repeat(500)}\n`)).toThrow(
      /^'\.\.\/x+…' is not a path inside a repository$/,
    );
  });
});
