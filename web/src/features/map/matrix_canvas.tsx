import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useSize } from "@/shared/lib/use_size.ts";
import { type Context, prepare } from "./draw.ts";
import { type Layer, Layers } from "./layers.ts";
import { cellFor, paint, type Shades, scaleOf, shadesOf } from "./matrix_pixels.ts";
import type { Palette } from "./palette.ts";
import type { How } from "./use_drag.ts";
import type { TrafficModel } from "./use_traffic.ts";

const label_px = 92;
const label_min_cell_px = 12;

interface Props {
  summary: string;
  model: TrafficModel;
  names: readonly string[];
  /** Which member stands at each place. */
  order: Uint32Array;
  gone: readonly boolean[];
  palette: Palette;
  dark: boolean;
  selected: ReadonlySet<number>;
  onSelect: (members: readonly number[], how: How) => void;
  /** About the pair that is pointed at; null: how to use the matrix. */
  words: (pair: readonly [from: number, to: number] | null) => ReactNode;
}

type Cell = readonly [row: number, column: number];

/** A field per pair: rows send, columns receive. */
export function MatrixCanvas(props: Props) {
  const { model, names, order, gone, palette, dark, selected } = props;
  const [ref, room] = useSize<HTMLDivElement>();
  const [pointed, setPointed] = useState<Cell | null>(null);
  const grid = useMemo(() => gridFor(names.length, room.width, room.height), [names.length, room.width, room.height]);
  const brush = useRef<readonly [Cell, Cell] | null>(null);
  const { layers, below, above } = useMatrixLayers({ ...props, pointed, grid, brush: null }, brush);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is drawn is drawn again when it changes
  useEffect(() => {
    layers.touch("members", "over");
  }, [layers, grid, order, gone, palette, dark, selected, pointed]);
  useEffect(() => model.subscribe(() => layers.touch("members")), [model, layers]);

  const cellOf = (event: PointerEvent): Cell | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top - grid.left) / grid.cell);
    const column = Math.floor((event.clientX - box.left - grid.left) / grid.cell);
    return row >= 0 && column >= 0 && row < order.length && column < order.length ? [row, column] : null;
  };
  const membersOf = (from: Cell, to: Cell): number[] => {
    const between = (axis: 0 | 1) => [
      ...order.slice(Math.min(from[axis], to[axis]), Math.max(from[axis], to[axis]) + 1),
    ];
    return [...new Set([...between(0), ...between(1)])];
  };
  const drag = {
    onPointerDown: (event: PointerEvent) => {
      const cell = cellOf(event);
      if (event.button !== 0 || !cell) return;
      brush.current = [cell, cell];
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const cell = cellOf(event);
      if (brush.current && cell) brush.current = [brush.current[0], cell];
      if (brush.current) layers.touch("over");
      setPointed((before) => (before?.[0] === cell?.[0] && before?.[1] === cell?.[1] ? before : cell));
    },
    onPointerUp: (event: PointerEvent) => {
      const drawn = brush.current;
      brush.current = null;
      layers.touch("over");
      if (drawn) props.onSelect(membersOf(...drawn), event.shiftKey ? "add" : "only");
      else if (!event.shiftKey) props.onSelect([], "only");
    },
    onPointerLeave: () => setPointed(null),
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(event.key, pointed, order.length);
    if (next) setPointed(next);
    else if (event.key === "Enter" && pointed)
      props.onSelect(membersOf(pointed, pointed), event.shiftKey ? "add" : "only");
    else return;
    event.preventDefault();
  };
  const pair = pointed && ([order[pointed[0]] ?? 0, order[pointed[1]] ?? 0] as const);
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once for each, not with every count
  const said = useMemo(() => props.words(pair), [pointed]);
  return (
    <div className="map-drawn">
      <p className="map-words">{props.words(pair)}</p>
      <div className="hidden-words" aria-live="polite">
        {said}
      </div>
      <section
        className="map-canvases scrolls"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk in it, and what scrolls must be reached by keys
        tabIndex={0}
        aria-label="The matrix: arrows walk, Enter selects"
        onKeyDown={press}
      >
        <div ref={ref} className="map-room">
          <div className="map-layers" style={{ width: grid.size, height: grid.size }} {...drag}>
            <canvas ref={below} role="img" aria-label={props.summary} />
            <canvas ref={above} />
          </div>
        </div>
      </section>
    </div>
  );
}

function moved(key: string, cell: Cell | null, count: number): Cell | null {
  const steps: Record<string, Cell> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[key];
  if (!step || count === 0) return null;
  if (!cell) return [0, 0];
  const clamp = (at: number) => Math.min(count - 1, Math.max(0, at));
  return [clamp(cell[0] + step[0]), clamp(cell[1] + step[1])];
}

interface Grid {
  cell: number;
  /** Room for the names, at the left and on top. */
  left: number;
  size: number;
}

function gridFor(count: number, width: number, height: number): Grid {
  const room = Math.max(200, Math.min(width, height));
  const left = cellFor(count, room - label_px) >= label_min_cell_px ? label_px : 0;
  const cell = cellFor(count, room - left);
  return { cell, left, size: left + cell * count };
}

