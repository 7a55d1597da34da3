import type { Spacetime } from "@/shared/lib/sauron/ask.ts";
import { frameOf, paperOf } from "./frame.ts";
import { type Light, paint } from "./paint.ts";
import { palette } from "./palette.ts";
import { svgPen } from "./pen.ts";
import { type Shown, sceneOf } from "./scene.ts";

const along_px = 1000;
const lane_px = 150;

/** The whole diagram as a picture of its own, whatever is in sight. */
export function diagramSvg(
  told: Spacetime,
  shown: Shown,
  { sideways, dark, light, title }: { sideways: boolean; dark: boolean; light: Light; title: string },
): string {
  const lanes = told.lanes.length + (told.others.members > 0 ? 1 : 0);
  const scene = sceneOf(told, shown, { along: along_px, across: lanes * lane_px, lane_min: sideways ? 34 : lane_px });
  const { x: width, y: height } = paperOf(scene, frameOf(sideways, 0, 0, { x: 0, y: 0 }));
  const colours = palette(dark);
  const pen = svgPen(colours.background);
  paint(pen, scene, frameOf(sideways, width, height, { x: 0, y: 0 }), colours, light, null);
  return pen.done(width, height, title);
}
