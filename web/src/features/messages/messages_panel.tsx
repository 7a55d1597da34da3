import { useMemo } from "react";
import type { Messages } from "@/shared/lib/api/member.ts";
import { messageKind } from "@/shared/lib/message_kind.ts";
import { bytes, clock } from "@/shared/lib/words.ts";
import { UuidChip } from "@/shared/ui/chips.tsx";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty, Loading } from "@/shared/ui/states.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { type MessageRow, messageRows } from "./rows.ts";

/** What waits to be sent, what is held until the thaw, and what has just gone or come. */
export function MessagesPanel({ messages }: { messages: Messages | null }) {
  const rows = useMemo(() => (messages ? messageRows(messages) : []), [messages]);
  const note = messages && `${messages.queued.length} queued, ${messages.held.length} held`;
  return (
    <Panel title="Current messages" note={note} className="messages">
      <VirtualTable
        label="Current messages"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        empty={
          messages ? <Empty>Nothing waits, and nothing has passed yet.</Empty> : <Loading what="Asking for messages" />
        }
      />
    </Panel>
  );
}

const columns: Column<MessageRow>[] = [
  {
    key: "state",
    head: "State",
    width: "5.6rem",
    narrow: "4.4rem",
    cell: (row) => (
      <>
        <span aria-hidden="true">{row.arrow}</span> {row.state}
      </>
    ),
  },
  {
    key: "kind",
    head: "Kind",
    width: "minmax(8rem, 1.5fr)",
    narrow: "minmax(5rem, 1.5fr)",
    cell: (row) => (
      <>
        <KindLine kind={messageKind(row.kind)} />
        <bdi title={row.kind}>{row.kind}</bdi>
      </>
    ),
  },
  {
    key: "peer",
    head: "Peer",
    width: "minmax(5rem, 1fr)",
    narrow: "minmax(3rem, 1fr)",
    cell: (row) => <bdi>{row.peer || "anybody"}</bdi>,
  },
  {
    key: "about",
    head: "About",
    width: "minmax(6rem, 1fr)",
    wideOnly: true,
    cell: (row) => (row.about ? <bdi>{row.about}</bdi> : row.uuid ? <UuidChip uuid={row.uuid} /> : "–"),
  },
  { key: "bytes", head: "Size", width: "4.2rem", narrow: "3.4rem", numeric: true, cell: (row) => bytes(row.bytes) },
  {
    key: "when",
    head: "When",
    width: "6.6rem",
    numeric: true,
    wideOnly: true,
    cell: (row) => (row.wall_time ? clock(row.wall_time) : row.when),
  },
];
