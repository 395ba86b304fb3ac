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
  const moveBy = (step: 1 | -1, letter: string) => (key: string) =>
    key === letter || list.current?.contains(document.activeElement)
      ? move(step)
      : false;
  return {
    list,
    shortcuts: [
      { keys: ['j', 'ArrowDown'], does: 'next request', run: moveBy(1, 'j') },
      {
        keys: ['k', 'ArrowUp'],
        does: 'previous request',
        run: moveBy(-1, 'k'),
      },
      { keys: ['Enter'], does: 'open it' },
    ],
  };
}
