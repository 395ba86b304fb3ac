import { html, type Html, type HtmlPart } from '../forge/pages/html';
import type { Directory, Level, PagerUser, Service } from './Directory';
import { shiftsBetween } from './rotation';

/** Served to all pages of the pager. */
export const PAGER_STYLE = `
:root { color-scheme: light dark; --ground: #fff; --line: #d5dae1; --text: #1b2430; --quiet: #55606e; --link: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #11151b; --line: #333d4a; --text: #e4e9f0; --quiet: #a3afbd; --link: #7db8ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 44rem; padding: 1rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.125rem; }
li { padding: 0.25rem 0; }
.quiet, footer { color: var(--quiet); }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 0.75rem; font-size: 0.875rem; }
`;

function page(title: string, body: HtmlPart): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox pager</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/ui/pager.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
        <footer>
          Part of the Golden Path sandbox: nobody is paged from here.
        </footer>
      </body>
    </html>`.markup;
}

function moment(time: number): Html {
  const iso = new Date(time).toISOString();
  return html`<time datetime="${iso}"
    >${iso.slice(0, 16).replace('T', ' ')} UTC</time
  >`;
}

function onDuty(directory: Directory, level: Level, now: number): Html {
  const [shift] = shiftsBetween(level, now, now);
  if (!shift) return html`nobody is on call at this level`;
  const user = directory.user(shift.person);
  return html`<a href="${directory.userReference(user).html_url}"
      >${user.displayName}</a
    >, until ${moment(shift.end)}`;
}

export function servicePage(
  directory: Directory,
  service: Service,
  now: number,
): string {
  return page(
    service.serviceName,
    html`<h2>Who is paged, in order</h2>
      <ol>
        ${service.levels.map(
          level => html`<li>
            <a href="${directory.scheduleReference(level).html_url}"
              >${level.scheduleName}</a
            >: ${onDuty(directory, level, now)}
            <span class="quiet"
              >(the next level after ${level.escalateAfterMinutes} min)</span
            >
          </li>`,
        )}
      </ol>`,
  );
}

export function schedulePage(
  directory: Directory,
  service: Service,
  level: Level,
  now: number,
): string {
  const shifts = shiftsBetween(
    level,
    now,
    now + 4 * level.shiftHours * 3_600_000,
  );
  return page(
    level.scheduleName,
    html`<p>
        Level ${level.number} of
        <a href="${directory.serviceReference(service).html_url}"
          >${service.serviceName}</a
        >
      </p>
      <h2>Now and next</h2>
      ${shifts.length === 0
        ? html`<p>Nobody is on this schedule.</p>`
        : html`<ul>
            ${shifts.map(
              shift => html`<li>
                ${directory.user(shift.person).displayName}, from
                ${moment(shift.start)} until ${moment(shift.end)}
              </li>`,
            )}
          </ul>`}`,
  );
}

export function userPage(directory: Directory, user: PagerUser): string {
  const schedules = directory.services.flatMap(service =>
    service.levels.filter(level => level.people.includes(user.name)),
  );
  return page(
    user.displayName,
    html`<p>${user.role}, ${user.email}</p>
      <h2>Schedules</h2>
      ${schedules.length === 0
        ? html`<p>On no schedule.</p>`
        : html`<ul>
            ${schedules.map(
              level => html`<li>
                <a href="${directory.scheduleReference(level).html_url}"
                  >${level.scheduleName}</a
                >
              </li>`,
            )}
          </ul>`}`,
  );
}

export function missingPage(what: string): string {
  return page('Not found', html`<p>${what}</p>`);
}
