import { useSyncExternalStore } from 'react';

const TICK_MILLISECONDS = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(
    () => listeners.forEach(notify => notify()),
    TICK_MILLISECONDS,
  );
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Milliseconds now, whole seconds; one timer for all ages on the page. */
export function useNow(): number {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / TICK_MILLISECONDS) * TICK_MILLISECONDS,
  );
}
