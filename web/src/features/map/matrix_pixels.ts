// The matrix as pixels: rows send, columns receive. No React here.
import { heatParts } from "@/shared/lib/heat.ts";
import type { RosterRow } from "@/shared/lib/sauron/ask.ts";
import { groups, type TrafficWindow } from "./traffic_window.ts";

export const sorts = ["name", "traffic", "group"] as const;
export type MatrixSort = (typeof sorts)[number];

/** Which member stands at each place. A group: all that hear of each other, so a partition is blocks. */
export function orderOf(window: TrafficWindow, sort: MatrixSort): Uint32Array {
  const order = Uint32Array.from(window.members, (_, at) => at);
  if (sort === "name") return order;
  const group = sort === "group" ? groups(window) : null;
  const weight = (at: number) => (group ? (group[at] ?? 0) : -((window.sends[at] ?? 0) + (window.receives[at] ?? 0)));
  return order.sort((a, b) => weight(a) - weight(b) || a - b);
}

const levels = 256;
type Rgb = readonly [number, number, number];

/** As ImageData has it: red first, on machines whose low byte comes first, as all are that run browsers. */
const packed = ([r, g, b]: Rgb): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

export interface Shades {
  /** By the order of magnitude of a count: from hardly any to the most. */
  ramp: Uint32Array;
  none: number;
  self: number;
  gone: number;
  fault: number;
}

export function shadesOf(dark: boolean): Shades {
  // On white the many are dark, on black they are bright: what is empty recedes.
  const at = (level: number) =>
    heatParts(dark ? 0.12 + (0.88 * level) / (levels - 1) : 0.9 * (1 - level / (levels - 1)));
  return {
    ramp: Uint32Array.from({ length: levels }, (_, level) => packed(at(level))),
    none: packed(dark ? [0x1a, 0x20, 0x29] : [0xf1, 0xf4, 0xf7]),
    self: packed(dark ? [0x2a, 0x31, 0x3a] : [0xd8, 0xde, 0xe4]),
    gone: packed(dark ? [0x4a, 0x4f, 0x57] : [0x8a, 0x8f, 0x97]),
    fault: packed(dark ? [0xf2, 0x35, 0x16] : [0xc8, 0x1e, 0x2a]),
  };
}

export const isGone = ({ state }: RosterRow): boolean => state === "dead" || state === "left" || state === "silent";

/** The next power of two, so that colours do not flicker with each frame. */
export function scaleOf({ messages }: TrafficWindow): number {
  let most = 1;
  for (let pair = 0; pair < messages.length; ++pair)
    if ((messages[pair] as number) > most) most = messages[pair] as number;
  return 2 ** Math.ceil(Math.log2(most + 1));
}

/** One pixel a pair, a million of them for a thousand members, whatever went between them. */
export function paint(
  pixels: Uint32Array,
  window: TrafficWindow,
  order: Uint32Array,
  gone: readonly boolean[],
  shades: Shades,
  scale: number,
): void {
  const size = order.length;
  const level = levelsTo(scale);
  for (let row = 0; row < size; ++row) {
    const from = order[row] as number;
    const first = from * size;
    const row_gone = gone[from];
    for (let column = 0; column < size; ++column) {
      const to = order[column] as number;
      const messages = window.messages[first + to] as number;
      pixels[row * size + column] =
        (window.lost[first + to] as number) > 0
          ? shades.fault
          : messages > 0
            ? (shades.ramp[level[Math.min(messages, level.length - 1)] as number] as number)
            : row_gone || gone[to]
              ? shades.gone
              : from === to
                ? shades.self
                : shades.none;
    }
  }
}

const level_counts_max = 4096;
let known_levels: { scale: number; levels: Uint8Array } = { scale: 0, levels: new Uint8Array(0) };

/** The shade of each count, so that no pixel costs a logarithm. */
function levelsTo(scale: number): Uint8Array {
  if (known_levels.scale === scale) return known_levels.levels;
  const count = Math.min(level_counts_max, scale + 1);
  const all = Uint8Array.from({ length: count }, (_, messages) =>
    Math.round(((levels - 1) * Math.log1p(messages)) / Math.log1p(scale)),
  );
  known_levels = { scale, levels: all };
  return all;
}

export const cell_max_px = 40;
export const cellFor = (count: number, room: number): number =>
  Math.max(1, Math.min(cell_max_px, Math.floor(room / Math.max(1, count))));
