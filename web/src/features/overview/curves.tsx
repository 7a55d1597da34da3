import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { ask, type Curve, type EventRow, useAsk } from "@/shared/lib/sauron/ask.ts";
import { tracePath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { duration } from "@/shared/lib/words.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { curvePath, lastOf, type Update } from "./curve.ts";

const updates_max = 5;

/** How the last books went round: how many knew after which time. */
export function Curves() {
  const [table, setTable] = useState(false);
  const { updates, pending, error, retry } = useUpdates();
  return (
    <Panel
      title="Convergence"
      note={`of the last ${updates_max} books`}
      className="curves"
      tools={<TwinButton table={table} onChange={setTable} />}
    >
      {error ? (
        <Problem what="The last books cannot be read." why={error.message} onRetry={retry} />
      ) : pending ? (
        <Loading what="Asking for the last books" />
      ) : updates.length === 0 ? (
        <Empty command='watercooler pick amy "Emma" --wait'>Nobody has chosen a book yet.</Empty>
      ) : table ? (
        <CurveTable updates={updates} />
      ) : (
        <Drawing updates={updates} />
      )}
    </Panel>
  );
}

function useUpdates() {
  const moment = useMoment();
  const births = useAsk(
    "/api/v1/requests",
    { run: moment.run, filter: "kind:born key:book", to: moment.at, limit: updates_max, count: 0 },
    moment,
    { every_ms: 1000 },
  );
  const events = (births.data?.events ?? []) as EventRow[];
  const curves = useQueries({
    queries: events.map((event) => ({
      queryKey: ["curve", moment.run, event.uuid],
      queryFn: () => ask<Curve>("/api/v1/convergence", { run: moment.run, uuid: event.uuid }),
      // Once everybody knows, nothing is added.
      refetchInterval: (query: { state: { data: Curve | undefined } }) =>
        query.state.data?.t100_ns == null ? 1000 : false,
    })),
  });
  const updates = events.flatMap((event, i): Update[] => {
    const curve = curves[i]?.data;
    return curve ? [{ event, curve }] : [];
  });
  const error = births.data ? null : births.error;
  return {
    updates,
    pending: births.isPending || (events.length > 0 && updates.length === 0),
    error,
    retry: births.refetch,
  };
}

const height = 190;
const left = 46;
const below = 22;

function Drawing({ updates }: { updates: readonly Update[] }) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const until = lastOf(updates);
  const inner = { width: Math.max(0, width - left - 8), height: height - below - 6 };
  const newest = updates[0];
  return (
    <div className="curve-box">
      <div ref={ref}>
        <svg width={width} height={height} role="img" aria-label={newest ? summary(newest) : ""}>
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
          <g transform={`translate(${left} 6)`}>
            {updates
              .map((update, age) => (
                <path
                  key={update.event.uuid}
                  className={`curve age-${age}`}
                  d={curvePath(update.curve, until, inner.width, inner.height)}
                />
              ))
              .reverse()}
          </g>
        </svg>
      </div>
      <ol className="curve-legend">
        {updates.map((update, age) => (
          <Legend key={update.event.uuid} update={update} age={age} />
        ))}
      </ol>
    </div>
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
        by <bdi>{event.origin}</bdi>,{" "}
        {curve.t100_ns == null ? reach(curve) : `all after ${duration(curve.t100_ns / 1e6)}`}
      </span>
    </li>
  );
}

const reach = (curve: Curve): string => `${curve.points.at(-1)?.members ?? 0} of ${curve.living} so far`;

function summary({ event, curve }: Update): string {
  const done = curve.t100_ns == null ? reach(curve) : `everybody knew it after ${duration(curve.t100_ns / 1e6)}`;
  return `How many members knew a book, over time. The newest, ${event.value} by ${event.origin}: ${done}.`;
}

function CurveTable({ updates }: { updates: readonly Update[] }) {
  const href = useHref();
  const time = (ns: number | null | undefined) => (ns == null ? "–" : duration(ns / 1e6));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="plain-table" tabIndex={0} aria-label="Convergence as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Book</th>
            <th scope="col">By</th>
            <th scope="col" className="number">
              Members
            </th>
            <th scope="col" className="number">
              Half
            </th>
            <th scope="col" className="number">
              95 %
            </th>
            <th scope="col" className="number">
              All
            </th>
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
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
