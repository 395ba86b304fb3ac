/** A window whose width tests choose; jsdom has none, and the design system looks for one when it is loaded. */

const DESKTOP = 1320;
const queries = new Set<EventTarget & { refresh(): void }>();
let width = DESKTOP;

/** Answers `min-width` queries, and tells those who listen when the width changes. */
export function installMatchMedia() {
  window.matchMedia = media => {
    const minimum = Number(/min-width: (\d+)px/.exec(media)?.[1] ?? 0);
    const target = new EventTarget();
    const query = Object.assign(target, {
      media,
      matches: width >= minimum,
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
      refresh() {
        query.matches = width >= minimum;
        target.dispatchEvent(new Event('change'));
      },
    });
    queries.add(query);
    return query;
  };
}

/** Makes the window as wide as a phone's or a desktop's. */
export function setWindowWidth(pixels: number) {
  width = pixels;
  queries.forEach(query => query.refresh());
}
