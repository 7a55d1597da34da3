// Rates as they come in. No React here.
import type { Frame } from "@/shared/lib/sauron/feed.ts";

export interface Rate {
  at: number;
  per_second: number;
}

const kept_ms = 60_000;
const kept_max = 600;

/** With a frame's rate; the first frame has no time behind it. What is older than a minute goes. */
export function addRate(rates: readonly Rate[], { ms, of, wall_time }: Frame): readonly Rate[] {
  if (!ms || of === undefined) return rates;
  const at = Date.parse(wall_time);
  const kept = rates.filter((rate) => at - rate.at < kept_ms).slice(1 - kept_max);
  return [...kept, { at, per_second: (of / ms) * 1000 }];
}

/** A line through the rates, in a box. */
export function sparkline(rates: readonly Rate[], width: number, height: number): string {
  const first = rates[0];
  const last = rates.at(-1);
  if (!first || !last || first === last) return "";
  const most = Math.max(1, ...rates.map((rate) => rate.per_second));
  const x = (at: number) => ((at - first.at) / (last.at - first.at)) * width;
  const y = (rate: number) => height - 1 - (rate / most) * (height - 2);
  return rates
    .map(({ at, per_second }, i) => `${i ? "L" : "M"}${x(at).toFixed(1)} ${y(per_second).toFixed(1)}`)
    .join("");
}
