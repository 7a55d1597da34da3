// Whether a person is asked before an order is given: kept per browser.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

const key = "watercooler-asking";
/** usual: where it cannot be taken back. */
export const askings = ["usual", "never", "always"] as const;
export type Asking = (typeof askings)[number];

interface Question {
  /** As it would be typed. */
  cli: string;
  answer: (yes: boolean) => void;
}

const stored = (): Asking => askings.find((each) => each === localStorage.getItem(key)) ?? "usual";

export const asking = createStore<{ how: Asking; open: Question | null }>(() => ({ how: stored(), open: null }));

export function chooseAsking(how: Asking): void {
  localStorage.setItem(key, how);
  asking.setState({ how });
}

export const useAsking = (): Asking => useStore(asking, ({ how }) => how);

/** Whether the order may be given; a person is asked if he wants to be asked always. */
export function confirmed(cli: string): Promise<boolean> {
  if (asking.getState().how !== "always") return Promise.resolve(true);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      asking.setState({ open: null });
      resolve(yes);
    };
    asking.setState({ open: { cli, answer } });
  });
}
