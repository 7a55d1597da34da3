// One rumor going round: who knew it when. No React here.
import { heat } from "@/shared/lib/heat.ts";
import type { RosterRow, RumorTree } from "@/shared/lib/sauron/ask.ts";
import type { Dot, State } from "./palette.ts";
import type { Edge } from "./traffic_window.ts";

export interface Wave {
  names: readonly string[];
  states: readonly State[];
  /** Of each member, in nanoseconds since the birth; infinite: it never knew. */
  times: Float64Array;
  /** From whom; -1: from nobody here. */
  parents: Int32Array;
  /** Those who knew, in the order in which they learned. */
  order: readonly number[];
  /** When the last of those knew who were there in time. */
  last_ns: number;
  /** How many learned it after that. */
  late: number;
}

export function waveOf(tree: RumorTree, rows: readonly RosterRow[]): Wave {
  const known = new Map(rows.map((row) => [row.name, row.state]));
  const names = [...new Set([...known.keys(), ...tree.nodes.map(({ member }) => member)])].sort();
  const place = new Map(names.map((name, at) => [name, at]));
  const times = new Float64Array(names.length).fill(Number.POSITIVE_INFINITY);
  const parents = new Int32Array(names.length).fill(-1);
  for (const node of tree.nodes) {
    const at = place.get(node.member) ?? 0;
    times[at] = Math.max(0, node.since_birth_ns);
    parents[at] = place.get(node.parent_member ?? "") ?? -1;
  }
  const order = [...names.keys()].filter((at) => Number.isFinite(times[at])).sort((a, b) => timeOf(a) - timeOf(b));
  function timeOf(at: number): number {
    return times[at] ?? Number.POSITIVE_INFINITY;
  }
  const in_time = tree.nodes.filter(({ late }) => !late).map(({ since_birth_ns }) => since_birth_ns);
  const last_ns = Math.max(1, ...in_time);
  return {
    names,
    states: names.map((name) => known.get(name) ?? "silent"),
    times,
    parents,
    order,
    last_ns,
    late: order.filter((at) => timeOf(at) > last_ns).length,
  };
}

/** How many knew it by then. */
export function knownAt({ order, times }: Wave, at_ns: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[order[middle] ?? 0] ?? 0) <= at_ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When the next one learned it, or the one before. */
export function beside({ order, times, last_ns }: Wave, at_ns: number, forward: boolean): number {
  const moments = order.map((member) => times[member] ?? 0).filter((time) => time <= last_ns);
  const next = forward ? moments.find((time) => time > at_ns) : moments.findLast((time) => time < at_ns);
  return next ?? (forward ? last_ns : 0);
}

/** Who just learned it is bright, who has known it for long is dark, who does not know it is hollow. */
export function dotsAt({ states, times, last_ns }: Wave, at_ns: number): Dot[] {
  return states.map((state, member) => {
    const age = at_ns - (times[member] ?? Number.POSITIVE_INFINITY);
    return { state, fill: age < 0 ? "" : heat(1 - age / last_ns) };
  });
}

/** The ways that it went until then. */
export function edgesAt({ order, times, parents }: Wave, at_ns: number): Edge[] {
  return order
    .filter((member) => (times[member] ?? 0) <= at_ns && (parents[member] ?? -1) >= 0)
    .map((member) => ({ from: parents[member] ?? 0, to: member, messages: 1, lost: 0 }));
}
