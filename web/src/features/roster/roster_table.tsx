import type { ReactNode } from "react";
import type { RosterRow } from "@/shared/lib/sauron/ask.ts";
import { memberPath, tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { duration } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { PortLink } from "@/shared/ui/port_link.tsx";
import { type Column, type Sort, VirtualTable } from "@/shared/ui/virtual_table.tsx";

interface Props {
  rows: readonly RosterRow[];
  /** Somebody lacks something, or holds messages until the thaw: then there are columns for it. */
  waiting: boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen: (row: RosterRow) => void;
  empty: ReactNode;
}

/** Everybody, one row each. */
export function RosterTable({ rows, waiting, sort, onSort, onOpen, empty }: Props) {
  const href = useHref();
  const columns: Column<RosterRow>[] = [
    {
      key: "name",
      head: "Member",
      width: "minmax(7rem, 12rem)",
      narrow: "minmax(5rem, 1fr)",
      sortable: true,
      cell: (row) => <MemberChip name={row.name} state={row.state} href={href(memberPath(row.name))} />,
    },
    { key: "state", head: "State", width: "4.8rem", sortable: true, cell: (row) => row.state },
    {
      key: "port",
      head: "Port",
      width: "4.5rem",
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) =>
        row.port ? (
          <PortLink
            name={row.name}
            address={row.address ?? ""}
            port={row.port}
            linked={row.truth === "alive" || row.truth === "frozen"}
          />
        ) : (
          ""
        ),
    },
    {
      key: "book",
      head: "Favourite book",
      width: "minmax(8rem, 1fr)",
      narrow: "minmax(6rem, 1.4fr)",
      sortable: true,
      cell: (row) =>
        row.uuid ? (
          <a href={href(tracePath(row.uuid))}>
            <bdi>{row.book}</bdi>
          </a>
        ) : (
          ""
        ),
    },
    {
      key: "version",
      head: "Version",
      width: "5rem",
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => row.version ?? "",
    },
    ...(waiting ? waitingColumns : []),
    {
      key: "doubt",
      head: "Doubted",
      width: "minmax(6rem, 12rem)",
      sortable: true,
      wideOnly: true,
      cell: doubtWords,
    },
    {
      key: "missed",
      head: "Missing",
      width: "5rem",
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => row.missed?.toLocaleString("en") ?? "",
    },
    {
      key: "heard",
      head: "Heard",
      width: "5.5rem",
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => (row.silence_ms === undefined ? "never" : duration(row.silence_ms)),
    },
  ];
  if (rows.length === 0) return empty;
  return (
    <VirtualTable
      label="Members"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.name}
      sort={sort}
      onSort={onSort}
      onOpen={onOpen}
      empty={empty}
    />
  );
}

const waitingColumns: Column<RosterRow>[] = [
  {
    key: "lacks",
    head: "Lacks",
    width: "minmax(7rem, 15rem)",
    narrow: "minmax(5rem, 1fr)",
    sortable: true,
    cell: lacksWords,
  },
  {
    key: "held",
    head: "Held",
    width: "4rem",
    numeric: true,
    sortable: true,
    wideOnly: true,
    cell: (row) => row.held?.toLocaleString("en") ?? "",
  },
];

function lacksWords({ lacks }: RosterRow): ReactNode {
  if (!lacks) return "";
  const more = lacks.count > 1 ? ` and ${lacks.count - 1} more` : "";
  return (
    <bdi>
      {lacks.origin}'s {lacks.key === "book" ? `“${lacks.value}”` : lacks.key}
      {more}
    </bdi>
  );
}

function doubtWords({ suspected_by, dead_for, known_by }: RosterRow): string {
  const parts = [];
  if (suspected_by > 0) parts.push(`suspect for ${suspected_by}`);
  if (dead_for > 0) parts.push(`dead for ${dead_for}`);
  return parts.length > 0 ? `${parts.join(", ")} of ${known_by}` : "";
}
