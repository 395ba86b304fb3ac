import { useEffect, useRef } from 'react';

/** Somebody types there, chooses there, or is busy in something that lies on top of the page. */
const BUSY =
  'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="spinbutton"], [role="combobox"], [role="listbox"], [role="menu"], [role="dialog"], [role="alertdialog"]';

function isForThePage(event: KeyboardEvent): boolean {
  const { target } = event;
  return (
    !event.defaultPrevented &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey &&
    !(target instanceof Element && target.closest(BUSY))
  );
}

/**
 * Calls the handler of a key that is pressed on the page, never while somebody types.
 *
 * @param handlers - by `KeyboardEvent.key`; one that answers `false` leaves the key to the browser
 */
export function useShortcuts(handlers: Map<string, () => boolean | void>) {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const handler = isForThePage(event) && latest.current.get(event.key);
      if (handler && handler() !== false) {
        event.preventDefault();
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
