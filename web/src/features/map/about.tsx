import type { Roster } from "@/shared/lib/sauron/ask.ts";
import { isLive, type Moment, useMoment } from "@/shared/lib/sauron/moment.ts";
import { clock, duration, plural } from "@/shared/lib/words.ts";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import type { ActiveFault } from "./faults.ts";
import { rate } from "./tables.tsx";
import { members_max, type TrafficWindow } from "./traffic_window.ts";
import { type TrafficModel, useTrafficVersion } from "./use_traffic.ts";

/** What went on in the window, as one sentence. */
export function Sentence({ roster, model, pending }: { roster: Roster; model: TrafficModel; pending: boolean }) {
  const moment = useMoment();
  useTrafficVersion(model);
  if (pending) return <>{plural(roster.members, "member")}</>;
  return <bdi>{sentence(roster, model.window, moment)}</bdi>;
}

function sentence(roster: Roster, { total, causes }: TrafficWindow, moment: Moment): string {
  const live = isLive(moment);
  const frozen = roster.states.frozen > 0 && roster.states.frozen === roster.living;
  const span = live ? `in the last ${duration(total.ms)}` : `in the ${duration(total.ms)} before ${when(moment)}`;
  const members = plural(roster.members, "member");
  if (live && total.ms === 0) return `${members}. The first messages are awaited.`;
  if (total.messages === 0)
    return frozen ? `The club is frozen: nobody sends anything.` : `${members}, and nobody sent anything ${span}.`;
  const per_second = (total.messages * 1000) / Math.max(1, total.ms);
  const lost = total.lost > 0 ? `; ${total.lost.toLocaleString("en")} were lost${whyLost(causes)}` : "";
  const state = frozen ? "The club is frozen. " : "";
  return `${state}${members} sent ${plural(total.messages, "message")} ${span}, ${rate(per_second)}/s${lost}.`;
}

const when = ({ at }: Moment): string => (at ? clock(at) : "its end");

/** The most frequent cause, in the words of the fault. */
function whyLost(causes: ReadonlyMap<string, number>): string {
  const [first, ...rest] = [...causes].sort((a, b) => b[1] - a[1]);
  if (!first) return "";
  const cause = first[0] === "refused" ? "nobody listened" : first[0].replace(/^fault /, "");
  return rest.length > 0 ? ` (mostly: ${cause})` : ` (${cause})`;
}

/** Faults that are in force, wherever they are felt. */
export function Faults({ faults }: { faults: readonly ActiveFault[] }) {
  if (faults.length === 0) return null;
  return (
    <ul className="map-faults" aria-label="Faults in force">
      {faults.map(({ text, members }) => (
        <li key={text}>
          <KindLine kind="fault" />
          <strong>
            <bdi className="foreign">{text}</bdi>
          </strong>{" "}
          <span className="muted">at {plural(members, "member")}</span>
        </li>
      ))}
    </ul>
  );
}

/** What the counts leave out, and how to see it. */
export function LeftOut({ roster, model, complete }: { roster: Roster; model: TrafficModel; complete: boolean }) {
  useTrafficVersion(model);
  const { elsewhere, more, unread } = model.window.total;
  const notes = [
    !complete && "There was no time to look at all of it: choose a shorter time.",
    roster.members > members_max &&
      `The first ${members_max.toLocaleString("en")} of ${plural(roster.members, "member")} are drawn. The Members page has all.`,
    elsewhere > 0 && `${plural(elsewhere, "message")} went to an address whose name was not known: in no line.`,
    more > 0 && `${plural(more, "message")} between more pairs than a frame holds: in no line.`,
    unread > 0 && `${plural(unread, "event")} came too fast to be looked at.`,
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return (
    <p className="map-notes muted">
      {notes.map((note) => (
        <span key={note}>{note}</span>
      ))}
    </p>
  );
}
