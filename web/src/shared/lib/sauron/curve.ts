// The shape of an S-curve. No React here.
import type { Curve, EventRow } from "./ask.ts";

export interface Update {
  event: EventRow;
  curve: Curve;
}

const shortest_ns = 1e6;

/** When the last of all of them had its last step, in nanoseconds since the birth. */
export const lastOf = (updates: readonly Update[]): number =>
  Math.max(shortest_ns, ...updates.map(({ curve }) => curve.points.at(-1)?.since_birth_ns ?? 0));

/** Those at the top: all who live, or more where more knew it. */
const allOf = ({ living, points }: Curve): number => Math.max(1, living, points.at(-1)?.members ?? 0);

/** Steps from the birth to the right edge; at the top all the living know it. */
export function curvePath(curve: Curve, until_ns: number, width: number, height: number): string {
  const all = allOf(curve);
  const steps = curve.points.map(({ since_birth_ns, members }) => {
    const x = (since_birth_ns / until_ns) * width;
    return `H${x.toFixed(1)}V${(height - (members / all) * height).toFixed(1)}`;
  });
  return `M0 ${height}${steps.join("")}H${width}`;
}

/** What is expected, hop by hop, each as long as the median of those that were; null: nobody knows what to expect. */
export function theoryPath(curve: Curve, until_ns: number, width: number, height: number): string | null {
  const { theory, hop_ns } = curve;
  if (!theory || !hop_ns) return null;
  const all = allOf(curve);
  const points = theory.known.map((members, hop) => {
    const x = ((hop * hop_ns) / until_ns) * width;
    return `${x.toFixed(1)} ${(height - (members / all) * height).toFixed(1)}`;
  });
  return `M${points.join("L")}H${width}`;
}
