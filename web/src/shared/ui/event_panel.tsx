import { useEffect, useRef } from "react";
import { eventKind } from "@/shared/lib/message_kind.ts";
import { type Requests, type SauronEvent, useAsk } from "@/shared/lib/sauron/ask.ts";
import { eventId, eventWords, parseId, resultOf } from "@/shared/lib/sauron/event_words.ts";
import { filterValue } from "@/shared/lib/sauron/filter_value.ts";
import { memberPath, tracePath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { spacetimeAround } from "@/shared/lib/sauron/spacetime_link.ts";
import { bytes } from "@/shared/lib/words.ts";
import { CopyButton, MemberChip, UuidChip } from "./chips.tsx";
import { Facts } from "./drawer.tsx";
import "./event_panel.css";
import { KindLine } from "./kind_line.tsx";
import { Loading, PanelBoundary, Problem } from "./states.tsx";
import { TimeLink } from "./time_link.tsx";

interface Props {
  id: string;
  /** The event, if its row is at hand. */
  event: SauronEvent | undefined;
  onTerm: (term: string) => void;
  onClose: () => void;
}

/** All that is known of one event. */
export function EventPanel({ id, event, onTerm, onClose }: Props) {
  const found = useEvent(id, event === undefined);
  const shown = event ?? found.data?.events?.[0];
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const press = (key: KeyboardEvent) => {
      if (key.key === "Escape" && !document.querySelector("dialog[open]")) onClose();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onClose]);
  return (
    <aside className="event-panel" aria-labelledby="event-title">
      <header>
        <h2 id="event-title" ref={head}>
          {shown ? <bdi className="foreign">{eventWords(shown)}</bdi> : "Event"}
        </h2>
        <button type="button" className="button quiet" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </header>
      <PanelBoundary name="The event">
        {shown ? (
          <About event={shown} onTerm={onTerm} />
        ) : found.isPending ? (
          <Loading what="Asking for the event" />
        ) : found.error ? (
          <Problem what="The event cannot be read." why={found.error.message} onRetry={found.refetch} />
        ) : (
          <p className="muted">Sauron has no event {id}. It may have been forgotten for its age.</p>
        )}
      </PanelBoundary>
    </aside>
  );
}

function useEvent(id: string, needed: boolean) {
  const moment = useMoment();
  const named = parseId(id);
  return useAsk<Requests>(
    "/api/v1/requests",
    { run: moment.run, member: named?.member, boot: named?.boot, filter: `seq:${named?.seq ?? 0}`, limit: 1, count: 0 },
    moment,
    { enabled: needed && named !== null },
  );
}

function About({ event, onTerm }: { event: SauronEvent; onTerm: (term: string) => void }) {
  const href = useHref();
  const causeId = event.cause ? eventId({ ...event, seq: event.cause }) : null;
  const raw = JSON.stringify(event, null, 2);
  return (
    <>
      <p className="event-links">
        {event.uuid && (
          <a className="button" href={href(tracePath(event.uuid))}>
            Trace
          </a>
        )}
        <a className="button" href={href("/spacetime", spacetimeAround(event))}>
          In space-time
        </a>
        {causeId && (
          <a className="button" href={href("/requests", { event: causeId })}>
            Its cause
          </a>
        )}
      </p>
      <Facts
        facts={[
          ["Time", <TimeLink key="time" at={event.wall_time} />],
          ["Member", <MemberChip key="member" name={event.member} href={href(memberPath(event.member))} />],
          ["Peer", event.peer && <MemberChip key="peer" name={event.peer} href={href(memberPath(event.peer))} />],
          [
            "Kind",
            <span key="kind">
              <KindLine kind={eventKind(event.kind, event.reason)} />
              {event.kind}
            </span>,
          ],
          ["Result", resultOf(event.kind)],
          ["Reason", event.reason && <bdi className="foreign">{event.reason}</bdi>],
          ["Origin", event.origin && <bdi className="foreign">{event.origin}</bdi>],
          [
            event.key === "book" ? "Book" : "Value",
            event.value && <bdi className="foreign event-value">{event.value}</bdi>,
          ],
          ["Version", event.version],
          ["Rumor", event.uuid && <UuidChip key="uuid" uuid={event.uuid} href={href(tracePath(event.uuid))} />],
          ["Hop", event.hop],
          ["Bytes", event.bytes === undefined ? undefined : bytes(event.bytes)],
          ["Packet", event.packet && <code key="packet">{event.packet}</code>],
          ["Number", `${event.seq} of life ${event.boot}`],
        ]}
      />
      <p className="event-only">
        <span className="muted">Only:</span>
        {termsOf(event).map((term) => (
          <button key={term} type="button" className="button" onClick={() => onTerm(term)}>
            <bdi className="mono">{term}</bdi>
          </button>
        ))}
      </p>
      <section className="event-raw">
        <h3>
          As JSON <CopyButton text={raw} what="JSON" />
        </h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
        <pre className="mono" tabIndex={0}>
          {raw}
        </pre>
      </section>
    </>
  );
}

function termsOf(event: SauronEvent): string[] {
  const all = [`kind:${event.kind}`, `member:${filterValue(event.member)}`];
  if (event.peer) all.push(`peer:${filterValue(event.peer)}`);
  if (event.uuid) all.push(`uuid:${event.uuid}`);
  if (event.packet) all.push(`packet:${event.packet}`);
  return all;
}
