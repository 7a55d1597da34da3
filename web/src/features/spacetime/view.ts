// What of a run is looked at, and how; all of it stands in the address. No React here.
import type { Spacetime } from "@/shared/lib/sauron/ask.ts";
import { joinNames, splitNames } from "@/shared/lib/sauron/names.ts";
import { fromNs, toNs } from "@/shared/lib/sauron/time.ts";

export const lines = ["push", "pull", "digest", "membership", "ping", "fault", "control"] as const;
export type Line = (typeof lines)[number];
export type Axis = "wall" | "logical";

export interface SpacetimeSearch {
  from?: string;
  /** Milliseconds. */
  length?: number;
  members?: string;
  with?: string;
  hide?: string;
  uuid?: string;
  kinds?: string;
  axis?: string;
  turned?: string;
  event?: string;
}
export const textNames = ["from", "members", "with", "hide", "uuid", "kinds", "axis", "turned", "event"] as const;
export type Change = { [Name in keyof SpacetimeSearch]?: SpacetimeSearch[Name] | undefined };

export const length_ms_usual = 2000;
const length_ms_min = 0.05;
const length_ms_max = 24 * 3_600_000;
export const lanes_max = 60;

export interface View {
  /** Nothing: what was last. */
  from: string | null;
  length_ms: number;
  axis: Axis;
  /** Time to the right. */
  sideways: boolean;
  shown: readonly Line[];
}

const held = (ms: number): number => Math.min(length_ms_max, Math.max(length_ms_min, ms));

export function viewOf(search: SpacetimeSearch): View {
  const length = search.length ?? length_ms_usual;
  return {
    from: search.from && toNs(search.from) !== null ? search.from : null,
    length_ms: Number.isFinite(length) && length > 0 ? held(length) : length_ms_usual,
    axis: search.axis === "logical" ? "logical" : "wall",
    sideways: search.turned === "yes",
    shown: search.kinds === undefined ? lines.filter((line) => line !== "ping") : shownOf(search.kinds),
  };
}

const shownOf = (kinds: string): Line[] => {
  const names = splitNames(kinds);
  return lines.filter((line) => names.includes(line));
};

const rounded = (ms: number): number => Number(ms.toPrecision(6));
const ns = (ms: number): bigint => BigInt(Math.round(ms * 1e6));

/** The question that this view is. `at`: the moment that is looked at. */
export function paramsOf(search: SpacetimeSearch, view: View, run: string, at: string | null) {
  const from = view.from === null ? null : toNs(view.from);
  return {
    run,
    from: view.from,
    to: from === null ? at : fromNs(from + ns(view.length_ms)),
    length_ms: from === null ? Math.ceil(view.length_ms) : null,
    members: search.members,
    with: search.with,
    without: search.hide,
    uuid: search.uuid,
    kinds: view.shown.join(",") || "none",
  };
}

/** Closer (factor below 1) or farther, as seen from a share of the stretch, which stays where it is. */
export function zoomed(shown: { from: string; length_ms: number }, share: number, factor: number): Change {
  const length_ms = held(shown.length_ms * factor);
  const moved = (shown.length_ms - length_ms) * share;
  return { from: fromNs((toNs(shown.from) ?? 0n) + ns(moved)), length: rounded(length_ms) };
}

/** Later by a share of the stretch. */
export const panned = (shown: { from: string; length_ms: number }, share: number): Change => ({
  from: fromNs((toNs(shown.from) ?? 0n) + ns(shown.length_ms * share)),
  length: rounded(shown.length_ms),
});

/** Milliseconds from one moment to another. */
export const msBetween = (from: string, to: string): number => Number((toNs(to) ?? 0n) - (toNs(from) ?? 0n)) / 1e6;

// ---- lanes: once they are changed by hand, the address says which there are ----

/** As the address has them, whatever was asked before; where it says nothing, as Sauron chose. */
export const lanesOf = (search: SpacetimeSearch, told: Spacetime): readonly string[] =>
  search.members === undefined ? told.lanes : splitNames(search.members);

/** An answer with its lanes in another order, so that nobody waits for the next answer. */
export function arranged(told: Spacetime, lanes: readonly string[]): Spacetime {
  const places = told.lanes.map((name) => lanes.indexOf(name));
  const same = places.every((place, lane) => place === lane);
  if (same || lanes.length !== told.lanes.length || places.includes(-1)) return told;
  const to = (lane: number): number => places[lane] ?? lane;
  return {
    ...told,
    lanes: [...lanes],
    events: told.events.map((event) => ({ ...event, lane: to(event.lane) })),
    freezes: told.freezes.map((freeze) => ({ ...freeze, lane: to(freeze.lane) })),
    arrows: told.arrows.map((arrow) => ({
      ...arrow,
      ...(arrow.from !== undefined && { from: to(arrow.from) }),
      ...(arrow.to !== undefined && { to: to(arrow.to) }),
    })),
  };
}

export function moved(lanes: readonly string[], from: number, to: number): Change {
  const next = [...lanes];
  const [lane] = next.splice(from, 1);
  if (lane === undefined || to < 0 || to > next.length) return { members: joinNames(lanes) };
  next.splice(to, 0, lane);
  return { members: joinNames(next), with: undefined };
}

/** Into the group of those without a lane. */
export const folded = (lanes: readonly string[], name: string): Change => ({
  members: joinNames(lanes.filter((lane) => lane !== name)),
  with: undefined,
});

export const opened = (lanes: readonly string[], hidden: readonly string[], name: string): Change => ({
  members: joinNames([...lanes.filter((lane) => lane !== name), name].slice(0, lanes_max)),
  with: undefined,
  hide: joinNames(hidden.filter((each) => each !== name)) || undefined,
});

export const hidden = (lanes: readonly string[], before: readonly string[], name: string): Change => ({
  ...folded(lanes, name),
  hide: joinNames([...before.filter((each) => each !== name), name]),
});

/** Lanes as Sauron chooses them. */
export const chosenAnew: Change = { members: undefined, with: undefined, hide: undefined };

const reasons: Record<Spacetime["chosen"], string> = {
  asked: "as you chose them",
  all: "everybody",
  rumor: "those who had this rumor, the first first",
  anomalies: "those in trouble in the last minute, then those with whom the newest rumor went round",
  "newest rumor": "those with whom the newest rumor went round",
  names: "the first by name",
};
export const chosenWords = (chosen: Spacetime["chosen"]): string => reasons[chosen];
