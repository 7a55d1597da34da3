// What the diagram is drawn with: the screen's canvas, or a file.
export interface Point {
  x: number;
  y: number;
}
export interface Stroke {
  colour: string;
  width: number;
  dash?: readonly number[];
  /** How much of it shows, from 0 to 1. */
  strength?: number;
}
export interface Lettering {
  colour: string;
  size: number;
  align: "start" | "middle" | "end";
  bold?: boolean;
  strength?: number;
  /** Longer texts are cut. */
  width?: number;
}
export interface Pen {
  line(points: readonly Point[], stroke: Stroke): void;
  fill(points: readonly Point[], colour: string, strength?: number): void;
  circle(at: Point, radius: number, colour: string, stroke?: Stroke, strength?: number): void;
  text(text: string, at: Point, lettering: Lettering): void;
}

/** A letter takes some 0.6 of its size. */
const guess =
  ({ size, bold }: Pick<Lettering, "size" | "bold">) =>
  (text: string): number =>
    [...text].length * size * (bold ? 0.66 : 0.58);

/** Cut to so many pixels, within: the ends tell names apart, the last letters best. */
export function cut(
  text: string,
  lettering: Pick<Lettering, "size" | "bold" | "width">,
  widthOf: (text: string) => number = guess(lettering),
): string {
  const { width, size } = lettering;
  if (width === undefined || widthOf(text) <= width) return text;
  const letters = [...text];
  for (let most = Math.min(letters.length - 1, Math.floor((2 * width) / size)); most > 2; --most) {
    const end = Math.ceil(((most - 1) * 2) / 3);
    const shorter = `${letters.slice(0, most - 1 - end).join("")}…${letters.slice(-end).join("")}`;
    if (widthOf(shorter) <= width) return shorter;
  }
  return `…${letters.at(-1)}`;
}

const family = "system-ui, sans-serif";

export function canvasPen(context: CanvasRenderingContext2D): Pen {
  const path = (points: readonly Point[]) => {
    context.beginPath();
    for (const [at, { x, y }] of points.entries()) at === 0 ? context.moveTo(x, y) : context.lineTo(x, y);
  };
  const stroked = ({ colour, width, dash = [], strength = 1 }: Stroke) => {
    context.globalAlpha = strength;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.stroke();
  };
  return {
    line(points, stroke) {
      path(points);
      stroked(stroke);
    },
    fill(points, colour, strength = 1) {
      path(points);
      context.globalAlpha = strength;
      context.fillStyle = colour;
      context.fill();
    },
    circle({ x, y }, radius, colour, stroke, strength = 1) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.globalAlpha = strength;
      context.fillStyle = colour;
      context.fill();
      if (stroke) stroked(stroke);
    },
    text(text, { x, y }, lettering) {
      const { colour, size, align, bold = false, strength = 1 } = lettering;
      context.globalAlpha = strength;
      context.fillStyle = colour;
      context.font = `${bold ? "600 " : ""}${size}px ${family}`;
      context.textAlign = align === "middle" ? "center" : align;
      context.textBaseline = "middle";
      context.fillText(
        cut(text, lettering, (part) => context.measureText(part).width),
        x,
        y,
      );
    },
  };
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const xml = (text: string): string =>
  // XML has no place for control characters.
  text.replace(/[\p{Cc}\ufffe\uffff]/gu, "").replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
const n = (value: number): string => String(Number(value.toFixed(2)));

export interface SvgPen extends Pen {
  done(width: number, height: number, title: string): string;
}

export function svgPen(background: string): SvgPen {
  const parts: string[] = [];
  const path = (points: readonly Point[]) => points.map(({ x, y }, at) => `${at ? "L" : "M"}${n(x)} ${n(y)}`).join("");
  const stroked = ({ colour, width, dash, strength = 1 }: Stroke) =>
    `stroke="${colour}" stroke-width="${width}"${dash?.length ? ` stroke-dasharray="${dash.join(" ")}"` : ""}${strength < 1 ? ` opacity="${strength}"` : ""}`;
  return {
    line(points, stroke) {
      parts.push(`<path d="${path(points)}" fill="none" ${stroked(stroke)}/>`);
    },
    fill(points, colour, strength = 1) {
      parts.push(`<path d="${path(points)}z" fill="${colour}" opacity="${strength}"/>`);
    },
    circle({ x, y }, radius, colour, stroke, strength = 1) {
      const edge = stroke ? ` ${stroked(stroke)}` : ` opacity="${strength}"`;
      parts.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${radius}" fill="${colour}"${edge}/>`);
    },
    text(text, { x, y }, lettering) {
      const { colour, size, align, bold = false } = lettering;
      const weight = bold ? ' font-weight="600"' : "";
      parts.push(
        `<text x="${n(x)}" y="${n(y)}" fill="${colour}" font-size="${size}" text-anchor="${align}" dominant-baseline="middle"${weight}>${xml(cut(text, lettering))}</text>`,
      );
    },
    done: (width, height, title) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" font-family="${family}"><title>${xml(title)}</title><rect width="100%" height="100%" fill="${background}"/>${parts.join("")}</svg>`,
  };
}
