// What the map's layers show. No React here.
import { drawEdges, drawLine, drawMembers, isCurved, prepare } from "./draw.ts";
import type { Layer } from "./layers.ts";
import type { Dot, Palette } from "./palette.ts";
import { named_max, type Places, type Point } from "./places.ts";
import type { Pulses } from "./pulses.ts";
import type { Edge } from "./traffic_window.ts";

export interface Scene {
  names: readonly string[];
  dots: readonly Dot[];
  places: Places;
  /** Names stand outside, turned as the ring is. */
  round: boolean;
  palette: Palette;
  edges: () => { edges: Edge[]; of: number };
  edgesOf: (member: number) => Edge[];
  /** The member that is pointed at; -1: none. */
  pointed: number;
  selected: ReadonlySet<number>;
  /** Behind a name. */
  note?: ((member: number) => string) | undefined;
  /** What is drawn round some members just now. */
  line: readonly Point[];
  width: number;
  height: number;
}

const named_in_trouble_max = 60;

/** True: the layer moves by itself. */
export function paintLayer(
  layer: Layer,
  canvas: HTMLCanvasElement | null,
  scene: Scene,
  pulses: Pulses,
  now: number,
): boolean {
  const context = prepare(canvas, scene.width, scene.height);
  if (!context || scene.places.x.length !== scene.names.length) return false;
  const { places, palette, pointed } = scene;
  if (layer === "edges") drawEdges(context, { places, palette, pointed, edges: edgesShown(scene) });
  else if (layer === "members") {
    const near = nearOf(scene);
    drawMembers(context, { ...scene, near, named: namedOf(scene, near) });
  } else {
    pulses.draw(context, places, palette, isCurved(scene.edges().edges), now);
    drawLine(context, scene.line, palette);
    return pulses.count > 0;
  }
  return false;
}

/** Who is pointed at has all of his, whatever is left out of the others'. */
function edgesShown({ edges, edgesOf, pointed }: Scene): Edge[] {
  const all = edges().edges;
  if (pointed < 0) return all;
  return [...all.filter(({ from, to }) => from !== pointed && to !== pointed), ...edgesOf(pointed)];
}

function nearOf({ edgesOf, pointed }: Scene): ReadonlySet<number> {
  if (pointed < 0) return new Set();
  return new Set([pointed, ...edgesOf(pointed).flatMap(({ from, to }) => [from, to])]);
}

/** Beyond some hundred, names are only those that somebody asks for, or that trouble asks for. */
function namedOf({ names, dots, selected, pointed }: Scene, near: ReadonlySet<number>): "all" | ReadonlySet<number> {
  if (names.length <= named_max) return "all";
  const trouble = dots.flatMap(({ state }, at) => (state === "alive" || state === "left" ? [] : [at]));
  const some = trouble.length <= named_in_trouble_max ? trouble : [];
  const around = near.size <= named_in_trouble_max ? near : [];
  return new Set([...some, ...selected, ...around, ...(pointed >= 0 ? [pointed] : [])]);
}
