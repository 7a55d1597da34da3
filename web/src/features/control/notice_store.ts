// What was done to the club, said for a while, with what takes it back. No React here.
import { createStore } from "zustand/vanilla";
import type { Command } from "./commands.ts";

export interface Notice {
  id: number;
  text: string;
  bad: boolean;
  /** As it would be typed, to be copied. */
  cli: string;
  undo: readonly Command[];
  until: number;
}

const shown_max = 3;

export const notices = createStore<{ shown: readonly Notice[] }>(() => ({ shown: [] }));
let last = 0;

export function tell(notice: Omit<Notice, "id" | "until">, until: number): void {
  last += 1;
  const said: Notice = { ...notice, id: last, until };
  notices.setState(({ shown }) => ({ shown: [...shown, said].slice(-shown_max) }));
}

export const forget = (id: number): void =>
  notices.setState(({ shown }) => ({ shown: shown.filter((each) => each.id !== id) }));

/** Those whose time is up go; one that is bad stays until it is put away. */
export const sweep = (now: number): void =>
  notices.setState((state) => {
    const shown = state.shown.filter((each) => each.bad || each.until > now);
    return shown.length === state.shown.length ? state : { shown };
  });
