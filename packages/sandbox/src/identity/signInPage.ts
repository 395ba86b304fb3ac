import { html, type Html, type HtmlPart } from '../forge/pages/html';
import type { Person, Role, Team } from '../seed/organisation';

/** Where the style sheet is served. */
export const STYLE_PATH = '/interaction/identity.css';

/** Colours keep a contrast of at least 4.5:1 for text and 3:1 for edges, in both schemes. */
export const IDENTITY_STYLE = `
:root { color-scheme: light dark; --ground: #f4f6f8; --card: #ffffff; --edge: #75808d; --text: #1b2430; --quiet: #55606e;
  --link: #0b5cad; --accent: #0f6b4f; --hover: #e8f4ef; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #11151b; --card: #1a2029; --edge: #7c8896; --text: #e4e9f0; --quiet: #a3afbd;
    --link: #7db8ff; --accent: #6fd3ae; --hover: #1f2f2b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.25rem; }
h2 { font-size: 1rem; margin: 1.25rem 0 0.5rem; color: var(--quiet); }
p { margin: 0; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; }
.quiet { color: var(--quiet); }
button { font: inherit; color: inherit; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.person { display: block; width: 100%; min-height: 3.5rem; text-align: left; padding: 0.6rem 1rem;
  background: var(--card); border: 1px solid var(--edge); border-radius: 8px; }
.person:hover { background: var(--hover); border-color: var(--accent); }
.person b { display: block; }
.plain { margin-top: 1.5rem; padding: 0.5rem 0; background: none; border: 0; color: var(--link); text-decoration: underline; }
a { color: var(--link); }
footer { margin-top: 1rem; font-size: 0.875rem; color: var(--quiet); }
`;

const ROLES: { role: Role; can: string }[] = [
  { role: 'ML engineer', can: 'creates endpoints and asks for GPU quota' },
  { role: 'Team lead', can: 'approves GPU quota and sees what it costs' },
  { role: 'On-call', can: 'is paged when an endpoint is in trouble' },
  { role: 'Platform lead', can: 'owns the accelerator classes and capacity' },
  { role: 'Auditor', can: 'reads every quota decision and changes nothing' },
];

function page(title: string, body: HtmlPart): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Golden Path sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${STYLE_PATH}" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.markup;
}

function personButton(person: Person, teams: readonly Team[]): Html {
  const titles = person.memberOf.map(
    name => teams.find(team => team.name === name)?.title ?? name,
  );
  return html`<li>
    <button class="person" type="submit" name="person" value="${person.name}">
      <b>${person.displayName}</b
      ><span class="quiet">${titles.join(', ')}</span>
    </button>
  </li>`;
}

/** Offers the sandbox's people, by role. */
export function signInPage(options: {
  action: string;
  people: readonly Person[];
  teams: readonly Team[];
  /** What went wrong with the last try. */
  problem?: string;
}): string {
  const { action, people, teams, problem } = options;
  return page(
    'Sign in as',
    html`<p class="quiet">
        Everybody here is made up, and nobody needs a password.
      </p>
      ${problem !== undefined && html`<p role="alert">${problem}</p>`}
      <form method="post" action="${action}">
        ${ROLES.map(({ role, can }) => {
          const members = people.filter(person => person.role === role);
          return (
            members.length > 0 &&
            html`<h2>${role}: ${can}</h2>
              <ul>
                ${members.map(person => personButton(person, teams))}
              </ul>`
          );
        })}
        <button class="plain" type="submit" name="cancel" value="true">
          Cancel and go back
        </button>
      </form>
      <footer>
        This is the identity provider of the Golden Path sandbox. In production
        your own takes its place.
      </footer>`,
  );
}

/** Says what went wrong and where to go from there. */
export function problemPage(options: {
  title: string;
  sentence: string;
  portal?: string;
}): string {
  const { title, sentence, portal } = options;
  return page(
    title,
    html`<p>${sentence}</p>
      ${portal !== undefined &&
      html`<p><a href="${portal}">Go to the portal</a></p>`}`,
  );
}
