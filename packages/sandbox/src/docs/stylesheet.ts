import { createHash } from 'node:crypto';

/** The layout that MkDocs' Material theme has and TechDocs builds on: pages beside their navigation. */
const CSS = `.md-grid{margin:0 auto}
.md-main__inner{display:flex;gap:2rem}
.md-sidebar{flex:0 0 12rem}
.md-content{flex:1;min-width:0}
.md-nav__list{list-style:none;margin:0;padding:0}
.md-nav__item{padding:.25rem 0}
.md-nav__link{color:inherit;text-decoration:none}
.md-nav__link--active{font-weight:bold}
.md-typeset{line-height:1.6}
.md-typeset table{border-collapse:collapse}
.md-typeset td,.md-typeset th{border:1px solid currentcolor;padding:.3rem .6rem;text-align:left}
.md-typeset pre{overflow:auto}
@media (max-width:45rem){.md-main__inner{display:block}}
`;

/**
 * The pages' stylesheet. TechDocs shows a page when its stylesheets have loaded, and takes none but the theme's, by
 * the name that the theme gives it.
 */
export const stylesheet = {
  path: `assets/stylesheets/main.${createHash('sha256')
    .update(CSS)
    .digest('hex')
    .slice(0, 8)}.min.css`,
  text: CSS,
};
