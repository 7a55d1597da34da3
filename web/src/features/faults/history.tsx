import { eventKind } from "@/shared/lib/message_kind.ts";
import { eventId } from "@/shared/lib/sauron/event_words.ts";
import { memberPath, useGoTo, useHref } from "@/shared/lib/sauron/moment.ts";
import { toMs } from "@/shared/lib/sauron/time.ts";
import { duration, plural } from "@/shared/lib/words.ts";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { Empty } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import type { Span } from "./spans.ts";

/** What was wrong when, the newest first. A row leads to the moment at which it began. */
export function History({ spans }: { spans: readonly Span[] }) {
  const href = useHref();
  const goTo = useGoTo();
  const columns: Column<Span>[] = [
    { key: "began", head: "Began", width: "6.5rem", cell: ({ began }) => <TimeLink at={began.wall_time} /> },
    {
      key: "what",
      head: "What",
      width: "minmax(10rem, 1fr)",
      narrow: "minmax(6rem, 1fr)",
      cell: ({ began, words }) => (
        <>
          <KindLine kind={eventKind(began.kind)} /> <bdi title={words}>{words}</bdi>
        </>
      ),
    },
    {
      key: "members",
      head: "Told by",
      width: "7rem",
      wideOnly: true,
      cell: ({ members }) =>
        members.length === 1 ? (
          <a href={href(memberPath(members[0] ?? ""))}>
            <bdi>{members[0]}</bdi>
          </a>
        ) : (
          plural(members.length, "member")
        ),
    },
    { key: "length", head: "For", width: "6rem", cell: lengthWords },
  ];
  return (
    <VirtualTable
      label="What was set and cleared"
      columns={columns}
      rows={spans}
      onOpen={({ began }) => goTo(began.wall_time ?? null)}
      rowKey={(span) => `${span.kind} ${eventId(span.began)}`}
      empty={<Empty command="watercooler chaos add latency 100ms --for 20s">Nothing was ever wrong here.</Empty>}
    />
  );
}

function lengthWords({ began, ended, holders, members }: Span): string {
  if (ended === began) return "";
  if (ended) return duration(toMs(ended.wall_time) - toMs(began.wall_time));
  return holders.size < members.length ? `still at ${holders.size.toLocaleString("en")}` : "holds";
}
