import { useState } from "react";
import { useSize } from "@/shared/lib/use_size.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { type ComparedRun, type Drawn, frameOf, type Line, pathOf } from "./figures.ts";

interface Props {
  drawn: Drawn;
  a: ComparedRun;
  b: ComparedRun;
}

/** One drawing of both runs: A solid, B dashed. */
export function Chart({ drawn, a, b }: Props) {
  const [table, setTable] = useState(false);
  const lines = { a: drawn.lines(a), b: drawn.lines(b) };
  const none = lines.a.length + lines.b.length === 0;
  const twin = none ? undefined : <TwinButton table={table} onChange={setTable} />;
  return (
    <Panel title={drawn.title} className="chart" tools={twin}>
      {none ? (
        <p className="empty">Neither run tells anything of it.</p>
      ) : table ? (
        <Table drawn={drawn} lines={lines} />
      ) : (
        <Drawing drawn={drawn} lines={lines} a={a} b={b} />
      )}
    </Panel>
  );
}

const height = 180;
const left = 52;
const below = 36;
const above = 8;

function Drawing({ drawn, lines, a, b }: Props & { lines: { a: Line; b: Line } }) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const frame = frameOf([lines.a, lines.b]);
  const inner = { width: Math.max(0, width - left - 14), height: height - below - above };
  const path = (line: Line) => pathOf(line, frame, inner.width, inner.height, drawn.steps);
  const label = `${drawn.title}. A: ${drawn.says(a)}. B: ${drawn.says(b)}.`;
  return (
    <div className="chart-box" ref={ref}>
      <svg width={width} height={height} role="img" aria-label={label}>
        {[0, 0.5, 1].map((part) => (
          <g key={part} className="grid" transform={`translate(0 ${above + (1 - part) * inner.height})`}>
            <path d={`M${left} 0h${inner.width}`} />
            <text x={left - 6} y="4" textAnchor="end">
              {drawn.y.words(part * frame.top)}
            </text>
          </g>
        ))}
        {[0, 0.5, 1].map((part) => (
          <text
            key={part}
            x={left + part * inner.width}
            y={height - below + 15}
            textAnchor={part === 0 ? "start" : part === 1 ? "end" : "middle"}
          >
            {drawn.x.words(frame.from + part * (frame.to - frame.from))}
          </text>
        ))}
        <text x={left + inner.width / 2} y={height - 5} textAnchor="middle">
          {drawn.x.title}
        </text>
        <g transform={`translate(${left} ${above})`}>
          <path className="line-a" d={path(lines.a)} />
          <path className="line-b" d={path(lines.b)} />
        </g>
      </svg>
    </div>
  );
}

function Table({ drawn, lines }: { drawn: Drawn; lines: { a: Line; b: Line } }) {
  const rows = [
    ...lines.a.map((point) => ["A", ...point] as const),
    ...lines.b.map((point) => ["B", ...point] as const),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="plain-table" tabIndex={0} aria-label={`${drawn.title} as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" className="number">
              {drawn.x.title}
            </th>
            <th scope="col" className="number">
              {drawn.y.title}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([run, x, y]) => (
            <tr key={`${run} ${x} ${y}`}>
              <th scope="row">{run}</th>
              <td className="number">{drawn.x.words(x)}</td>
              <td className="number">{drawn.y.words(y)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Which line is which run. */
export function Legend({ letter }: { letter: "a" | "b" }) {
  return (
    <svg className="legend-line" width="34" height="10" aria-hidden="true">
      <path className={`line-${letter}`} d="M1 5h32" />
    </svg>
  );
}
