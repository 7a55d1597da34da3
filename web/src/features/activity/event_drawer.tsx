import type { MemberEvent } from "@/shared/lib/api/member.ts";
import { eventKind } from "@/shared/lib/message_kind.ts";
import { CopyButton, UuidChip } from "@/shared/ui/chips.tsx";
import { Drawer, Facts } from "@/shared/ui/drawer.tsx";
import { KindLine } from "@/shared/ui/kind_line.tsx";

interface Props {
  event: MemberEvent;
  /** The event that led to it, if the page still has it. */
  cause: MemberEvent | undefined;
  sauron: string | null | undefined;
  onOpen: (event: MemberEvent) => void;
  onClose: () => void;
}

/** One event, whole. */
export function EventDrawer({ event, cause, sauron, onOpen, onClose }: Props) {
  const raw = JSON.stringify(event, null, 2);
  const title = (
    <>
      <KindLine kind={eventKind(event.kind, event.reason)} />
      {event.kind.replaceAll("_", " ")}
    </>
  );
  return (
    <Drawer title={title} onClose={onClose}>
      <Facts
        facts={[
          ["When", event.wall_time],
          ["Number", `${event.seq} of this life`],
          ["Because of", causeLink(event, cause, onOpen)],
          ["Peer", event.peer && <bdi>{event.peer}</bdi>],
          ["Origin", event.origin && <bdi>{event.origin}</bdi>],
          ["Entry", event.key && `${event.key}${event.version === undefined ? "" : `, version ${event.version}`}`],
          ["Value", event.value && <bdi>{event.value}</bdi>],
          ["Rumor", event.uuid && <UuidChip uuid={event.uuid} />],
          ["Hops", event.hop],
          ["Size", event.bytes !== undefined && `${event.bytes} bytes`],
          ["Packet", event.packet && <code>{event.packet}</code>],
          ["Reason", event.reason && <bdi>{event.reason}</bdi>],
        ]}
      />
      {sauron && event.uuid && (
        <p>
          <a href={`${sauron}trace/${encodeURIComponent(event.uuid)}`}>Trace it in Sauron</a>
        </p>
      )}
      <section>
        <h3>
          As JSON <CopyButton text={raw} what="JSON" />
        </h3>
        <pre className="raw">{raw}</pre>
      </section>
    </Drawer>
  );
}

function causeLink(event: MemberEvent, cause: MemberEvent | undefined, onOpen: Props["onOpen"]) {
  if (event.cause === undefined) return null;
  if (!cause) return `event ${event.cause}, which this page does not have`;
  return (
    <button type="button" className="link" onClick={() => onOpen(cause)}>
      event {cause.seq}: {cause.kind.replaceAll("_", " ")}
    </button>
  );
}
