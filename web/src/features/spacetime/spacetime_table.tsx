import { useMemo } from "react";
import type { Spacetime } from "@/shared/lib/sauron/ask.ts";
import { eventId, eventWords } from "@/shared/lib/sauron/event_words.ts";
import { memberPath, useHref } from "@/shared/lib/sauron/moment.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { Empty } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { fateWords } from "./words.ts";

type Row = Spacetime["events"][number] & { fate: string };

/** The diagram as the table that it is made of, in causal order. */
export function SpacetimeTable({ told, onOpen }: { told: Spacetime; onOpen: (id: string) => void }) {
  const href = useHref();
  const rows = useMemo(() => rowsOf(told), [told]);
  const columns: Column<Row>[] = [
    { key: "rank", head: "Order", width: "3.6rem", numeric: true, wideOnly: true, cell: ({ rank }) => rank },
    { key: "time", head: "Time", width: "6.8rem", cell: ({ event }) => <TimeLink at={event.wall_time} /> },
    {
      key: "member",
      head: "Member",
      width: "minmax(4rem, 7rem)",
      cell: ({ event }) => <MemberChip name={event.member} href={href(memberPath(event.member))} />,
    },
    {
      key: "words",
      head: "Event",
      width: "minmax(9rem, 1.4fr)",
      cell: ({ event, line }) => (
        <>
          <KindLine kind={line === "ping" ? "membership" : line} />
          <bdi>{eventWords(event)}</bdi>
        </>
      ),
    },
    {
      key: "fate",
      head: "The message",
      width: "minmax(10rem, 1fr)",
      wideOnly: true,
      cell: ({ fate }) => <bdi className="muted">{fate}</bdi>,
    },
  ];
  return (
    <VirtualTable
      label="Events in causal order"
      columns={columns}
      rows={rows}
      rowKey={({ event }) => eventId(event)}
      onOpen={({ event }) => onOpen(eventId(event))}
      empty={<Empty>Nothing that is shown happened here.</Empty>}
    />
  );
}

/** What was sent says what became of it. */
function rowsOf(told: Spacetime): Row[] {
  const fates = new Map<number, string>();
  for (const arrow of told.arrows) if (arrow.sent !== undefined) fates.set(arrow.sent, fateWords(arrow));
  return told.events.map((event, index) => ({ ...event, fate: fates.get(index) ?? "" }));
}
