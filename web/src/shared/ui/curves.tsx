import type { ReactNode } from "react";
import type { Curve } from "../lib/sauron/ask.ts";
import { curvePath, lastOf, theoryPath, type Update } from "../lib/sauron/curve.ts";
import { tracePath, useHref } from "../lib/sauron/moment.ts";
import { useSize } from "../lib/use_size.ts";
import { duration } from "../lib/words.ts";
import "./curves.css";

const height = 190;
const left = 46;
const below = 22;
const ages = 5;

interface Props {
  updates: readonly Update[];
  /** The one that stands out, with what was to be expected of it; nothing: the newest stands out. */
  chosen?: Update | undefined;
  /** What stands below, one for each: where nothing is said, the legend. */
  legend?: ReactNode;
}

/** How updates went round: how many members knew after which time. */
export function CurveDrawing({ updates, chosen, legend }: Props) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const until = lastOf(chosen ? [...updates, chosen] : updates);
  const inner = { width: Math.max(0, width - left - 8), height: height - below - 6 };
  const named = chosen ?? updates[0];
  const theory = chosen && theoryPath(chosen.curve, until, inner.width, inner.height);
  return (
    <div className={`curve-box ${chosen ? "curves-chosen" : ""}`}>
      <div ref={ref}>
        <svg width={width} height={height} role="img" aria-label={named ? summary(named) : ""}>
          <Axes until={until} inner={inner} />
          <g transform={`translate(${left} 6)`}>
            {updates
              .map((update, age) => (
                <path
                  key={update.event.uuid}
                  className={`curve age-${Math.min(age, ages)}`}
                  d={curvePath(update.curve, until, inner.width, inner.height)}
                />
              ))
              .reverse()}
            {theory && <path className="curve theory" d={theory} />}
            {chosen && <path className="curve chosen" d={curvePath(chosen.curve, until, inner.width, inner.height)} />}
          </g>
        </svg>
      </div>
      {legend ?? (
        <ol className="curve-legend">
          {updates.map((update, age) => (
            <Legend key={update.event.uuid} update={update} age={age} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Axes({ until, inner }: { until: number; inner: { width: number; height: number } }) {
  return (
    <>
      {[0, 0.5, 1].map((part) => (
        <g key={part} className="grid">
          <path d={`M${left} ${6 + (1 - part) * inner.height}h${inner.width}`} />
          <text x={left - 6} y={10 + (1 - part) * inner.height} textAnchor="end">
            {part * 100} %
          </text>
        </g>
      ))}
      {[0, 0.5, 1].map((part) => (
        <text
          key={part}
          className="axis"
          x={left + part * inner.width}
          y={height - 5}
          textAnchor={part === 0 ? "start" : part === 1 ? "end" : "middle"}
        >
          {part === 0 ? "0" : duration((until * part) / 1e6)}
        </text>
      ))}
    </>
  );
}

function Legend({ update, age }: { update: Update; age: number }) {
  const href = useHref();
  const { event, curve } = update;
  return (
    <li>
      <svg width="26" height="10" aria-hidden="true">
        <path className={`curve age-${age}`} d="M1 5h24" />
      </svg>
      <a href={href(tracePath(event.uuid ?? ""))}>
        <bdi className="foreign">{event.value}</bdi>
      </a>{" "}
      <span className="muted">
        by <bdi>{event.origin}</bdi>, {doneWords(curve)}
      </span>
    </li>
  );
}

const reach = (curve: Curve): string => `${curve.points.at(-1)?.members ?? 0} of ${curve.living} so far`;

export const doneWords = (curve: Curve): string =>
  curve.t100_ns == null ? reach(curve) : `all after ${duration(curve.t100_ns / 1e6)}`;

function summary({ event, curve }: Update): string {
  const done = curve.t100_ns == null ? reach(curve) : `everybody knew it after ${duration(curve.t100_ns / 1e6)}`;
  return `How many members knew an update, over time. ${event.value} by ${event.origin}: ${done}.`;
}

/** The same as a table. */
export function CurveTable({ updates }: { updates: readonly Update[] }) {
  const href = useHref();
  const time = (ns: number | null | undefined) => (ns == null ? "–" : duration(ns / 1e6));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="plain-table" tabIndex={0} aria-label="Convergence as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Says</th>
            <th scope="col">By</th>
            {["Members", "Half", "95 %", "All", "Copies", "Redundant"].map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {updates.map(({ event, curve }) => (
            <tr key={event.uuid}>
              <th scope="row">
                <a href={href(tracePath(event.uuid ?? ""))}>
                  <bdi className="foreign clipped">{event.value}</bdi>
                </a>
              </th>
              <td>
                <bdi>{event.origin}</bdi>
              </td>
              <td className="number">
                {curve.points.at(-1)?.members ?? 0} of {curve.living}
              </td>
              <td className="number">{time(curve.t50_ns)}</td>
              <td className="number">{time(curve.t95_ns)}</td>
              <td className="number">{time(curve.t100_ns)}</td>
              <td className="number">{curve.copies.toLocaleString("en")}</td>
              <td className="number">{curve.redundant.toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
