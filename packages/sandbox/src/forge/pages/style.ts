/** The forge's one style sheet. Colours keep a contrast of at least 4.5:1 in both schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f7f9; --line: #d5dae1; --text: #1b2430; --quiet: #55606e;
  --link: #0b5cad; --accent: #0f6b4f; --mark: #fff4c2; --added: #e4f6ea; --removed: #fdeaea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151b; --raised: #1a2029; --line: #333d4a; --text: #e4e9f0; --quiet: #a3afbd;
    --link: #7db8ff; --accent: #6fd3ae; --mark: #453d12; --added: #12331f; --removed: #451d20;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
}
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, button:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.875em; }
h1, h2, h3 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1.125rem; }
time { white-space: nowrap; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--ground); padding: 0.5rem; z-index: 1; }
.bar { background: var(--raised); border-bottom: 1px solid var(--line); }
.bar > div, main, .foot { max-width: 68rem; margin: 0 auto; padding: 0.75rem 1rem; }
.bar > div { display: flex; align-items: center; gap: 0.5rem 1.25rem; flex-wrap: wrap; }
.brand { display: inline-flex; align-items: center; gap: 0.5rem; font-weight: 650; color: var(--text); text-decoration: none; }
.brand svg { color: var(--accent); }
.crumbs ol { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0; }
.crumbs li + li::before { content: "/"; color: var(--quiet); margin: 0 0.4em; }
.crumbs [aria-current] { font-weight: 600; }
main { padding-top: 1.5rem; padding-bottom: 2.5rem; display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
.lead { margin: 0.25rem 0 0; color: var(--quiet); }
.foot { color: var(--quiet); font-size: 0.875rem; border-top: 1px solid var(--line); }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
.row > .grow { flex: 1 1 16rem; }
.quiet { color: var(--quiet); }
.button, summary {
  display: inline-block; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); color: var(--text);
  padding: 0.3rem 0.75rem; text-decoration: none; cursor: pointer; font-size: 0.9375rem;
}
.button:hover, summary:hover { border-color: var(--quiet); }
button.button { font-family: inherit; line-height: inherit; }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--ground); font-weight: 600; }
.badge { border: 1px solid currentColor; border-radius: 999px; padding: 0 0.6rem; font-size: 0.875rem; color: var(--accent); }
.badge.merged { color: var(--link); }
details.menu { position: relative; }
details.menu ul {
  position: absolute; z-index: 1; margin: 0.25rem 0 0; padding: 0.25rem 0; list-style: none; min-width: 12rem; max-width: 80vw;
  background: var(--ground); border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 6px 20px rgb(0 0 0 / 0.2);
}
details.menu li a { display: block; padding: 0.35rem 0.75rem; }
.card { border: 1px solid var(--line); border-radius: 8px; }
.card > header, .card > .head {
  display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; justify-content: space-between;
  background: var(--raised); border-bottom: 1px solid var(--line); border-radius: 8px 8px 0 0; padding: 0.6rem 1rem;
}
.card > .body { padding: 1rem; }
.card > p.body { margin: 0; }
h2 + .list { margin-top: 0.5rem; }
.list { list-style: none; margin: 0; padding: 0; }
.list > li { padding: 0.75rem 1rem; border-top: 1px solid var(--line); }
.list > li:first-child { border-top: 0; }
.list p { margin: 0.125rem 0 0; }
.list .title { font-weight: 600; }
table.files { width: 100%; border-collapse: collapse; }
table.files th { text-align: left; font-weight: 500; font-size: 0.875rem; color: var(--quiet); }
table.files th, table.files td { padding: 0.45rem 1rem; border-top: 1px solid var(--line); font-weight: 400; }
table.files thead th { border-top: 0; }
table.files tbody th { font-size: 1rem; color: inherit; }
table.files tbody .size { font-size: 0.9375rem; }
table.files .size { text-align: right; white-space: nowrap; color: var(--quiet); font-variant-numeric: tabular-nums; }
table.files svg { vertical-align: -0.15em; margin-right: 0.5rem; color: var(--quiet); }
.clone { display: block; padding: 0.5rem 0.75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
.code { overflow-x: auto; border-radius: 0 0 8px 8px; }
.code ol { margin: 0; padding: 0.5rem 0; list-style: none; width: max-content; min-width: 100%; }
.code li { display: flex; min-height: 1.4em; line-height: 1.55; }
.code li > a {
  flex: none; font-size: 0.875em; line-height: 1.77; width: 4.5em; padding-right: 1.25em; text-align: right; color: var(--quiet); text-decoration: none; user-select: none;
  font-variant-numeric: tabular-nums;
}
.code li > a:hover { text-decoration: underline; }
.code li > span { padding-right: 1rem; white-space: pre; tab-size: 4; overflow-wrap: normal; }
.code li:target { background: var(--mark); }
.diff .added { background: var(--added); }
.diff .removed { background: var(--removed); }
.diff .place { color: var(--quiet); }
.diff li { padding: 0 1rem; }
.prose > :first-child { margin-top: 0; }
.prose > :last-child { margin-bottom: 0; }
.prose h3, .prose h4, .prose h5, .prose h6 { margin: 1.5em 0 0.5em; }
.prose h3 { font-size: 1.375rem; }
.prose h4 { font-size: 1.125rem; }
.prose pre { overflow-x: auto; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; }
.prose :not(pre) > code { background: var(--raised); border-radius: 4px; padding: 0.1em 0.3em; }
.prose table { border-collapse: collapse; display: block; overflow-x: auto; }
.prose th, .prose td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; }
.prose blockquote { margin: 1em 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--quiet); }
.prose img { max-width: 100%; }
.message { white-space: pre-wrap; margin: 0.75rem 0 0; }
@media (max-width: 30rem) {
  .code li > a { width: 3.25em; padding-right: 0.75em; }
  table.files th, table.files td { padding-left: 0.75rem; padding-right: 0.75rem; }
}
`;
