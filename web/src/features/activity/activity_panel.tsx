import { useEffect, useMemo, useRef, useState } from "react";
import type { MemberEvent } from "@/shared/lib/api/member.ts";
import { eventKind } from "@/shared/lib/message_kind.ts";
import { clock } from "@/shared/lib/words.ts";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty, Loading } from "@/shared/ui/states.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { eventWords, shownEvents } from "./activity.ts";

interface Props {
  events: readonly MemberEvent[];
  known: boolean;
  /** Whether new events come at all. */
  live: boolean;
  onOpen: (event: MemberEvent) => void;
}

/** What the member does, newest first. Whoever scrolls down to read is not disturbed: newer ones wait until L. */
export function ActivityPanel({ events, known, live, onOpen }: Props) {
  const [traffic, setTraffic] = useState(false);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  const all = useMemo(() => shownEvents(events, traffic), [events, traffic]);
  const rows = useMemo(() => all.filter((event) => pausedAt === null || event.seq <= pausedAt), [all, pausedAt]);
  const newer = all.length - rows.length;

  const goLive = () => {
    panel.current?.querySelector(".table")?.scrollTo({ top: 0 });
    setPausedAt(null);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.key === "l" || event.key === "L") && !isTyping(event.target)) goLive();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  return (
    <div ref={panel} className="activity-place">
      <Panel
        title="Activity"
        className="activity"
        tools={<Tools {...{ traffic, setTraffic, live, pausedAt, newer, goLive }} />}
      >
        <VirtualTable
          label="Activity"
          columns={columns}
          rows={rows}
          rowKey={(event) => `${event.boot} ${event.seq}`}
          onOpen={onOpen}
          onScrolled={(away) => setPausedAt((before) => (away ? (before ?? all[0]?.seq ?? null) : null))}
          empty={
            known ? (
              <Empty>Nothing has happened yet but traffic.</Empty>
            ) : (
              <Loading what="Asking for events" lines={5} />
            )
          }
        />
      </Panel>
    </div>
  );
}

interface ToolsProps {
  traffic: boolean;
  setTraffic: (traffic: boolean) => void;
  live: boolean;
  pausedAt: number | null;
  newer: number;
  goLive: () => void;
}

function Tools({ traffic, setTraffic, live, pausedAt, newer, goLive }: ToolsProps) {
  return (
    <>
      {pausedAt === null ? (
        live && <span className="muted">live</span>
      ) : (
        <button type="button" className="button" onClick={goLive}>
          Paused: {newer} newer <kbd>L</kbd>
        </button>
      )}
      <label>
        <input type="checkbox" checked={traffic} onChange={(event) => setTraffic(event.target.checked)} /> packets and
        probes too
      </label>
    </>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && target.type !== "checkbox";

const columns: Column<MemberEvent>[] = [
  {
    key: "time",
    head: "Time",
    width: "6.6rem",
    cell: (event) => <span className="muted">{clock(event.wall_time)}</span>,
  },
  {
    key: "kind",
    head: "What",
    width: "8.4rem",
    narrow: "6.5rem",
    cell: (event) => (
      <>
        <KindLine kind={eventKind(event.kind, event.reason)} />
        {event.kind.replaceAll("_", " ")}
      </>
    ),
  },
  {
    key: "words",
    head: "About",
    width: "minmax(8rem, 1fr)",
    narrow: "minmax(4rem, 1fr)",
    cell: (event) => <bdi>{eventWords(event)}</bdi>,
  },
];
