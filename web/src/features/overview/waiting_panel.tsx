import type { Convergence, Roster, RosterRow } from "@/shared/lib/sauron/ask.ts";
import { memberPath, tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { useConvergence } from "@/shared/lib/sauron/use_convergence.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";

const entries_max = 4;
const names_max = 12;

/** In a club that stands still: which entries have not come to everybody, and who waits for them. A click says why. */
export function WaitingPanel({ roster }: { roster: Roster }) {
  const { data } = useConvergence();
  if (!data || data.open.length === 0 || roster.states.frozen === 0) return null;
  const states = new Map(roster.rows.map((row) => [row.name, row.state]));
  const everybody = roster.states.frozen >= data.living ? "frozen" : undefined;
  const shown = data.open.slice(0, entries_max);
  const more = data.open_count - shown.length;
  return (
    <Panel
      title="Who lacks what"
      note="while time stands still; each member's page says why"
      className="waiting"
      tour="waiting"
    >
      <ul className="waiting-rows">
        {shown.map((open) => (
          <Waiting
            key={`${open.origin} ${open.key}`}
            open={open}
            living={data.living}
            states={states}
            everybody={everybody}
          />
        ))}
      </ul>
      {more > 0 && <p className="muted waiting-more">and {more.toLocaleString("en")} older entries.</p>}
    </Panel>
  );
}

interface Props {
  open: Convergence["open"][number];
  living: number;
  /** Of some members; the overview does not ask for all. */
  states: ReadonlyMap<string, RosterRow["state"]>;
  everybody: RosterRow["state"] | undefined;
}

function Waiting({ open, living, states, everybody }: Props) {
  const href = useHref();
  const names = open.waiting.slice(0, names_max);
  const allKnown = names.every((name) => states.has(name));
  const more = open.waiting_count - names.length;
  return (
    <li>
      <p>
        <a href={href(tracePath(open.uuid))}>
          <bdi className="foreign clipped">
            {open.origin}'s {open.key === "book" ? `“${open.value}”` : open.key}
          </bdi>
        </a>{" "}
        <span className="muted">
          v{open.version}: {open.reached} of {living} hold it, {open.waiting_count.toLocaleString("en")} lack it
        </span>
      </p>
      <p className="waiting-names">
        {names.map((name) => {
          const state = allKnown ? states.get(name) : everybody; // a sign for each, or for none
          return <MemberChip key={name} name={name} {...(state && { state })} href={href(memberPath(name))} />;
        })}
        {more > 0 && <a href={href("/members", { sort: "-lacks" })}>and {more.toLocaleString("en")} more</a>}
      </p>
    </li>
  );
}
