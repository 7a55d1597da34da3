// Where everything of the diagram stands: along the time, and across from lane to lane. In pixels; no React here.
import type { Spacetime } from "@/shared/lib/sauron/ask.ts";
import { type Axis, type Line, msBetween } from "./view.ts";

export interface Spot {
  along: number;
  across: number;
}
/** One event, or several of one lane that would lie upon each other. */
export interface Mark extends Spot {
  events: readonly number[];
  line: Line;
}
export const radiusOf = ({ events }: Pick<Mark, "events">): number => (events.length > 1 ? 8.5 : 4);
export type End = "arrow" | "cross" | "question" | "none";
/** A message, or the stub of one. */
export interface Link {
  arrow: number;
  from: Spot;
  to: Spot;
  line: Line;
  end: End;
  /** Where it was held while its receiver stood still. */
  held: Spot | null;
  /** How far from its end the mark there begins. */
  rim: number;
}
export interface Stand extends Spot {
  length: number;
}
export interface Tick {
  along: number;
  word: string;
}
export interface Scene {
  along_px: number;
  across_px: number;
  lane_px: number;
  heads: readonly (Spot & { name: string })[];
  /** The lane of all who have none of their own; how much they did, each part from 0 to 1. */
  others: { across: number; members: number; bins: readonly { along: number; length: number; share: number }[] } | null;
  ticks: readonly Tick[];
  /** From where on nothing is told, as there was too much. */
  untold: number | null;
  stands: readonly Stand[];
  links: readonly Link[];
  marks: readonly Mark[];
  /** Of each event. */
  spots: readonly Spot[];
  /** Which mark shows an event. */
  markOf: readonly number[];
}

export interface Sizes {
  /** Room for the time, and for all lanes. */
  along: number;
  across: number;
  lane_min: number;
}
export interface Shown {
  axis: Axis;
  from: string;
  length_ms: number;
}

const lane_max_px = 260;
export const rank_px = 22;
const merged_px = 18;
const merged_ends_px = 12;
const stub_px = 24;
const slope_px = 14;

export function sceneOf(told: Spacetime, shown: Shown, sizes: Sizes): Scene {
  const count = Math.max(1, told.lanes.length + (told.others.members > 0 ? 1 : 0));
  const lane_px = Math.max(sizes.lane_min, Math.min(lane_max_px, sizes.across / count));
  const place = placing(told, shown, sizes.along);
  const acrossOf = (lane: number) => (lane + 0.5) * lane_px;
  const spots = told.events.map(({ lane, rank, offset_ns }) => ({
    along: place.ofEvent(rank, offset_ns),
    across: acrossOf(lane),
  }));
  const others_across = told.others.members > 0 ? acrossOf(told.lanes.length) : null;
  const { marks, markOf } = marksOf(told, spots);
  return {
    along_px: place.length,
    across_px: count * lane_px,
    lane_px,
    heads: told.lanes.map((name, lane) => ({ name, along: 0, across: acrossOf(lane) })),
    others: othersOf(told, others_across, place),
    ticks: place.ticks,
    untold: place.timed && told.told_ns < told.length_ns ? place.at(0, told.told_ns) : null,
    stands: told.freezes.map(({ lane, from_offset_ns, to_offset_ns }) => {
      const from = from_offset_ns === undefined ? -20 : place.at(lane, from_offset_ns);
      const to = to_offset_ns === undefined ? place.length + 20 : place.at(lane, to_offset_ns);
      return { across: acrossOf(lane), along: from, length: Math.max(3, to - from) };
    }),
    links: linksOf(told, spots, place, { acrossOf, others_across, lane_px }, (event) => {
      const mark = event === undefined ? undefined : marks[markOf[event] ?? -1];
      return mark ? radiusOf(mark) : 0;
    }),
    marks,
    spots,
    markOf,
  };
}

interface Place {
  length: number;
  timed: boolean;
  ticks: readonly Tick[];
  ofEvent: (rank: number, offset_ns: number) => number;
  /** Of a moment that is no event's, in a lane. */
  at: (lane: number, offset_ns: number) => number;
}

const placing = (told: Spacetime, shown: Shown, along: number): Place =>
  shown.axis === "logical" ? byRank(told) : byTime(told, shown, along);

function byTime(told: Spacetime, shown: Shown, along: number): Place {
  const shift_ns = msBetween(shown.from, told.from) * 1e6;
  const length_ns = shown.length_ms * 1e6;
  const at = (offset_ns: number) => ((offset_ns + shift_ns) / length_ns) * along;
  return {
    length: along,
    timed: true,
    ticks: roundSteps(length_ns, Math.max(2, Math.floor(along / 90))).map((ns) => ({
      along: (ns / length_ns) * along,
      word: offsetWord(ns),
    })),
    ofEvent: (_, offset_ns) => at(offset_ns),
    at: (_, offset_ns) => at(offset_ns),
  };
}

function byRank(told: Spacetime): Place {
  const last = told.events.reduce((most, { rank }) => Math.max(most, rank), 0);
  const ofLane = told.lanes.map((_, lane) => told.events.filter((event) => event.lane === lane));
  const step = Math.max(1, Math.ceil(last / 200)) * 10;
  return {
    length: (last + 1) * rank_px,
    timed: false,
    ticks: Array.from({ length: Math.floor(last / step) + 1 }, (_, at) => ({
      along: at * step * rank_px,
      word: String(at * step),
    })).slice(1),
    ofEvent: (rank) => rank * rank_px,
    at: (lane, offset_ns) => {
      const before = ofLane[lane]?.findLast((event) => event.offset_ns <= offset_ns);
      return ((before?.rank ?? 0) + 0.5) * rank_px;
    },
  };
}

