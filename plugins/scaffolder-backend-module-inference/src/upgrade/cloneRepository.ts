import fs from 'node:fs';
import { ForwardedError, InputError } from '@backstage/errors';
import git from 'isomorphic-git';
import { createGitHttp } from './gitHttp';
import type { RepositoryHost } from './repositoryHost';

/** A clone that can be pushed from. */
export type Clone = {
  dir: string;
  /** Full name of the team's branch in the clone. */
  target: string;
  /** Pushes the branch of an upgrade and the tag that keeps its rendering; never by force. */
  pushRendering(outcome: {
    branch: string;
    commit: string;
    pushed?: string;
    rendering: string;
    tag: string;
  }): Promise<void>;
};

/**
 * Clones a repository with all its branches and tags, without files: objects and history are all that merging takes.
 *
 * @throws InputError when it has no such branch
 */
export async function cloneRepository(options: {
  dir: string;
  host: RepositoryHost;
  branch: string;
  signal?: AbortSignal;
}): Promise<Clone> {
  const { dir, host, branch } = options;
  const http = createGitHttp({ signal: options.signal });
  const { auth } = host;
  const access = {
    fs,
    http,
    dir,
    onAuth: () => auth ?? { cancel: true },
    // The credentials of the integration are all there is: asking again changes nothing.
    onAuthFailure: () => ({ cancel: true }),
  };
  try {
    await git.clone({
      ...access,
      url: host.cloneUrl,
      ref: branch,
      noCheckout: true,
      singleBranch: false,
    });
  } catch (error) {
    throw new ForwardedError(`${host.cloneUrl} could not be cloned`, error);
  }
  const branches = await git.listBranches({ fs, dir, remote: 'origin' });
  if (!branches.includes(branch)) {
    throw new InputError(`${host.cloneUrl} has no branch ${branch}`);
  }
  const push = async (ref: string) => {
    try {
      await git.push({ ...access, ref, remoteRef: ref, remote: 'origin' });
    } catch (error) {
      throw new ForwardedError(
        `${ref} could not be pushed to ${host.cloneUrl}`,
        error,
      );
    }
  };
  return {
    dir,
    target: `refs/remotes/origin/${branch}`,
    async pushRendering(outcome) {
      if (!(await git.listTags({ fs, dir })).includes(outcome.tag)) {
        const ref = `refs/tags/${outcome.tag}`;
        await git.writeRef({ fs, dir, ref, value: outcome.rendering });
        await push(ref);
      }
      if (outcome.commit !== outcome.pushed) {
        await push(`refs/heads/${outcome.branch}`);
      }
    },
  };
}
