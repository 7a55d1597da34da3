// The shape of an S-curve. No React here.
import type { Curve, EventRow } from "@/shared/lib/sauron/ask.ts";

export interface Update {
  event: EventRow;
  curve: Curve;
}

const shortest_ns = 1e6;

/** When the last of all of them had its last step, in nanoseconds since the birth. */
export const lastOf = (updates: readonly Update[]): number =>
  Math.max(shortest_ns, ...updates.map(({ curve }) => curve.points.at(-1)?.since_birth_ns ?? 0));

/** Steps from the birth to the right edge; at the top all the living know it. */
export function curvePath({ points, living }: Curve, until_ns: number, width: number, height: number): string {
  const all = Math.max(1, living, points.at(-1)?.members ?? 0);
  const steps = points.map(({ since_birth_ns, members }) => {
    const x = (since_birth_ns / until_ns) * width;
    return `H${x.toFixed(1)}V${(height - (members / all) * height).toFixed(1)}`;
  });
  return `M0 ${height}${steps.join("")}H${width}`;
}
