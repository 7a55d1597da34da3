import { type ReactNode, useMemo } from "react";
import { eventKind } from "@/shared/lib/message_kind.ts";
import type { SauronEvent } from "@/shared/lib/sauron/ask.ts";
import { eventId, resultOf } from "@/shared/lib/sauron/event_words.ts";
import { memberPath, tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { bytes } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { about, direction } from "./rows.ts";

interface Props {
  rows: readonly SauronEvent[];
  selected: string | null;
  empty: ReactNode;
  onOpen: (event: SauronEvent) => void;
  onKey: (key: string, event: SauronEvent) => void;
  onScrolled: (away: boolean) => void;
  onEnd: () => void;
}

const near_end_px = 900;

/** The rows, of which only those in sight are in the document. */
export function RequestsTable({ rows, selected, empty, onOpen, onKey, onScrolled, onEnd }: Props) {
  const href = useHref();
  const all = useMemo(() => columnsWith(href), [href]);
  // The panel beside it tells the rest.
  const columns = selected ? all.filter(({ key }) => !["version", "uuid", "bytes"].includes(key)) : all;
  if (rows.length === 0) return empty;
  return (
    <div
      className="requests-table"
      onScrollCapture={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.target as Element;
        if (scrollHeight - scrollTop - clientHeight < near_end_px) onEnd();
      }}
    >
      <VirtualTable
        label="Requests"
        columns={columns}
        rows={rows}
        rowKey={eventId}
        rowClass={(event) => (eventId(event) === selected ? "selected" : "")}
        onOpen={onOpen}
        onKey={onKey}
        onScrolled={onScrolled}
        empty={empty}
      />
    </div>
  );
}

type Href = ReturnType<typeof useHref>;

const columnsWith = (href: Href): readonly Column<SauronEvent>[] => [
  { key: "time", head: "Time", width: "6.8rem", cell: (event) => <TimeLink at={event.wall_time} /> },
  {
    key: "member",
    head: "Member",
    width: "minmax(5rem, 9rem)",
    narrow: "minmax(4rem, 1fr)",
    cell: (event) => <MemberChip name={event.member} href={href(memberPath(event.member))} />,
  },
  {
    key: "peer",
    head: "Peer",
    width: "minmax(6rem, 10rem)",
    wideOnly: true,
    cell: (event) =>
      event.peer ? (
        <span className="peer">
          <span aria-hidden="true">{direction(event.kind)}</span>
          <span className="hidden-words">{direction(event.kind) === "→" ? "to" : "from"}</span>
          <bdi className="foreign">{event.peer}</bdi>
        </span>
      ) : null,
  },
  {
    key: "kind",
    head: "Kind",
    width: "8.5rem",
    narrow: "7.5rem",
    cell: (event) => (
      <>
        <KindLine kind={eventKind(event.kind, event.reason)} />
        {event.kind}
      </>
    ),
  },
  { key: "result", head: "Result", width: "4rem", wideOnly: true, cell: (event) => resultOf(event.kind) },
  {
    key: "about",
    head: "About",
    width: "minmax(8rem, 1fr)",
    wideOnly: true,
    cell: (event) => <bdi>{about(event)}</bdi>,
  },
  {
    key: "version",
    head: "Version",
    width: "4rem",
    numeric: true,
    wideOnly: true,
    cell: (event) => event.version ?? "",
  },
  {
    key: "uuid",
    head: "Rumor",
    width: "8.5rem",
    wideOnly: true,
    cell: (event) =>
      event.uuid ? (
        <a className="mono" href={href(tracePath(event.uuid))} title={event.uuid}>
          {event.uuid.slice(0, 8)}…{event.uuid.slice(-4)}
        </a>
      ) : null,
  },
  {
    key: "bytes",
    head: "Bytes",
    width: "4.5rem",
    numeric: true,
    wideOnly: true,
    cell: (event) => (event.bytes === undefined ? "" : bytes(event.bytes)),
  },
];
