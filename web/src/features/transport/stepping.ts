import { useMemo } from "react";
import { ask, type Requests } from "@/shared/lib/sauron/ask.ts";
import { type Moment, useGoTo, useMoment } from "@/shared/lib/sauron/moment.ts";
import { beside, fromMs } from "@/shared/lib/sauron/time.ts";

/** What a marker shows, and what `<` and `>` step over: no packets, no rumors. */
export const stateKinds =
  "suspected,cleared,died,left,returned,joined,started,stopped,leaving,frozen,thawed,fault_set,fault_cleared,eye_lost";

export interface Stepping {
  /** What a key means here; false: nothing. */
  press: (key: string) => boolean;
  live: () => void;
  pause: () => void;
  /** To the next event that fits, or the one before; the filter's language. */
  step: (forward: boolean, filter?: string) => Promise<void>;
  first: () => Promise<void>;
  last: () => Promise<void>;
}

/** The time of the event that comes first in this order. */
async function momentOf(run: string, params: Record<string, string>): Promise<string | null> {
  const page = await ask<Requests>("/api/v1/requests", { run, limit: 1, count: 0, ...params });
  return page.events?.[0]?.wall_time ?? null;
}

export function stepParams(moment: Moment, forward: boolean, filter: string): Record<string, string> {
  const order = forward ? "oldest" : "newest";
  if (moment.at === null) return { order, filter };
  const edge = beside(moment.at, forward ? 1n : -1n);
  return forward ? { order, filter, from: edge } : { order, filter, to: edge };
}

/** Moves the view through time. The club goes on meanwhile. */
export function useStepping(): Stepping {
  const moment = useMoment();
  const goTo = useGoTo();
  return useMemo(() => {
    const jump = async (params: Record<string, string>) => {
      const at = await momentOf(moment.run, params).catch(() => null);
      if (at) goTo(at);
    };
    const live = () => goTo(null);
    const pause = () => goTo(moment.at === null ? fromMs(Date.now()) : null, true);
    const step = async (forward: boolean, filter = "") => {
      if (moment.at === null && forward) return;
      await jump(stepParams(moment, forward, filter));
    };
    const first = () => jump({ order: "oldest" });
    const last = async () => (moment.run === "live" ? live() : jump({ order: "newest" }));
    const keys: Record<string, () => unknown> = {
      " ": pause,
      L: live,
      l: live,
      ",": () => step(false),
      ".": () => step(true),
      "<": () => step(false, `kind:${stateKinds}`),
      ">": () => step(true, `kind:${stateKinds}`),
      Home: first,
      End: last,
    };
    const press = (key: string): boolean => {
      keys[key]?.();
      return key in keys;
    };
    return { press, live, pause, step, first, last };
  }, [moment, goTo]);
}
