import { useMemo } from "react";
import type { RosterRow } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref } from "@/shared/lib/sauron/moment.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Empty } from "@/shared/ui/states.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { busiest, type Edge } from "./traffic_window.ts";
import { type TrafficModel, useTrafficVersion } from "./use_traffic.ts";

export const rate = (per_second: number): string =>
  per_second === 0 ? "0" : per_second < 10 ? per_second.toFixed(1) : Math.round(per_second).toLocaleString("en");

interface MembersProps {
  rows: readonly RosterRow[];
  model: TrafficModel;
  selected: ReadonlySet<string>;
  onToggle: (name: string) => void;
  onSelect: (name: string) => void;
}

/** The ring as a table: the same members, with what they sent and got. */
export function MembersTable({ rows, model, selected, onToggle, onSelect }: MembersProps) {
  const href = useHref();
  useTrafficVersion(model);
  const { window } = model;
  const all = rows.map((row, at) => ({ row, at }));
  type Row = (typeof all)[number];
  const perSecond = (of: Uint32Array, { at }: Row) => rate(window.perSecond(of[at] ?? 0));
  const columns: Column<Row>[] = [
    {
      key: "chosen",
      head: "Chosen",
      width: "4.4rem",
      cell: ({ row }) => (
        <button
          type="button"
          className="button pick"
          aria-pressed={selected.has(row.name)}
          aria-label={`${row.name} is chosen`}
          onClick={() => onToggle(row.name)}
        >
          {selected.has(row.name) ? "✓" : ""}
        </button>
      ),
    },
    {
      key: "name",
      head: "Member",
      width: "minmax(7rem, 12rem)",
      narrow: "minmax(5rem, 1fr)",
      cell: ({ row }) => <MemberChip name={row.name} state={row.state} href={href(memberPath(row.name))} />,
    },
    { key: "state", head: "State", width: "4.8rem", cell: ({ row }) => row.state },
    { key: "book", head: "Book", width: "minmax(6rem, 1fr)", wideOnly: true, cell: ({ row }) => row.book ?? "" },
    { key: "sends", head: "Sends/s", width: "5rem", numeric: true, cell: (row) => perSecond(window.sends, row) },
    {
      key: "receives",
      head: "Gets/s",
      width: "5rem",
      numeric: true,
      wideOnly: true,
      cell: (row) => perSecond(window.receives, row),
    },
    {
      key: "lost",
      head: "Lost",
      width: "4rem",
      numeric: true,
      wideOnly: true,
      cell: ({ at }) => (window.losses[at] ?? 0).toLocaleString("en"),
    },
  ];
  return (
    <VirtualTable
      label="Members and their messages"
      columns={columns}
      rows={all}
      rowKey={({ row }) => row.name}
      rowClass={({ row }) => (selected.has(row.name) ? "chosen" : "")}
      onOpen={({ row }) => onSelect(row.name)}
      onKey={(key, { row }) => {
        if (key === "x") onToggle(row.name);
      }}
      empty={<Empty>Nobody is there.</Empty>}
    />
  );
}

const pairs_max = 20_000;

interface PairsProps {
  model: TrafficModel;
  onSelect: (from: string, to: string) => void;
}

/** The matrix as a table: who sent to whom, the busiest first. */
export function PairsTable({ model, onSelect }: PairsProps) {
  const version = useTrafficVersion(model);
  const { window } = model;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the window is the same, what it holds is not
  const { edges, of } = useMemo(() => {
    const found = busiest(window, pairs_max);
    return { ...found, edges: found.edges.sort((a, b) => b.lost - a.lost || b.messages - a.messages) };
  }, [window, version]);
  const name = (member: number) => window.members[member] ?? "";
  const columns: Column<Edge>[] = [
    { key: "from", head: "Sends", width: "minmax(6rem, 1fr)", cell: ({ from }) => <MemberChip name={name(from)} /> },
    { key: "to", head: "To", width: "minmax(6rem, 1fr)", cell: ({ to }) => <MemberChip name={name(to)} /> },
    { key: "messages", head: "Messages", width: "6rem", numeric: true, cell: ({ messages }) => count(messages) },
    { key: "lost", head: "Lost", width: "5rem", numeric: true, cell: ({ lost }) => count(lost) },
  ];
  return (
    <>
      {edges.length < of && (
        <p className="map-notes muted">
          {count(edges.length)} of {count(of)} pairs are listed: the losses and the busiest.
        </p>
      )}
      <VirtualTable
        label="Who sent to whom"
        columns={columns}
        rows={edges}
        rowKey={({ from, to }) => `${from} ${to}`}
        onOpen={({ from, to }) => onSelect(name(from), name(to))}
        empty={<Empty>Nobody sent anything in this time.</Empty>}
      />
    </>
  );
}

const count = (value: number): string => value.toLocaleString("en");
