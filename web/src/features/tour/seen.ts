// Whether this browser has seen the tour, or how far it came.
import { type StepId, steps } from "./steps.ts";

const key = "watercooler-tour";
const seen = "seen";

/** Where to go on; nothing: it was seen. Whoever comes for the first time begins at the beginning. */
export function unseenStep(): StepId | null {
  const stored = localStorage.getItem(key);
  if (stored === seen) return null;
  return steps.find((step) => step.id === stored)?.id ?? "verdict";
}

export const rememberStep = (id: StepId | null): void => localStorage.setItem(key, id ?? seen);
