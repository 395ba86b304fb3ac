import { useRef, type RefObject } from 'react';
import type { Shortcut } from '../Shortcuts';

const LINKS = '[role="rowheader"] a';

/** Keys that move the focus between the links that name the rows; Enter then opens one, as on any link. */
export function useRowFocus(): {
  list: RefObject<HTMLDivElement>;
  shortcuts: Shortcut[];
} {
  const list = useRef<HTMLDivElement>(null);
  const move = (step: 1 | -1) => {
    const links = [
      ...(list.current?.querySelectorAll<HTMLElement>(LINKS) ?? []),
    ];
    const row = document.activeElement?.closest('[role="row"]');
    const current = links.findIndex(link => row?.contains(link));
    const start = step === 1 ? 0 : links.length - 1;
    const next = current < 0 ? start : current + step;
    links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
  };
  // Arrows scroll the page until a row has the focus.
  const moveInside = (step: 1 | -1) =>
    list.current?.contains(document.activeElement) ? move(step) : false;
  return {
    list,
    shortcuts: [
      { keys: ['j'], does: 'next request', run: () => move(1) },
      { keys: ['k'], does: 'previous request', run: () => move(-1) },
      {
        keys: ['ArrowDown'],
        does: 'next, from a row',
        run: () => moveInside(1),
      },
      {
        keys: ['ArrowUp'],
        does: 'previous, from a row',
        run: () => moveInside(-1),
      },
      { keys: ['Enter'], does: 'open it' },
    ],
  };
}
