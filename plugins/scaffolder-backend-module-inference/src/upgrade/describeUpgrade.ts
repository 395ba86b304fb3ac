import type { MergeOutcome } from './mergeRendering';

/** What there is to say about an upgrade besides what git found. */
export type UpgradeNews = {
  name: string;
  fromVersion: string;
  version: string;
  /** What the releases in between brought, in sentences. */
  changes: string[];
  /** Accelerators that the plan takes now and took before, where they differ. */
  devices?: { before: number; now: number };
};

const KINDS = { added: 'new', changed: 'changed', removed: 'removed' } as const;

/** Text as a list item of Markdown: on one line, and nothing in it is markup. */
function inert(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/[\\`*_{}[\]<>|#@!&]/g, character => `\\${character}`);
}

/** A path as code; with backticks in it, as text. */
function code(path: string): string {
  return /[`\r\n]/.test(path) ? inert(path) : `\`${path}\``;
}

function section(title: string, lines: string[]): string[] {
  return lines.length > 0 ? [`## ${title}`, lines.join('\n')] : [];
}

/** Title and text of the pull request that an upgrade opens. */
export function describeUpgrade(
  news: UpgradeNews,
  outcome: Exclude<MergeOutcome, { state: 'nothing-to-do' }>,
): { title: string; body: string } {
  const { name, fromVersion, version, devices } = news;
  const isNewer = fromVersion !== version;
  const title = isNewer
    ? `Upgrade ${name} to the golden path ${version}`
    : `Render ${name} again from the golden path ${version}`;
  const conflicted =
    outcome.conflicts.length > 0
      ? outcome.conflicts.map(path => `- ${code(path)}`)
      : ['- git could not say which'];
  const paragraphs = [
    `${
      isNewer
        ? `What the golden path brings from ${fromVersion} to ${version}`
        : `What the golden path ${version} writes today`
    }, from the answers in \`.goldenpath/parameters.yaml\`. Your own changes since then are kept.`,
    ...(outcome.state === 'conflict'
      ? section('Files that need a hand', [
          `The golden path and your team have changed the same lines, so nothing was merged: merge your branch into \`${outcome.branch}\` and decide there.`,
          '',
          ...conflicted,
        ])
      : []),
    ...section(
      'What is new',
      news.changes.map(change => `- ${inert(change)}`),
    ),
    ...section(
      'Files',
      outcome.changes.map(
        ({ path, kind }) => `- ${code(path)}: ${KINDS[kind]}`,
      ),
    ),
    ...(devices
      ? section('Quota', [
          `The plan now takes ${devices.now} accelerators at most, where it took ${devices.before}. Nothing has been reserved for the difference: ask for it before you merge, or pods will wait.`,
        ])
      : []),
    ...(outcome.origin.isOlder
      ? section('Note', [
          `This repository does not show which rendering of ${fromVersion} it has taken in, so this was compared with an older one (${outcome.origin.rendering.version}). Lines that changed twice since then may be shown as conflicts.`,
        ])
      : []),
    'Best merged with a merge commit: then git knows what is in here. After a squash the tag ' +
      `\`${outcome.tag}\` is needed for the next upgrade; leave it.`,
  ];
  return { title, body: `${paragraphs.join('\n\n')}\n` };
}