interface Drawn extends Props {
  pointed: Cell | null;
  grid: Grid;
  brush: readonly [Cell, Cell] | null;
}

function useMatrixLayers(drawn: Drawn, brush: { readonly current: readonly [Cell, Cell] | null }) {
  const below = useRef<HTMLCanvasElement>(null);
  const above = useRef<HTMLCanvasElement>(null);
  const latest = useRef(drawn);
  latest.current = drawn;
  const [layers] = useState(() => {
    const image = new MatrixImage();
    return new Layers((layer: Layer) => {
      const { grid } = latest.current;
      const context = prepare(layer === "over" ? above.current : below.current, grid.size, grid.size);
      if (!context) return false;
      if (layer === "over") drawOver(context, { ...latest.current, brush: brush.current });
      else drawMatrix(context, latest.current, image);
      return false;
    });
  });
  useEffect(() => () => layers.stop(), [layers]);
  return { layers, below, above };
}

/** The pixels, one a pair, kept from frame to frame. */
class MatrixImage {
  private readonly canvas = document.createElement("canvas");
  private image: ImageData | null = null;
  private shades: { dark: boolean; of: Shades } | null = null;

  of({ model: { window }, order, gone, dark }: Drawn): HTMLCanvasElement {
    const size = order.length;
    const context = this.canvas.getContext("2d");
    if (!context || size !== window.members.length) return this.canvas;
    if (this.image?.width !== size) {
      this.canvas.width = this.canvas.height = size;
      this.image = context.createImageData(size, size);
    }
    if (this.shades?.dark !== dark) this.shades = { dark, of: shadesOf(dark) };
    paint(new Uint32Array(this.image.data.buffer), window, order, gone, this.shades.of, scaleOf(window));
    context.putImageData(this.image, 0, 0);
    return this.canvas;
  }
}

function drawMatrix(context: Context, drawn: Drawn, image: MatrixImage): void {
  const { grid, order } = drawn;
  if (order.length === 0) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(image.of(drawn), grid.left, grid.left, grid.cell * order.length, grid.cell * order.length);
  if (grid.cell > 5) drawGaps(context, drawn);
  if (grid.left > 0) drawLabels(context, drawn);
}

function drawGaps(context: Context, { grid, order, palette }: Drawn): void {
  context.beginPath();
  for (let at = 0; at <= order.length; ++at) {
    const place = grid.left + at * grid.cell - 0.5;
    context.moveTo(place, grid.left);
    context.lineTo(place, grid.size);
    context.moveTo(grid.left, place);
    context.lineTo(grid.size, place);
  }
  context.strokeStyle = palette.background;
  context.lineWidth = 1;
  context.stroke();
}

function drawLabels(context: Context, { grid, order, names, palette }: Drawn): void {
  context.fillStyle = palette.text;
  context.font = `${Math.min(13, grid.cell - 1)}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  order.forEach((member, at) => {
    const middle = grid.left + (at + 0.5) * grid.cell;
    const name = names[member] ?? "";
    context.textAlign = "end";
    context.fillText(name, grid.left - 6, middle, grid.left - 10);
    context.save();
    context.translate(middle, grid.left - 6);
    context.rotate(-Math.PI / 2.6);
    context.textAlign = "start";
    context.fillText(name, 0, 0, grid.left - 8);
    context.restore();
  });
}

/** Where the pointer is, who is selected, and what is being marked. */
function drawOver(context: Context, { grid, order, palette, selected, pointed, brush }: Drawn): void {
  const span = grid.cell * order.length;
  const bar = (at: number, alpha: number) => {
    context.globalAlpha = alpha;
    context.fillRect(grid.left + at * grid.cell, grid.left, grid.cell, span);
    context.fillRect(grid.left, grid.left + at * grid.cell, span, grid.cell);
  };
  context.fillStyle = palette.link;
  if (selected.size > 0 && selected.size <= 200)
    order.forEach((member, at) => {
      if (selected.has(member)) bar(at, grid.cell > 5 ? 0.14 : 0.4);
    });
  context.globalAlpha = 1;
  context.strokeStyle = palette.link;
  context.lineWidth = 2;
  if (pointed) {
    const [row, column] = pointed;
    context.globalAlpha = 0.35;
    context.fillRect(grid.left, grid.left + row * grid.cell, span, Math.max(1, grid.cell / 8));
    context.fillRect(grid.left + column * grid.cell, grid.left, Math.max(1, grid.cell / 8), span);
    context.globalAlpha = 1;
    const side = Math.max(5, grid.cell);
    context.strokeRect(grid.left + column * grid.cell, grid.left + row * grid.cell, side, side);
  }
  if (!brush) return;
  const [low, high] = [0, 1].map((axis) => {
    const pair = brush.map((cell) => cell[axis as 0 | 1]) as [number, number];
    return [Math.min(...pair), Math.max(...pair) + 1] as const;
  }) as [readonly [number, number], readonly [number, number]];
  const [top, left] = [low, high];
  context.strokeRect(
    grid.left + left[0] * grid.cell,
    grid.left + top[0] * grid.cell,
    (left[1] - left[0]) * grid.cell,
    (top[1] - top[0]) * grid.cell,
  );
}
