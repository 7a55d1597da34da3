import { type PointerEvent, useState } from "react";
import { type Histogram as Answer, useAsk } from "@/shared/lib/sauron/ask.ts";
import { useMoment } from "@/shared/lib/sauron/moment.ts";
import { fromMs, toMs } from "@/shared/lib/sauron/time.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { clock, duration } from "@/shared/lib/words.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { Loading, Problem } from "@/shared/ui/states.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { type Column, layers, stacked } from "./stack.ts";

export interface Range {
  from: string;
  to: string;
}
interface Props {
  filter: string;
  range: Range | null;
  onRange: (range: Range | null) => void;
}

const columns_max = 120;

/** How much of what kind happened when. A stretch that is drawn over becomes the table's. */
export function Histogram({ filter, range, onRange }: Props) {
  const moment = useMoment();
  const [table, setTable] = useState(false);
  const found = useAsk("/api/v1/histogram", { run: moment.run, filter, to: moment.at, buckets: columns_max }, moment, {
    every_ms: 2000,
  });
  const tools = (
    <>
      {range && (
        <button type="button" className="button" onClick={() => onRange(null)}>
          {clock(range.from)} to {clock(range.to)} <span aria-hidden="true">✕</span>
          <span className="hidden-words">: show all times</span>
        </button>
      )}
      <Legend />
      <TwinButton table={table} onChange={setTable} />
    </>
  );
  const note =
    found.data &&
    `per ${duration(found.data.bucket_ms)}${found.data.exact ? "" : ", as far as there was time to count"}`;
  return (
    <Panel title="Over time" className={`histogram ${found.isPlaceholderData ? "old" : ""}`} note={note} tools={tools}>
      {found.error && !found.data ? (
        <Problem what="The histogram cannot be read." why={found.error.message} onRetry={found.refetch} />
      ) : !found.data ? (
        <Loading what="Counting" />
      ) : table ? (
        <Table columns={stacked(found.data)} />
      ) : (
        <Drawing answer={found.data} range={range} onRange={onRange} />
      )}
    </Panel>
  );
}

function Legend() {
  return (
    <ul className="layers">
      {layers.map((layer) => (
        <li key={layer}>
          <span className={`swatch ${layer}`} aria-hidden="true" />
          {layer}
        </li>
      ))}
    </ul>
  );
}

const height = 84;

interface DrawingProps {
  answer: Answer;
  range: Range | null;
  onRange: (range: Range | null) => void;
}
function Drawing({ answer, range, onRange }: DrawingProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [drawn, setDrawn] = useState<[number, number] | null>(null);
  const columns = stacked(answer);
  const from = toMs(answer.from);
  const length = Math.max(1, toMs(answer.to) - from, (answer.bucket_ms ?? 1) * columns_max);
  const most = Math.max(1, ...columns.map((column) => column.events));
  const x = (ms: number) => ((ms - from) / length) * width;
  const y = (count: number) => height - (count / most) * (height - 4);
  const under = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return from + Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width))) * length;
  };
  const drop = () => {
    if (drawn && Math.abs(x(drawn[0]) - x(drawn[1])) > 3)
      onRange({ from: fromMs(Math.min(...drawn)), to: fromMs(Math.max(...drawn)) });
    setDrawn(null);
  };
  const brush = drawn ?? (range && [toMs(range.from), toMs(range.to)]);
  return (
    <div
      ref={ref}
      className="histogram-box"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrawn([under(event), under(event)]);
      }}
      onPointerMove={(event) => drawn && setDrawn([drawn[0], under(event)])}
      onPointerUp={drop}
      onPointerCancel={() => setDrawn(null)}
    >
      <svg width={width} height={height} role="img" aria-label={summary(columns, answer)}>
        {columns.map((column) =>
          column.pieces.map(({ layer, from, to }) => (
            <rect
              key={`${column.start_ms} ${layer}`}
              className={`layer ${layer}`}
              x={x(column.start_ms)}
              y={y(to)}
              width={Math.max(1, x(column.start_ms + (answer.bucket_ms ?? 1)) - x(column.start_ms) - 1)}
              height={y(from) - y(to)}
            />
          )),
        )}
        {brush && (
          <rect
            className="brush"
            x={x(Math.min(...brush))}
            y={0}
            width={Math.max(1, Math.abs(x(brush[1]) - x(brush[0])))}
            height={height}
          />
        )}
      </svg>
      <p className="histogram-ends muted" aria-hidden="true">
        <span>{clock(answer.from)}</span>
        <span>most: {most.toLocaleString("en")}</span>
        <span>{clock(fromMs(from + length))}</span>
      </p>
    </div>
  );
}

function summary(columns: readonly Column[], answer: Answer): string {
  const top = columns.reduce<Column | null>(
    (most, column) => (most && most.events >= column.events ? most : column),
    null,
  );
  if (!top) return "Nothing fits the filter.";
  return `Events from ${clock(answer.from)} to ${clock(answer.to)}; the most, ${top.events}, at ${clock(top.start)}.`;
}

function Table({ columns }: { columns: readonly Column[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="plain-table histogram-table" tabIndex={0} aria-label="Events over time as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col" className="number">
              Events
            </th>
            {layers.map((layer) => (
              <th key={layer} scope="col" className="number">
                {layer}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.start_ms}>
              <th scope="row">{clock(column.start)}</th>
              <td className="number">{column.events.toLocaleString("en")}</td>
              {layers.map((layer) => {
                const piece = column.pieces.find((each) => each.layer === layer);
                return (
                  <td key={layer} className="number">
                    {piece ? (piece.to - piece.from).toLocaleString("en") : ""}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
