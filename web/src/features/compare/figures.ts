// The figures of a comparison as words and as lines. All of them are Sauron's. No React here.
import type { Comparison } from "@/shared/lib/sauron/ask.ts";
import { bytes, duration } from "@/shared/lib/words.ts";

export type ComparedRun = Comparison["a"];
export type Metric = Comparison["metrics"][number];

const whole = (value: number): string => Math.round(value).toLocaleString("en");

export function figureWords(value: number | null, unit: Metric["unit"]): string {
  if (value === null) return "–";
  switch (unit) {
    case "count":
      return whole(value);
    case "ns":
      return duration(value / 1e6);
    case "per_second":
      return value < 100 ? value.toFixed(1) : whole(value);
    case "bytes_per_second":
      return bytes(Math.round(value));
    case "ratio":
      return value.toFixed(2);
  }
}

/** "+12 %", "−31 %", "=" */
export function changeWords(change: number | null): string {
  if (change === null) return "";
  const percent = Math.round(change * 100);
  if (percent === 0) return "=";
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toLocaleString("en")} %`;
}

/** Points from left to right; where one is unknown the line ends. */
export type Line = readonly (readonly [x: number, y: number])[];

export interface Drawn {
  title: string;
  /** What goes to the right, what upwards. */
  x: { title: string; words: (value: number) => string };
  y: { title: string; words: (value: number) => string };
  lines: (run: ComparedRun) => Line;
  /** Whether a value stays until the next point. */
  steps: boolean;
  /** A sentence about one run. */
  says: (run: ComparedRun) => string;
}

const known = <Point>(
  points: readonly Point[],
  line: (point: Point) => readonly [number | null, number | null],
): Line =>
  points.map(line).filter((point): point is readonly [number, number] => point[0] !== null && point[1] !== null);

const percent = (value: number): string => `${Math.round(value)} %`;
const time = (ns: number): string => (ns === 0 ? "0" : ns < 0 ? `−${duration(-ns / 1e6)}` : duration(ns / 1e6));

const spread: Drawn = {
  title: "Convergence",
  x: { title: "after", words: time },
  y: { title: "know it", words: percent },
  lines: (run) => known(run.spread, ({ percent, ns }) => [ns, percent] as const),
  steps: false,
  says: ({ spread }) => {
    const half = spread.find((point) => point.percent === 50)?.ns ?? null;
    const all = spread.at(-1)?.ns ?? null;
    if (spread.length === 0) return "nothing spread";
    return `half know an update after ${figureWords(half, "ns")}, all after ${figureWords(all, "ns")}`;
  },
};

const messages: Drawn = {
  title: "Messages a second",
  x: { title: "since the first update", words: time },
  y: { title: "messages a second", words: (value) => whole(value) },
  lines: ({ messages: { from_ns, step_ns, per_second } }) => {
    const points = per_second.map((rate, at) => [from_ns + at * step_ns, rate] as const);
    // The last column has its width, too.
    return [...points, ...per_second.slice(-1).map((rate) => [from_ns + per_second.length * step_ns, rate] as const)];
  },
  steps: true,
  says: ({ messages }) => `at most ${whole(Math.max(0, ...messages.per_second))} messages a second`,
};

const hops: Drawn = {
  title: "Hops",
  x: { title: "hop", words: (hop) => String(Math.round(hop)) },
  y: { title: "of what was learned", words: percent },
  lines: ({ hops }) => hops.map(({ hop, percent }) => [hop, percent]),
  steps: false,
  says: ({ hops }) => (hops.length === 0 ? "nothing came by gossip" : `at most ${hops.length} hops`),
};

const copies: Drawn = {
  title: "Redundancy",
  x: { title: "copies for each member that learned it, at most", words: (value) => value.toFixed(1) },
  y: { title: "of the updates", words: percent },
  lines: (run) => known(run.copies, ({ percent, copies }) => [copies, percent] as const),
  steps: true,
  says: ({ copies }) => {
    const half = copies.find((point) => point.percent === 50)?.copies ?? null;
    return half === null ? "no copies came" : `half of the updates needed at most ${half.toFixed(1)} copies each`;
  },
};

export const drawings: readonly Drawn[] = [spread, messages, hops, copies];

export interface Frame {
  from: number;
  to: number;
  top: number;
}

/** What both lines need. */
export function frameOf(lines: readonly Line[]): Frame {
  const points = lines.flat();
  if (points.length === 0) return { from: 0, to: 1, top: 1 };
  const xs = points.map(([x]) => x);
  const from = Math.min(0, ...xs);
  return { from, to: Math.max(from + 1e-9, ...xs), top: Math.max(1e-9, ...points.map(([, y]) => y)) };
}

/** A line as an SVG path. */
export function pathOf(line: Line, frame: Frame, width: number, height: number, steps: boolean): string {
  const spots = line.map(([x, y]) => [
    (((x - frame.from) / (frame.to - frame.from)) * width).toFixed(1),
    (height - (y / frame.top) * height).toFixed(1),
  ]);
  return spots.map(([x, y], at) => (at === 0 ? `M${x} ${y}` : steps ? `H${x}V${y}` : `L${x} ${y}`)).join("");
}

/** The two that were recorded last; the older one is A. */
export function lastTwo(runs: readonly { run: string; last_wall_time?: string }[]): { a: string; b: string } {
  const [b, a] = [...runs].sort((one, other) => ((one.last_wall_time ?? "") < (other.last_wall_time ?? "") ? 1 : -1));
  return { a: a?.run ?? "live", b: b?.run ?? "live" };
}
