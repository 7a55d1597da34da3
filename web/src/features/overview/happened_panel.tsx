import { eventKind } from "@/shared/lib/message_kind.ts";
import { eventId } from "@/shared/lib/sauron/event_words.ts";
import { memberPath, tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { eventsOf, useNewest } from "@/shared/lib/sauron/use_newest.ts";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";
import {
  byTime,
  changesFilter,
  choices_max,
  choicesFilter,
  type Happening,
  happeningWords,
  isOfMany,
  together,
} from "./happened.ts";

const read_max = 200;
const shown_max = 60;

/** Faults, changes of state and choices, newest first. */
export function HappenedPanel() {
  const href = useHref();
  const found = useNewest(changesFilter, read_max);
  const choices = useNewest(choicesFilter, choices_max);
  const all = byTime(together(eventsOf(found.data), read_max).slice(0, shown_max), together(eventsOf(choices.data)));
  const more = <a href={href("/requests", { filter: changesFilter })}>All changes</a>;
  return (
    <Panel title="What happened" note="changes, and the latest books" className="happened" tools={more}>
      {found.error && !found.data ? (
        <Problem what="What happened cannot be read." why={found.error.message} onRetry={found.refetch} />
      ) : found.isPending ? (
        <Loading what="Asking what happened" lines={5} />
      ) : all.length === 0 ? (
        <Empty>Nothing happened until then.</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <ol className="happenings" tabIndex={0}>
          {all.map((happening) => (
            <Row key={eventId(happening.first)} happening={happening} />
          ))}
          {found.data?.next && (
            <li className="muted">Of the changes only the newest {read_max} are put together here.</li>
          )}
        </ol>
      )}
    </Panel>
  );
}

function Row({ happening }: { happening: Happening }) {
  const href = useHref();
  const { first } = happening;
  const about = first.kind === "born" || isOfMany(happening) ? null : (first.peer ?? first.member);
  return (
    <li>
      <TimeLink at={first.wall_time} />
      <span className="happening">
        <KindLine kind={eventKind(first.kind)} />
        <bdi className="foreign">{happeningWords(happening)}</bdi>
      </span>
      {first.uuid && first.kind === "born" ? (
        <a href={href(tracePath(first.uuid))}>trace</a>
      ) : (
        <a href={href(about ? memberPath(about) : "/members")}>{about ? "member" : "members"}</a>
      )}
    </li>
  );
}
