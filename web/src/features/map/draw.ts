// The map's strokes, on any 2D context: edges below, members above, names beside them.
import { LinePixels } from "./line_pixels.ts";
import type { Dot, Palette, State } from "./palette.ts";
import { level_max, type Places, type Point } from "./places.ts";
import type { Edge } from "./traffic_window.ts";

export type Context = CanvasRenderingContext2D;

/** Sizes a canvas to its box, in real pixels; what is drawn is given in the page's. */
export function prepare(canvas: HTMLCanvasElement | null, width: number, height: number): Context | null {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || width === 0 || height === 0) return null;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

const curved_max = 400;

/** An edge bends to its right, so that there and back are two lines. Many are drawn straight: a bend costs. */
export function bend({ x, y }: Places, from: number, to: number, much = 0.12): Point {
  const [ax, ay, bx, by] = [x[from] ?? 0, y[from] ?? 0, x[to] ?? 0, y[to] ?? 0];
  return { x: (ax + bx) / 2 - (by - ay) * much, y: (ay + by) / 2 + (bx - ax) * much };
}

/** A place on an edge, from 0 to 1. */
export function along(places: Places, from: number, to: number, share: number, curved: boolean): Point {
  const middle = bend(places, from, to, curved ? 0.12 : 0);
  const [a, b, c] = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
  return {
    x: a * (places.x[from] ?? 0) + b * middle.x + c * (places.x[to] ?? 0),
    y: a * (places.y[from] ?? 0) + b * middle.y + c * (places.y[to] ?? 0),
  };
}

export const isCurved = (edges: readonly Edge[]): boolean => edges.length <= curved_max;

interface EdgesDrawn {
  places: Places;
  edges: readonly Edge[];
  palette: Palette;
  /** Whose edges are told apart from the rest; -1: nobody's. */
  pointed: number;
}

const weights = 3;

/** All edges of one weight are one stroke; many are pixels of our own. */
export function drawEdges(context: Context, drawn: EdgesDrawn): void {
  if (isCurved(drawn.edges)) strokeEdges(context, drawn);
  else drawManyEdges(context, drawn);
}

const images = new WeakMap<HTMLCanvasElement, { image: ImageData; lines: LinePixels }>();

function drawManyEdges(context: Context, drawn: EdgesDrawn): void {
  const { canvas } = context;
  let known = images.get(canvas);
  if (known?.image.width !== canvas.width || known.image.height !== canvas.height) {
    const image = context.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    known = { image, lines: new LinePixels(canvas.width, canvas.height, pixels) };
    images.set(canvas, known);
  }
  known.lines.draw({ ...drawn, ratio: devicePixelRatio });
  context.putImageData(known.image, 0, 0);
}

function strokeEdges(context: Context, { places, edges, palette, pointed }: EdgesDrawn): void {
  const most = edges.reduce((max, edge) => Math.max(max, edge.messages), 1);
  const classes = Array.from({ length: weights }, () => new Path2D());
  const [mine, cut, crosses] = [new Path2D(), new Path2D(), new Path2D()];
  for (const edge of edges) {
    const weight = Math.min(weights - 1, Math.floor((weights * Math.log1p(edge.messages)) / Math.log1p(most)));
    const touched = edge.from === pointed || edge.to === pointed;
    const path = edge.lost > 0 ? cut : touched ? mine : classes[weight];
    if (!path || (pointed >= 0 && !touched && edge.lost > 0)) continue;
    trace(path, places, edge);
    if (edge.lost > 0) addCross(crosses, along(places, edge.from, edge.to, 0.62, true), 4);
  }
  context.lineCap = "round";
  const faint = pointed >= 0 ? 0.25 : 1;
  classes.forEach((path, weight) => {
    context.globalAlpha = (0.3 + 0.2 * weight) * faint;
    context.lineWidth = 0.8 + 0.7 * weight;
    context.strokeStyle = palette.edge;
    context.stroke(path);
  });
  context.globalAlpha = 1;
  stroke(context, mine, palette.link, 1.8);
  stroke(context, cut, palette.fault, 1.1);
  stroke(context, crosses, palette.fault, 1.8);
}

