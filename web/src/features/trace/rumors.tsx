import { type EventRow, type RumorRow, useAsk } from "@/shared/lib/sauron/ask.ts";
import { memberPath, tracePath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";

const shown_max = 500;

interface Row {
  uuid: string;
  origin: string;
  key: string;
  value: string;
  version: number | null;
  wall_time: string | undefined;
}

/** The latest rumors by their births, until the moment that is looked at. */
export function LatestRumors({ onOpen }: { onOpen: (uuid: string) => void }) {
  const moment = useMoment();
  const found = useAsk(
    "/api/v1/requests",
    { run: moment.run, filter: "kind:born", to: moment.at, limit: shown_max, count: 0 },
    moment,
    { every_ms: 2000 },
  );
  if (found.error && !found.data)
    return <Problem what="The rumors cannot be read." why={found.error.message} onRetry={found.refetch} />;
  if (!found.data) return <Loading what="Asking for rumors" lines={6} />;
  const rows = ((found.data.events ?? []) as EventRow[]).map(
    (event): Row => ({
      uuid: event.uuid ?? "",
      origin: event.origin ?? event.member,
      key: event.key ?? "",
      value: event.value ?? "",
      version: event.version ?? null,
      wall_time: event.wall_time,
    }),
  );
  return (
    <section className="panel rumors" aria-label="Rumors" data-tour="rumors">
      <Table
        rows={rows}
        onOpen={onOpen}
        empty={<Empty command='watercooler pick amy "Emma"'>Nobody has said anything yet.</Empty>}
      />
    </section>
  );
}

/** A beginning of a uuid that several rumors have. */
export function Candidates({ prefix }: { prefix: string }) {
  const moment = useMoment();
  const found = useAsk("/api/v1/rumors", { run: moment.run, prefix, limit: shown_max }, moment);
  if (!found.data) return <Loading what="Asking for rumors" lines={6} />;
  const rows = (found.data as RumorRow[]).map(
    (rumor): Row => ({
      uuid: rumor.uuid ?? "",
      origin: rumor.origin ?? "",
      key: rumor.key ?? "",
      value: rumor.value ?? "",
      version: rumor.version ?? null,
      wall_time: rumor.wall_time,
    }),
  );
  return (
    <>
      <div className="page-head">
        <h1>Several rumors begin with {prefix}. Which one?</h1>
      </div>
      <section className="panel rumors" aria-label="Rumors">
        <Table rows={rows} empty={null} />
      </section>
    </>
  );
}

interface TableProps {
  rows: readonly Row[];
  empty: React.ReactNode;
  onOpen?: (uuid: string) => void;
}
function Table({ rows, empty, onOpen }: TableProps) {
  const href = useHref();
  const columns: Column<Row>[] = [
    { key: "time", head: "Born", width: "6.8rem", cell: (row) => <TimeLink at={row.wall_time} /> },
    {
      key: "origin",
      head: "By",
      width: "minmax(5rem, 10rem)",
      cell: (row) => <MemberChip name={row.origin} href={href(memberPath(row.origin))} />,
    },
    {
      key: "value",
      head: "Says",
      width: "minmax(7rem, 1fr)",
      cell: (row) => (
        <bdi>
          {row.key === "book" ? "" : `${row.key}: `}
          {row.value}
        </bdi>
      ),
    },
    {
      key: "version",
      head: "Version",
      width: "4.5rem",
      numeric: true,
      wideOnly: true,
      cell: (row) => row.version ?? "",
    },
    {
      key: "uuid",
      head: "Trace",
      width: "9rem",
      narrow: "4rem",
      cell: (row) => (
        <a className="mono" href={href(tracePath(row.uuid))} title={row.uuid}>
          {row.uuid.slice(0, 8)}
          <span className="wide-only">…{row.uuid.slice(-4)}</span>
        </a>
      ),
    },
  ];
  if (rows.length === 0) return empty;
  return (
    <VirtualTable
      label="Rumors"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.uuid}
      onOpen={(row) => onOpen?.(row.uuid)}
      onKey={(key, row) => key === "t" && onOpen?.(row.uuid)}
      empty={empty}
    />
  );
}
