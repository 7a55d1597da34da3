import type { Point } from "./pen.ts";
import type { Scene, Spot } from "./scene.ts";

/** Where the diagram's directions go on the paper. */
export interface Frame {
  sideways: boolean;
  /** Room for the axis' words, and for the lanes' names. */
  axis_px: number;
  head_px: number;
  /** From the names to where the time begins, so that what happens first is seen whole. */
  lead_px: number;
  width: number;
  height: number;
  scroll: Point;
}
export const frameOf = (sideways: boolean, width: number, height: number, scroll: Point): Frame => ({
  sideways,
  axis_px: sideways ? 26 : 66,
  head_px: sideways ? 132 : 32,
  lead_px: 18,
  width,
  height,
  scroll,
});
export const pointOf = (frame: Frame, { along, across }: Spot): Point =>
  frame.sideways
    ? { x: frame.head_px + frame.lead_px + along - frame.scroll.x, y: frame.axis_px + across - frame.scroll.y }
    : { x: frame.axis_px + across - frame.scroll.x, y: frame.head_px + frame.lead_px + along - frame.scroll.y };
export const spotOf = (frame: Frame, { x, y }: Point): Spot =>
  frame.sideways
    ? { along: x - frame.head_px - frame.lead_px + frame.scroll.x, across: y - frame.axis_px + frame.scroll.y }
    : { along: y - frame.head_px - frame.lead_px + frame.scroll.y, across: x - frame.axis_px + frame.scroll.x };

/** How much paper the whole of it takes. */
export function paperOf({ along_px, across_px }: Scene, { sideways, axis_px, head_px, lead_px }: Frame): Point {
  const along = head_px + lead_px + along_px + 14;
  const across = axis_px + across_px;
  return sideways ? { x: along, y: across } : { x: across, y: along };
}
