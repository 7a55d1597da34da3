import { type MouseEvent, useEffect, useRef, useState } from "react";
import type { Beliefs } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref } from "@/shared/lib/sauron/moment.ts";
import { useDark } from "@/shared/lib/theme.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { type Belief, beliefAt, type Cell, cellAt, cellSize, pixels } from "./matrix.ts";

const label_px = 92;
const label_min_cell_px = 14;
const outlined_min_px = 7;

interface Grid {
  cell: number;
  left: number;
  top: number;
}

interface Props {
  beliefs: Beliefs;
  summary: string;
  /** A field that stands for several pairs was chosen. */
  onOpen: (cell: Cell) => void;
}

/** A field per pair: rows believe, columns are believed. A thousand times a thousand is a million fields, drawn at once. */
export function MatrixCanvas({ beliefs, summary, onOpen }: Props) {
  const dark = useDark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [pointed, setPointed] = useState<Cell | null>(null);
  const columns = columnsOf(beliefs);
  const named = beliefs.per_field === 1 && cellSize(columns, width - label_px) >= label_min_cell_px;
  const left = named ? label_px : 0;
  const grid: Grid = { cell: cellSize(columns, width - left), left, top: left };

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || width === 0) return;
    const size = [grid.left + grid.cell * columns, grid.top + grid.cell * beliefs.rows.length] as const;
    const ratio = grid.cell === 1 ? 1 : devicePixelRatio;
    canvas.current.width = size[0] * ratio;
    canvas.current.height = size[1] * ratio;
    canvas.current.style.width = `${size[0]}px`;
    canvas.current.style.height = `${size[1]}px`;
    context.scale(ratio, ratio);
    paint(context, beliefs, { cell: grid.cell, left: grid.left, top: grid.top }, dark);
  }, [beliefs, columns, grid.cell, grid.left, grid.top, width, dark]);

  const under = (event: MouseEvent): Cell | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top - grid.top) / grid.cell);
    const column = Math.floor((event.clientX - box.left - grid.left) / grid.cell);
    return cellAt(beliefs, row, column);
  };
  const open = (event: MouseEvent) => {
    const cell = under(event);
    if (cell && beliefs.per_field > 1) onOpen(cell);
  };
  return (
    <div className="matrix">
      <div className="matrix-words">
        <Legend />
        <Pointed cell={pointed} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="matrix-scroll" tabIndex={0} aria-label="The matrix">
        <div ref={ref}>
          <canvas
            ref={canvas}
            role="img"
            aria-label={`Who believes what of whom: ${summary}`}
            onMouseMove={(event) => setPointed(under(event))}
            onClick={open}
            onMouseLeave={() => setPointed(null)}
          />
        </div>
      </section>
    </div>
  );
}

function Legend() {
  return (
    <ul className="matrix-legend">
      {(["alive", "suspect", "dead", "left", "unknown"] as const).map((state) => (
        <li key={state}>
          <span className={`belief ${state}`} aria-hidden="true">
            {signs[state]}
          </span>
          {state}
        </li>
      ))}
      <li>
        <span className="belief wrong-belief" aria-hidden="true" />
        the truth says otherwise
      </li>
    </ul>
  );
}

function Pointed({ cell }: { cell: Cell | null }) {
  const href = useHref();
  if (!cell) return <p className="muted">Rows believe, columns are believed. Point at a field to read it.</p>;
  if (cell.truth === "")
    return (
      <p>
        <bdi>{cell.believer}</bdi> of <bdi>{cell.about}</bdi>: the gravest is {cell.belief}.
      </p>
    );
  return (
    <p>
      <MemberChip name={cell.believer} href={href(memberPath(cell.believer))} /> holds{" "}
      <MemberChip name={cell.about} href={href(memberPath(cell.about))} /> {cell.belief}; it is {cell.truth}
      {cell.wrong ? ". Wrong." : "."}
    </p>
  );
}

/** As beliefs.css has them: a canvas reads no style sheet. */
function colours(dark: boolean): Record<Belief, string> {
  return dark
    ? { alive: "#1d4f4c", suspect: "#f3d986", dead: "#dd4e38", left: "#5c5f68", unknown: "#262d37", wrong: "#ffffff" }
    : { alive: "#bfe3d8", suspect: "#c86f08", dead: "#861c14", left: "#9a9ca5", unknown: "#e3e8ed", wrong: "#000000" };
}
const signs: Record<Belief, string> = { alive: "", suspect: "▲", dead: "✕", left: "○", unknown: "", wrong: "" };

const columnsOf = ({ members, per_field }: Beliefs): number => Math.ceil(members.length / per_field);

/** Fields too small for an outline or a sign: a pixel each, made larger. What is wrong has a colour of its own. */
function paintSmall(context: CanvasRenderingContext2D, beliefs: Beliefs, cell: number, dark: boolean) {
  const columns = columnsOf(beliefs);
  const size = [columns, beliefs.rows.length] as const;
  if (columns === 0 || beliefs.rows.length === 0) return;
  const each = Object.entries(colours(dark)).map(([belief, text]) => [belief, pixel(text)]);
  const colour = Object.fromEntries(each) as Record<Belief, number>;
  const bytes = new Uint8ClampedArray(pixels(beliefs, colour, columns).buffer);
  const small = new OffscreenCanvas(...size);
  small.getContext("2d")?.putImageData(new ImageData(bytes, ...size), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, size[0] * cell, size[1] * cell);
}

/** #rrggbb as ImageData has it in memory: red first. */
const pixel = (text: string): number => {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  return new Uint32Array(new Uint8Array([red ?? 0, green ?? 0, blue ?? 0, 255]).buffer)[0] ?? 0;
};

function paint(context: CanvasRenderingContext2D, beliefs: Beliefs, { cell, left, top }: Grid, dark: boolean) {
  if (cell < outlined_min_px) return paintSmall(context, beliefs, cell, dark);
  const colour = colours(dark);
  const gap = cell > 4 ? 1 : 0;
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.font = `${Math.min(13, cell - 3)}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  beliefs.rows.forEach((row, at) => {
    for (let column = 0; column < row.beliefs.length; ++column) {
      const belief = beliefAt(row.beliefs, column);
      const [x, y] = [left + column * cell, top + at * cell];
      context.fillStyle = colour[belief];
      context.fillRect(x, y, cell - gap, cell - gap);
      if (cellAt(beliefs, at, column)?.wrong) {
        context.strokeStyle = dark ? "#ffffff" : "#000000";
        context.lineWidth = 2;
        context.strokeRect(x + 1, y + 1, cell - gap - 2, cell - gap - 2);
      }
      if (left === 0 || signs[belief] === "") continue;
      context.fillStyle = dark ? "#0e1116" : "#ffffff";
      context.textAlign = "center";
      context.fillText(signs[belief], x + cell / 2, y + cell / 2);
    }
  });
  if (left > 0) paintNames(context, beliefs, { cell, left, top }, dark);
}

function paintNames(
  context: CanvasRenderingContext2D,
  { rows, members }: Beliefs,
  { cell, left, top }: Grid,
  dark: boolean,
) {
  context.fillStyle = dark ? "#e6edf3" : "#1b1f24";
  context.textAlign = "end";
  rows.forEach((row, at) => {
    context.fillText(row.name, left - 6, top + at * cell + cell / 2, left - 10);
  });
  context.textAlign = "start";
  members.forEach((member, at) => {
    context.save();
    context.translate(left + at * cell + cell / 2, top - 6);
    context.rotate(-Math.PI / 3);
    context.fillText(member.name, 0, 0, top - 10);
    context.restore();
  });
}
