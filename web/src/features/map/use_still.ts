import { useSyncExternalStore } from "react";

const query = matchMedia("(prefers-reduced-motion: reduce)");

function subscribe(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether nothing shall move by itself. */
export const useStill = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
