import { useSyncExternalStore } from "react";

// One timer for the whole page, and only while somebody looks at the time.
const every_ms = 500;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    now = Date.now();
    timer = setInterval(tick, every_ms);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** The time, renewed twice a second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
