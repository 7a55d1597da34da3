// Thousands of lines as pixels of our own: a canvas that has no GPU takes a tenth of a second for them, and this a few
// thousandths. Where lines lie upon each other it is darker. No React here.
import type { Palette } from "./palette.ts";
import type { Places } from "./places.ts";
import type { Edge } from "./traffic_window.ts";

const faint = 34;
const dash_px = 7;
const gap_px = 5;

type Rgb = readonly [number, number, number];
const rgbOf = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};
const packed = ([r, g, b]: Rgb, alpha: number): number => ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;

export interface LinesDrawn {
  places: Places;
  edges: readonly Edge[];
  palette: Palette;
  pointed: number;
  /** Real pixels for one of the page's. */
  ratio: number;
}

/** Lines on a field of pixels; its memory is used again and again. */
export class LinePixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
  private readonly levels: Uint8Array;

  constructor(width: number, height: number, pixels: Uint32Array) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
    this.levels = new Uint8Array(width * height);
  }

  draw({ places, edges, palette, pointed, ratio }: LinesDrawn): void {
    this.pixels.fill(0);
    this.levels.fill(0);
    const most = edges.reduce((max, edge) => Math.max(max, edge.messages), 1);
    const dim = pointed >= 0 ? 0.4 : 1;
    const shades = Uint32Array.from({ length: 256 }, (_, level) =>
      packed(rgbOf(palette.edge), Math.round(level * dim)),
    );
    const line = (edge: Edge, put: (at: number, nth: number) => void) => {
      const [x, y] = [places.x, places.y];
      this.walk(
        (x[edge.from] ?? 0) * ratio,
        (y[edge.from] ?? 0) * ratio,
        (x[edge.to] ?? 0) * ratio,
        (y[edge.to] ?? 0) * ratio,
        put,
      );
    };
    const touched = ({ from, to }: Edge) => from === pointed || to === pointed;
    for (const edge of edges) {
      if (edge.lost > 0 || touched(edge)) continue;
      const weight = Math.round(faint * (0.6 + Math.log1p(edge.messages) / Math.log1p(most)));
      line(edge, (at) => {
        const level = Math.min(210, (this.levels[at] as number) + weight);
        this.levels[at] = level;
        this.pixels[at] = shades[level] as number;
      });
    }
    const [mine, fault] = [packed(rgbOf(palette.link), 255), packed(rgbOf(palette.fault), 230)];
    for (const edge of edges) {
      if (edge.lost > 0 ? pointed >= 0 && !touched(edge) : !touched(edge)) continue;
      const colour = edge.lost > 0 ? fault : mine;
      line(edge, (at, nth) => {
        if (edge.lost === 0 || nth % (dash_px + gap_px) < dash_px) this.pixels[at] = colour;
      });
    }
  }

  /** Each pixel from one end to the other, once. */
  private walk(x0: number, y0: number, x1: number, y1: number, put: (at: number, nth: number) => void): void {
    const steps = Math.max(1, Math.round(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
    const [dx, dy] = [(x1 - x0) / steps, (y1 - y0) / steps];
    let [x, y] = [x0, y0];
    for (let nth = 0; nth <= steps; ++nth, x += dx, y += dy) {
      const [column, row] = [x | 0, y | 0];
      if (column >= 0 && row >= 0 && column < this.width && row < this.height) put(row * this.width + column, nth);
    }
  }
}