function stroke(context: Context, path: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

function trace(path: Path2D, places: Places, { from, to }: Edge): void {
  path.moveTo(places.x[from] ?? 0, places.y[from] ?? 0);
  const middle = bend(places, from, to);
  path.quadraticCurveTo(middle.x, middle.y, places.x[to] ?? 0, places.y[to] ?? 0);
}

export function addCross(path: Path2D, { x, y }: Point, size: number): void {
  path.moveTo(x - size, y - size);
  path.lineTo(x + size, y + size);
  path.moveTo(x + size, y - size);
  path.lineTo(x - size, y + size);
}

interface MembersDrawn {
  places: Places;
  dots: readonly Dot[];
  names: readonly string[];
  palette: Palette;
  selected: ReadonlySet<number>;
  /** The others are dimmed; empty: nobody is. */
  near: ReadonlySet<number>;
  /** Whose name is written: everybody's, or that of these. */
  named: "all" | ReadonlySet<number>;
  /** Names stand outside, turned as the ring is; else below. */
  round: boolean;
  /** Behind a name. */
  note?: ((member: number) => string) | undefined;
}

export function drawMembers(context: Context, drawn: MembersDrawn): void {
  const { places, dots, palette, near } = drawn;
  context.lineJoin = "round";
  dots.forEach((dot, at) => {
    context.globalAlpha = near.size === 0 || near.has(at) ? 1 : 0.28;
    drawDot(context, { x: places.x[at] ?? 0, y: places.y[at] ?? 0 }, places.radius, dot, palette);
  });
  context.globalAlpha = 1;
  for (const at of drawn.selected) drawHalo(context, places, at, palette.link);
  drawNames(context, drawn);
}

function drawHalo(context: Context, { x, y, radius }: Places, at: number, colour: string): void {
  context.beginPath();
  context.arc(x[at] ?? 0, y[at] ?? 0, radius + 3.5, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.stroke();
}

/** The shape says the state; what fills it says whatever is asked for. An empty fill is unknown. */
function drawDot(context: Context, { x, y }: Point, r: number, dot: Dot, palette: Palette): void {
  if (dot.letters !== undefined) drawBadge(context, { x, y }, Math.max(r, 4), dot, palette);
  else shapeOf(context, { x, y }, r, dot, palette.states[dot.state], palette.background);
}

function drawBadge(context: Context, { x, y }: Point, r: number, dot: Dot, palette: Palette): void {
  const [wide, high] = [r * 1.7, r * 1.25];
  context.fillStyle = dot.fill;
  context.fillRect(x - wide, y - high, 2 * wide, 2 * high);
  if (dot.state !== "alive") {
    context.strokeStyle = palette.states[dot.state];
    context.lineWidth = 3;
    context.strokeRect(x - wide, y - high, 2 * wide, 2 * high);
  }
  if (r < 5 || !dot.letters) return;
  context.fillStyle = palette.background;
  context.font = `600 ${Math.round(r * 1.5)}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(dot.letters, x, y + 0.5);
}

function shapeOf(context: Context, { x, y }: Point, r: number, dot: Dot, outline: string, background: string): void {
  const state: State = dot.state;
  context.beginPath();
  if (state === "suspect") {
    context.moveTo(x, y - r * 1.15);
    context.lineTo(x + r * 1.1, y + r * 0.85);
    context.lineTo(x - r * 1.1, y + r * 0.85);
    context.closePath();
  } else if (state === "dead") context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else if (state === "frozen") {
    context.rect(x - r * 0.95, y - r, r * 0.75, r * 2);
    context.rect(x + r * 0.2, y - r, r * 0.75, r * 2);
  } else context.arc(x, y, r, 0, 2 * Math.PI);
  const hollow = state === "left" || state === "silent" || state === "dead" || dot.fill === "";
  context.fillStyle = hollow && dot.fill === outline ? background : dot.fill || background;
  context.fill();
  context.strokeStyle = outline;
  context.lineWidth = hollow ? Math.max(1.2, r / 4) : 0.8;
  context.setLineDash(state === "silent" ? [2, 2] : []);
  context.stroke();
  context.setLineDash([]);
  if (state !== "dead") return;
  context.beginPath();
  context.moveTo(x - r * 0.55, y - r * 0.55);
  context.lineTo(x + r * 0.55, y + r * 0.55);
  context.moveTo(x + r * 0.55, y - r * 0.55);
  context.lineTo(x - r * 0.55, y + r * 0.55);
  context.stroke();
}

const name_max_px = 66;
const level_px = 130;

function drawNames(context: Context, { places, dots, names, named, round, palette, near, note }: MembersDrawn): void {
  const size = names.length > 120 ? 10 : 12;
  context.font = `${size}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  const centre = { x: mean(places.x), y: mean(places.y) };
  const badges = dots[0]?.letters !== undefined;
  names.forEach((name, at) => {
    if (named !== "all" && !named.has(at)) return;
    const [x, y] = [places.x[at] ?? 0, places.y[at] ?? 0];
    context.globalAlpha = near.size === 0 || near.has(at) ? 1 : 0.35;
    context.fillStyle = palette.text;
    const text = `${short(name)}${note?.(at) ?? ""}`;
    const turn = Math.atan2(y - centre.y, x - centre.x);
    const away = places.radius * (badges ? 1.7 : 1) + 6;
    if (round && names.length > level_max) writeOutwards(context, text, { x, y }, turn, away);
    else if (round) writeLevel(context, text, { x, y }, turn, away);
    else {
      context.textAlign = "center";
      context.fillText(text, x, y + places.radius + 9);
    }
  });
  context.globalAlpha = 1;
}

const mean = (all: Float64Array): number => all.reduce((a, b) => a + b, 0) / Math.max(1, all.length);
const short = (name: string): string => {
  const letters = [...name];
  return letters.length > 14 ? `${letters.slice(0, 13).join("")}…` : name;
};

function writeLevel(context: Context, text: string, { x, y }: Point, turn: number, away: number): void {
  const beside = Math.abs(Math.cos(turn)) > 0.3;
  context.textAlign = !beside ? "center" : Math.cos(turn) < 0 ? "end" : "start";
  const step = beside ? away * Math.sign(Math.cos(turn)) : 0;
  const drop = beside ? 0 : (away + 5) * Math.sign(Math.sin(turn));
  context.fillText(text, x + step, y + drop, level_px);
}

/** So that nothing stands on its head. */
function writeOutwards(context: Context, text: string, { x, y }: Point, turn: number, away: number): void {
  const left = Math.abs(turn) > Math.PI / 2;
  context.save();
  context.translate(x, y);
  context.rotate(left ? turn + Math.PI : turn);
  context.textAlign = left ? "end" : "start";
  context.fillText(text, left ? -away : away, 0, name_max_px);
  context.restore();
}

export function drawLine(context: Context, line: readonly Point[], palette: Palette): void {
  if (line.length < 2) return;
  context.beginPath();
  line.forEach(({ x, y }, at) => {
    if (at === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.closePath();
  context.strokeStyle = palette.link;
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 0.08;
  context.fillStyle = palette.link;
  context.fill();
  context.globalAlpha = 1;
}
