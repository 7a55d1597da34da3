// What led to what, as far as the diagram has it. No React here.
import type { Spacetime } from "@/shared/lib/sauron/ask.ts";

/** Events and arrows, by their place in the answer. */
export interface Part {
  events: ReadonlySet<number>;
  arrows: ReadonlySet<number>;
}

export interface Graph {
  /** Of each event: the one before it in its lane. */
  before: readonly (number | undefined)[];
  after: readonly (number | undefined)[];
  /** Arrows that end at an event, and that begin there. */
  into: ReadonlyMap<number, readonly number[]>;
  outOf: ReadonlyMap<number, readonly number[]>;
  byName: ReadonlyMap<string, number>;
  told: Spacetime;
}

const nameOf = (member: string, boot: string, seq: number): string => `${member}.${boot}.${seq}`;

export function graphOf(told: Spacetime): Graph {
  const before: (number | undefined)[] = [];
  const after: (number | undefined)[] = new Array(told.events.length).fill(undefined);
  const last = new Map<number, number>();
  const byName = new Map<string, number>();
  told.events.forEach(({ lane, event }, index) => {
    const previous = last.get(lane);
    before.push(previous);
    if (previous !== undefined) after[previous] = index;
    last.set(lane, index);
    byName.set(nameOf(event.member, event.boot, event.seq), index);
  });
  const into = new Map<number, number[]>();
  const outOf = new Map<number, number[]>();
  told.arrows.forEach((arrow, index) => {
    for (const end of [arrow.held, arrow.received]) if (end !== undefined) put(into, end, index);
    if (arrow.sent !== undefined) put(outOf, arrow.sent, index);
  });
  return { before, after, into, outOf, byName, told };
}

function put(map: Map<number, number[]>, key: number, value: number) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The one event that each event says led to it, back to the first that is shown. */
export function chainOf(graph: Graph, from: number): Part {
  const events = new Set<number>();
  const arrows = new Set<number>();
  for (let at: number | undefined = from; at !== undefined && !events.has(at); ) {
    events.add(at);
    const arrow: number | undefined = graph.into.get(at)?.[0];
    if (arrow !== undefined) arrows.add(arrow);
    at = arrow === undefined ? causeOf(graph, at) : graph.told.arrows[arrow]?.sent;
  }
  return { events, arrows };
}

function causeOf(graph: Graph, at: number): number | undefined {
  const event = graph.told.events[at]?.event;
  return event?.cause ? graph.byName.get(nameOf(event.member, event.boot, event.cause)) : undefined;
}

/** All that could have led to it: what its member did before, and all that led to what it was told. */
export const pastOf = (graph: Graph, of: number): Part =>
  reach(of, (at) => [graph.before[at], ...ends(graph, graph.into.get(at), "sent")], graph.into);

/** All that it could have led to. */
export const futureOf = (graph: Graph, of: number): Part =>
  reach(
    of,
    (at) => [
      graph.after[at],
      ...ends(graph, graph.outOf.get(at), "received"),
      ...ends(graph, graph.outOf.get(at), "held"),
    ],
    graph.outOf,
  );

const ends = (graph: Graph, arrows: readonly number[] | undefined, end: "sent" | "received" | "held") =>
  (arrows ?? []).map((arrow) => graph.told.arrows[arrow]?.[end]);

function reach(
  from: number,
  next: (at: number) => (number | undefined)[],
  arrowsAt: ReadonlyMap<number, readonly number[]>,
): Part {
  const events = new Set<number>([from]);
  const arrows = new Set<number>();
  const waiting = [from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const arrow of arrowsAt.get(at) ?? []) arrows.add(arrow);
    for (const other of next(at)) {
      if (other === undefined || events.has(other)) continue;
      events.add(other);
      waiting.push(other);
    }
  }
  return { events, arrows };
}

/** Members between the two on a shortest way, by messages; null: no way leads there. */
function way(graph: Graph, from: number, to: number): string[] | null {
  const back = new Map<number, number>();
  const waiting = [from];
  for (let head = 0; head < waiting.length; ++head) {
    const at = waiting[head] as number;
    if (at === to) break;
    for (const next of [graph.after[at], ...ends(graph, graph.outOf.get(at), "received")]) {
      if (next === undefined || back.has(next) || next === from) continue;
      back.set(next, at);
      waiting.push(next);
    }
  }
  if (from !== to && !back.has(to)) return null;
  const members: string[] = [];
  for (let at: number | undefined = to; at !== undefined; at = at === from ? undefined : back.get(at)) {
    const member = graph.told.events[at]?.event.member ?? "";
    if (members[0] !== member) members.unshift(member);
  }
  return members.slice(1, -1);
}

const called = (graph: Graph, at: number): string => {
  const event = graph.told.events[at]?.event;
  return event ? `${event.member}#${event.seq}` : "";
};

/** `amy#7 happened before carl#3 through jim`. */
export function relation(graph: Graph, a: number, b: number): string {
  if (a === b) return "";
  const [first, second] = a < b ? [a, b] : [b, a];
  const through = way(graph, first, second);
  if (through === null)
    return `${called(graph, a)} and ${called(graph, b)} are concurrent: by what is shown, neither could know of the other`;
  const by = through.length > 0 ? ` through ${[...new Set(through)].join(", ")}` : "";
  return `${called(graph, first)} happened before ${called(graph, second)}${by}`;
}
