import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  createTemplateAction,
  getRepoSourceDirectory,
} from '@backstage/plugin-scaffolder-node';
import {
  STORED_PARAMETERS_PATH,
  type Parsed,
  type StoredParameters,
} from '@golden-path/plugin-inference-common';
import {
  isBranchName,
  parseRepository,
} from '@golden-path/plugin-inference-node';
import { cloneRepository } from '../upgrade/cloneRepository';
import { describeUpgrade } from '../upgrade/describeUpgrade';
import { mergeRendering, type Signature } from '../upgrade/mergeRendering';
import { parseStored } from '../upgrade/parseStored';
import { reachRepository } from '../upgrade/repositoryHost';
import { examples } from './upgradeEndpoint.examples';

/** What {@link createUpgradeEndpointAction} needs. @public */
export type UpgradeEndpointActionOptions = {
  config: RootConfigService;
  integrations: ScmIntegrationRegistry;
  /** Milliseconds since 1970; the clock of this machine if left out. */
  now?: () => number;
};

/** The author of stock publish actions' commits. */
function signatureOf(config: RootConfigService, now: number): Signature {
  const author = 'scaffolder.defaultAuthor';
  return {
    name: config.getOptionalString(`${author}.name`) ?? 'Scaffolder',
    email:
      config.getOptionalString(`${author}.email`) ?? 'scaffolder@backstage.io',
    timestamp: Math.floor(now / 1000),
    timezoneOffset: 0,
  };
}

/**
 * Checks that a folder holds a rendering of this version: merging any other would take the team's files out.
 *
 * @throws InputError when it does not
 */
async function checkRendering(folder: string, version: string): Promise<void> {
  let parsed: Parsed<StoredParameters>;
  try {
    const content = await readFile(join(folder, STORED_PARAMETERS_PATH));
    parsed = parseStored(content, 'the workspace');
  } catch (error) {
    throw new InputError(
      `The skeleton has not been rendered into the workspace: ${STORED_PARAMETERS_PATH} cannot be read.`,
      error,
    );
  }
  if (!parsed.ok || parsed.value.version !== version) {
    throw new InputError(
      `The workspace does not hold version ${version} of the golden path.`,
    );
  }
}

/**
 * Creates `inference:endpoint:upgrade`: commits what the template writes today on top of what it once wrote, lets git
 * merge the team's branch into it, and opens a pull request.
 *
 * @remarks
 * Pushes a branch `golden-path/<version>` and a tag, never by force and never to the team's branch. Where both sides
 * have changed the same lines nothing is merged, and the pull request names the files. Run again, it goes on with the
 * branch and the pull request that are there, whose text it writes anew. Gitea, GitHub and GitLab, with the credentials
 * of `integrations`; redirects are not followed. A dry run clones and merges, and pushes nothing.
 *
 * @public
 */
export function createUpgradeEndpointAction(
  options: UpgradeEndpointActionOptions,
) {
  const { config, integrations, now = Date.now } = options;
  return createTemplateAction({
    id: 'inference:endpoint:upgrade',
    description:
      'Merges what the template writes today with what a team has changed since, and opens a pull request',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z => z.string({ description: 'Name of the endpoint' }),
        repoUrl: z =>
          z.string({ description: "Repository as 'host?owner=…&repo=…'" }),
        branch: z => z.string({ description: "The team's branch" }),
        sourcePath: z =>
          z
            .string({
              description: 'Folder of the workspace with the new rendering',
            })
            .optional(),
        fromVersion: z => z.string({ description: 'Version it has now' }),
        version: z => z.string({ description: 'Version of the new rendering' }),
        changes: z =>
          z
            .array(z.string(), {
              description: 'What is new, in sentences, for the pull request',
            })
            .optional(),
        reservedDevices: z =>
          z
            .number({ description: 'Accelerators it has at most, today' })
            .optional(),
        plannedDevices: z =>
          z
            .number({ description: 'Accelerators the new plan takes at most' })
            .optional(),
      },
      output: {
        state: z =>
          z.enum(['nothing-to-do', 'merged', 'conflict'], {
            description:
              'merged: the pull request can be merged. conflict: it says which files need a hand',
          }),
        pullRequestUrl: z => z.string().optional(),
        pullRequestNumber: z => z.number().optional(),
        branch: z => z.string().optional(),
        changedFiles: z => z.array(z.string()).optional(),
        conflicts: z => z.array(z.string()).optional(),
      },
    },
    async handler(ctx) {
      const { input, logger } = ctx;
      if (!isBranchName(input.branch) || !isBranchName(input.version)) {
        throw new InputError(
          `'${input.branch}' or '${input.version}' cannot be part of a branch's name.`,
        );
      }
      const repository = parseRepository(input.repoUrl, config);
      const folder = getRepoSourceDirectory(
        ctx.workspacePath,
        input.sourcePath,
      );
      await checkRendering(folder, input.version);

      const result = await ctx.checkpoint({
        key: `inference.endpoint.upgrade.${repository.url}.${input.version}`,
        fn: async () => {
          const host = await reachRepository(
            repository,
            integrations,
            ctx.signal,
          );
          const clone = await cloneRepository({
            dir: await ctx.createTemporaryDirectory(),
            host,
            branch: input.branch,
            signal: ctx.signal,
          });
          const outcome = await mergeRendering({
            dir: clone.dir,
            target: clone.target,
            folder,
            version: input.version,
            signature: signatureOf(config, now()),
          });
          if (outcome.state === 'nothing-to-do') {
            return { state: outcome.state };
          }
          const { state, branch, conflicts } = outcome;
          const found = {
            state,
            branch,
            conflicts,
            changedFiles: outcome.changes.map(({ path }) => path),
          };
          if (ctx.isDryRun) {
            return found;
          }
          await clone.pushRendering(outcome);
          const branches = { head: branch, base: input.branch };
          const text = describeUpgrade(
            {
              name: input.name,
              fromVersion: input.fromVersion,
              version: input.version,
              changes: input.changes ?? [],
              ...devicesOf(input),
            },
            outcome,
          );
          const present = await host.findOpen(branches);
          const pull = present
            ? await host.update(present, text)
            : await host.open({ ...branches, ...text });
          return { ...found, pull };
        },
      });

      ctx.output('state', result.state);
      if (!('branch' in result)) {
        logger.info(
          `${input.name} has everything of version ${input.version}: nothing to do`,
        );
        return;
      }
      ctx.output('branch', result.branch);
      ctx.output('changedFiles', result.changedFiles);
      ctx.output('conflicts', result.conflicts);
      logger.info(
        `${result.changedFiles.length} files differ: ${result.changedFiles.join(
          ', ',
        )}`,
      );
      if (result.state === 'conflict') {
        logger.warn(
          `These need a hand: ${
            result.conflicts.join(', ') || 'git could not say which'
          }`,
        );
      }
      if ('pull' in result) {
        ctx.output('pullRequestNumber', result.pull.number);
        ctx.output('pullRequestUrl', result.pull.url);
        logger.info(`Pull request ${result.pull.number}: ${result.pull.url}`);
      }
    },
  });
}

function devicesOf(input: {
  reservedDevices?: number;
  plannedDevices?: number;
}) {
  const { reservedDevices: before, plannedDevices: now } = input;
  return before !== undefined && now !== undefined && now > before
    ? { devices: { before, now } }
    : {};
}
