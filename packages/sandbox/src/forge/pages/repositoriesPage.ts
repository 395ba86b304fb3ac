import { addressOf } from '../addressOf';
import { type Repository } from '../RepositoryStore';
import { ago, count } from './format';
import { html } from './html';
import { type Page } from './layout';

/** A repository with when it last changed; an empty one never did. */
export type RepositorySummary = Repository & { updatedAt?: number };

/** Every repository, or one owner's. */
export function repositoriesPage(options: {
  owner?: string;
  repositories: RepositorySummary[];
  now: number;
}): Page {
  const { owner, repositories, now } = options;
  return {
    title: owner ?? 'Repositories',
    crumbs: owner ? [{ text: owner }] : [],
    body: html`<div>
        <h1>${owner ?? 'Repositories'}</h1>
        <p class="lead">
          ${count(repositories.length, 'repository', 'repositories')}
        </p>
      </div>
      ${repositories.length === 0
        ? html`<p>
            Nothing here yet. An endpoint made with the portal's template gets
            its repository here.
          </p>`
        : html`<ul class="list card">
            ${repositories.map(
              repository => html`<li>
                <div class="row">
                  <a class="title grow" href="${addressOf(repository)}"
                    >${repository.owner}/${repository.name}</a
                  >
                  <span class="quiet"
                    >${repository.updatedAt === undefined
                      ? 'empty'
                      : html`updated ${ago(repository.updatedAt, now)}`}</span
                  >
                </div>
                ${repository.description !== '' &&
                html`<p class="quiet">${repository.description}</p>`}
              </li>`,
            )}
          </ul>`}`,
  };
}
