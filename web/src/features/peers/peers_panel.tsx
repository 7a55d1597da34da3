import { useMemo } from "react";
import type { Member } from "@/shared/lib/api/member.ts";
import { duration } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { PortLink } from "@/shared/ui/port_link.tsx";
import { StateMark } from "@/shared/ui/state_mark.tsx";
import { Empty, Loading } from "@/shared/ui/states.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";

type ToldMember = Member & { told: number };

interface Props {
  peers: ReadonlyMap<string, ToldMember>;
  known: boolean;
  clock: number;
  onOpen: (name: string) => void;
}

const statuses = ["suspect", "dead", "alive", "left"] as const; // trouble first

/** Whom this member gossips with, and what it believes of them. */
export function PeersPanel({ peers, known, clock, onOpen }: Props) {
  const rows = useMemo(() => sorted([...peers.values()]), [peers]);
  const columns = useMemo(() => columnsAt(clock), [clock]);
  return (
    <Panel title="Peers" note={known && counts(rows)} className="peers">
      <VirtualTable
        label="Peers"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.name}
        onOpen={(row) => onOpen(row.name)}
        onKey={(key, row) => key === "v" && onOpen(row.name)}
        empty={
          known ? (
            <Empty command="watercooler new">I am alone. Start another member:</Empty>
          ) : (
            <Loading what="Asking the member for its peers" lines={4} />
          )
        }
      />
    </Panel>
  );
}

function sorted(rows: ToldMember[]): ToldMember[] {
  const rank = (row: ToldMember) => statuses.indexOf(row.status);
  return rows.sort((left, right) => rank(left) - rank(right) || left.name.localeCompare(right.name));
}

/** "1 suspect, 18 alive". */
export function counts(rows: readonly Member[]): string {
  const words = statuses.map((status) => [rows.filter((row) => row.status === status).length, status] as const);
  return (
    words
      .filter(([count]) => count > 0)
      .map(([count, status]) => `${count} ${status}`)
      .join(", ") || "nobody yet"
  );
}

function columnsAt(clock: number): Column<ToldMember>[] {
  return [
    {
      key: "name",
      head: "Node name",
      width: "minmax(6rem, 1fr)",
      narrow: "minmax(4rem, 1fr)",
      cell: (row) => <MemberChip name={row.name} />,
    },
    {
      key: "status",
      head: "Status",
      width: "5.5rem",
      narrow: "5.1rem",
      cell: (row) => <StateMark state={row.status} />,
    },
    { key: "port", head: "Port", width: "3.6rem", narrow: "3rem", numeric: true, cell: portCell },
    {
      key: "rtt",
      head: "Round trip",
      width: "5.2rem",
      numeric: true,
      wideOnly: true,
      cell: (row) => duration(row.rtt_ms),
    },
    {
      key: "silence",
      head: "Silent for",
      width: "4.8rem",
      numeric: true,
      cell: (row) => (row.silence_ms === null ? "–" : duration(row.silence_ms + Math.max(0, clock - row.told))),
    },
  ];
}

function portCell(row: ToldMember) {
  const linked = row.watercooler && row.status !== "dead" && row.status !== "left";
  return <PortLink name={row.name} address={row.address} port={row.port} linked={linked} />;
}
