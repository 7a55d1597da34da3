import type { ReactNode } from "react";
import { address, type Run } from "@/shared/lib/sauron/ask.ts";
import { toMs } from "@/shared/lib/sauron/time.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { bytes, day, duration } from "@/shared/lib/words.ts";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { useVerdict } from "./use_runs.ts";

export const runHref = (run: string): string => address("/", { run: run === "live" ? null : run });

/** Below that only these have room. */
const roomy_px = 980;
const essential = new Set(["run", "events", "verdict", "tools"]);

interface Props {
  rows: readonly Run[];
  /** The one that is looked at. */
  here: string;
  /** What can be done to a run. */
  tools: (run: Run) => ReactNode;
  onOpen: (run: Run) => void;
}

/** The live run and the recordings, one row each. */
export function RunsTable({ rows, here, tools, onOpen }: Props) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const all: Column<Run>[] = [
    {
      key: "run",
      head: "Run",
      width: "minmax(6rem, 1fr)",
      narrow: "minmax(4rem, 1fr)",
      cell: ({ run }) => (
        <a href={runHref(run)} aria-current={run === here ? "true" : undefined}>
          <bdi>{run}</bdi>
        </a>
      ),
    },
    { key: "began", head: "Began", width: "10rem", wideOnly: true, cell: (row) => day(row.first_wall_time) },
    { key: "length", head: "Length", width: "4.5rem", numeric: true, wideOnly: true, cell: lengthWords },
    {
      key: "members",
      head: "Members",
      width: "5rem",
      numeric: true,
      wideOnly: true,
      cell: (row) => row.members.toLocaleString("en"),
    },
    {
      key: "events",
      head: "Events",
      width: "6rem",
      narrow: "5rem",
      numeric: true,
      cell: (row) => row.events.toLocaleString("en"),
    },
    {
      key: "size",
      head: "Size",
      width: "5.5rem",
      numeric: true,
      wideOnly: true,
      cell: (row) => bytes(row.event_bytes),
    },
    {
      key: "verdict",
      head: "At its end",
      width: "minmax(9rem, 3fr)",
      wideOnly: true,
      cell: (row) => <Verdict row={row} />,
    },
    { key: "tools", head: "Actions", width: "11.5rem", narrow: "11.5rem", cell: (row) => tools(row) },
  ];
  const columns = width < roomy_px ? all.filter(({ key }) => essential.has(key)) : all;
  return (
    <div ref={ref} className="runs-table-box">
      <VirtualTable
        label="Runs"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.run}
        rowClass={(row) => (row.run === here ? "here" : "")}
        onOpen={onOpen}
        empty={null}
      />
    </div>
  );
}

function lengthWords({ first_wall_time, last_wall_time }: Run): string {
  return first_wall_time ? duration(toMs(last_wall_time) - toMs(first_wall_time)) : "";
}

/** Asked for when the row comes in sight. */
function Verdict({ row }: { row: Run }) {
  const { data, error } = useVerdict(row);
  if (row.events === 0) return <span className="muted">nothing has happened yet</span>;
  if (error && !data) return <span className="muted">{error.message}</span>;
  if (!data) return <span className="muted">…</span>;
  return <bdi title={data.verdict}>{data.verdict}</bdi>;
}
