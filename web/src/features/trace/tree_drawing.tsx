import { useEffect, useRef } from "react";
import type { RumorTree } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { toMs } from "@/shared/lib/sauron/time.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { duration } from "@/shared/lib/words.ts";
import { type Axis, lastNs, type Placed, place, ticks } from "./layout.ts";

const row_px = 23;
const head_px = 26;
const left_px = 14;
const label_px = 150;

interface Props {
  tree: RumorTree;
  rows: readonly Placed[];
  axis: Axis;
  /** The node that was found. */
  found: number | null;
}

/** Who told whom: to the right the time, or the hops. A line leads from each member to those that had it from there first. */
export function TreeDrawing({ tree, rows, axis, found }: Props) {
  const href = useHref();
  const [ref, { width }] = useSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement | null>(null);
  const inner = Math.max(60, width - left_px - label_px);
  const rowOf = new Map(rows.map((placed) => [placed.index, placed.row]));
  const x = (placed: Placed) => left_px + place(tree, placed.node, axis) * inner;
  const y = (row: number) => head_px + row * row_px + row_px / 2;
  const height = head_px + rows.length * row_px + 6;
  useEffect(() => {
    const row = found === null ? undefined : rowOf.get(found);
    if (row !== undefined) box.current?.scrollTo({ top: Math.max(0, y(row) - box.current.clientHeight / 2) });
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="tree-scroll" tabIndex={0} aria-label="Tree" ref={box}>
      <div ref={ref}>
        {width > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: a drawing with links in it is no form
          <svg id="tree-drawing" width={width} height={height} role="group" aria-label={tree.summary}>
            <Grid tree={tree} axis={axis} inner={inner} height={height} />
            {rows.map((placed) => {
              const parentRow = placed.node.parent === undefined ? undefined : rowOf.get(placed.node.parent);
              const parent = parentRow === undefined ? undefined : rows[parentRow];
              return (
                parent && (
                  <path
                    key={placed.index}
                    className={`link ${placed.critical ? "critical" : ""}`}
                    d={`M${x(parent).toFixed(1)} ${y(parent.row)}V${y(placed.row)}H${x(placed).toFixed(1)}`}
                  />
                )
              );
            })}
            {rows.map((placed) => (
              <g key={placed.index} className={`node ${placed.critical ? "critical" : ""}`}>
                {placed.index === found && (
                  <rect className="found-row" x="0" y={y(placed.row) - row_px / 2} width={width} height={row_px} />
                )}
                <circle cx={x(placed)} cy={y(placed.row)} r="4.500" />
                <a href={href(memberPath(placed.node.member))}>
                  <text x={x(placed) + 9} y={y(placed.row) + 4.5}>
                    {short(placed.node.member)}
                    <tspan className="node-time" dx="6">
                      {axis === "time" ? placed.node.how : duration(placed.node.since_birth_ns / 1e6)}
                    </tspan>
                    <title>{nodeTitle(placed)}</title>
                  </text>
                </a>
              </g>
            ))}
          </svg>
        )}
      </div>
    </section>
  );
}

const short = (name: string): string => (name.length > 18 ? `${name.slice(0, 17)}…` : name);

function nodeTitle({ node }: Placed): string {
  const from = node.told_by ? ` from ${node.told_by}` : "";
  const more = node.duplicates > 0 ? `, ${node.duplicates} more copies` : "";
  return `${node.member}: ${node.how}${from} after ${duration(node.since_birth_ns / 1e6)}, hop ${node.hop}${more}`;
}

interface GridProps {
  tree: RumorTree;
  axis: Axis;
  inner: number;
  height: number;
}
function Grid({ tree, axis, inner, height }: GridProps) {
  const moment = useMoment();
  const last = lastNs(tree);
  const marks =
    axis === "time"
      ? ticks(last).map((ns) => ({ at: ns / last, word: ns === 0 ? "0" : duration(ns / 1e6) }))
      : Array.from({ length: tree.hops + 1 }, (_, hop) => ({
          at: hop / Math.max(1, tree.hops),
          word: hop === 0 ? "born" : `hop ${hop}`,
        }));
  const looked = moment.at ? ((toMs(moment.at) - toMs(tree.born)) * 1e6) / last : -1;
  return (
    <g className="tree-grid">
      {marks.map(({ at, word }) => (
        <g key={word}>
          <path d={`M${(left_px + at * inner).toFixed(1)} 20V${height}`} />
          <text x={left_px + at * inner} y="14" textAnchor={at === 0 ? "start" : "middle"}>
            {word}
          </text>
        </g>
      ))}
      {axis === "time" && looked >= 0 && looked <= 1 && (
        <path className="looked-at" d={`M${(left_px + looked * inner).toFixed(1)} 18V${height}`} />
      )}
    </g>
  );
}