/** At most so many round steps, from 0. */
export function roundSteps(length: number, most: number): number[] {
  const rough = length / most;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const steps: number[] = [];
  for (let at = 0; at <= length; at += step) steps.push(at);
  return steps;
}

function offsetWord(ns: number): string {
  const ms = ns / 1e6;
  if (ms >= 10_000) return `${Number((ms / 1000).toFixed(1))} s`;
  return ms >= 1 || ms === 0 ? `${Number(ms.toFixed(2))} ms` : `${Number((ns / 1e3).toFixed(1))} µs`;
}

/** What would lie upon each other becomes one circle with a number; ends of messages only if nobody could tell them apart. */
function marksOf(told: Spacetime, spots: readonly Spot[]): { marks: Mark[]; markOf: number[] } {
  const ends = new Set(told.arrows.flatMap(({ sent, held, received }) => [sent, held, received]));
  const marks: (Mark & { events: number[] })[] = [];
  const markOf: number[] = [];
  const open = new Map<number, number>();
  told.events.forEach(({ lane, line }, index) => {
    const spot = spots[index] as Spot;
    const last = open.get(lane);
    const before = last === undefined ? undefined : marks[last];
    const reach = ends.has(index) ? merged_ends_px : merged_px;
    if (before && last !== undefined && spot.along - before.along < reach) {
      before.events.push(index);
      if (line === "fault") before.line = line;
      markOf.push(last);
      return;
    }
    open.set(lane, marks.length);
    markOf.push(marks.length);
    marks.push({ ...spot, events: [index], line });
  });
  return { marks, markOf };
}

interface Room {
  acrossOf: (lane: number) => number;
  others_across: number | null;
  lane_px: number;
}

function linksOf(
  told: Spacetime,
  spots: readonly Spot[],
  place: Place,
  room: Room,
  rimOf: (event: number | undefined) => number,
): Link[] {
  return told.arrows.flatMap((arrow, index): Link[] => {
    const rim = rimOf(arrow.received ?? arrow.held);
    const base = { arrow: index, line: arrow.line as Line, held: null, rim };
    const start = startOf(arrow, spots, place, room);
    const goal = goalOf(arrow, spots, place, room);
    if (goal)
      return [
        { ...base, from: start ?? stub(goal, room, -1), to: goal, end: endOf(arrow), held: heldOf(arrow, spots) },
      ];
    if (!start) return [];
    if (arrow.fate === "outside") return [{ ...base, from: start, to: stub(start, room, 1), end: "arrow" }];
    const toward =
      arrow.to === undefined ? (room.others_across ?? start.across + room.lane_px) : room.acrossOf(arrow.to);
    const share = arrow.fate === "open" ? 0.4 : 0.62;
    const to = { along: start.along + slope_px, across: start.across + (toward - start.across) * share };
    return [{ ...base, from: start, to, end: endOf(arrow) }];
  });
}

type Arrow = Spacetime["arrows"][number];

function startOf(arrow: Arrow, spots: readonly Spot[], place: Place, room: Room): Spot | null {
  if (arrow.sent !== undefined) return spots[arrow.sent] ?? null;
  if (arrow.from === undefined) return null;
  if (arrow.sent_offset_ns === undefined) return { along: -slope_px, across: room.acrossOf(arrow.from) };
  return { along: place.at(arrow.from, arrow.sent_offset_ns), across: room.acrossOf(arrow.from) };
}

/** Where it came to; null: nowhere. */
function goalOf(arrow: Arrow, spots: readonly Spot[], place: Place, room: Room): Spot | null {
  const event = arrow.received ?? arrow.held;
  if (event !== undefined) return spots[event] ?? null;
  if (arrow.to === undefined || arrow.received_offset_ns === undefined) return null;
  return { along: place.at(arrow.to, arrow.received_offset_ns), across: room.acrossOf(arrow.to) };
}

const heldOf = (arrow: Arrow, spots: readonly Spot[]): Spot | null =>
  arrow.held === undefined ? null : (spots[arrow.held] ?? null);

function endOf({ fate }: Arrow): End {
  if (fate === "lost" || fate === "dropped" || fate === "refused") return "cross";
  return fate === "unknown" ? "question" : fate === "open" || fate === "held" ? "none" : "arrow";
}

/** A short piece on the side of those who have no lane: to there (1), or from there (-1). */
function stub(at: Spot, { others_across, lane_px }: Room, way: 1 | -1): Spot {
  const side = others_across === null || others_across > at.across ? 1 : -1;
  return { along: at.along + way * 5, across: at.across + side * Math.min(stub_px, lane_px * 0.4) };
}

function othersOf(told: Spacetime, across: number | null, place: Place): Scene["others"] {
  if (across === null) return null;
  const most = Math.max(1, ...told.others.bins.map(({ events }) => events));
  // Who has no lane has no place in the order of causes either.
  const bins = place.timed ? told.others.bins : [];
  return {
    across,
    members: told.others.members,
    bins: bins.map(({ offset_ns, events }) => ({
      along: place.at(0, offset_ns),
      length: place.at(0, offset_ns + told.others.bin_ns) - place.at(0, offset_ns),
      share: events / most,
    })),
  };
}
