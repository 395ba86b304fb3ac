import { type HttpError } from '../httpError';
import { html } from './html';
import { type Page } from './layout';

const TITLES: Record<number, string> = {
  400: 'That address does not make sense',
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  409: 'Not possible now',
  500: 'Something went wrong',
};

/** Says what failed and where to go on. */
export function errorPage({ status, message }: HttpError): Page {
  const title = TITLES[status] ?? 'That did not work';
  return {
    title,
    crumbs: [{ text: title }],
    body: html`<div>
        <h1>${title}</h1>
        <p class="lead">${message}</p>
      </div>
      <p><a href="/">All repositories</a></p>`,
  };
}
