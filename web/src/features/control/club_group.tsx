import { useNow } from "@/shared/lib/now.ts";
import { commandText } from "@/shared/lib/sauron/command_text.ts";
import type { ClubState } from "@/shared/lib/sauron/control.ts";
import { useClub, useHindrance } from "@/shared/lib/sauron/use_control.ts";
import { faultWords, standingOf } from "./club_words.ts";
import { freezeAll, heal, step, thawAll } from "./commands.ts";
import "./control.css";
import { Hint } from "./hint.tsx";
import type { Orders } from "./use_orders.ts";

const steps = [1, 5, 25] as const;

/** The club itself, as it is now: whether its time runs, and what changes that. Nothing here moves the view. */
export function ClubGroup({ orders }: { orders: Orders }) {
  const { data: club } = useClub();
  const hindrance = useHindrance();
  if (!club) return null;
  const disabled = hindrance !== null || orders.busy;
  const give = (command: readonly string[]) => ({
    disabled,
    title: hindrance?.replaceAll("`", "") ?? commandText(orders.cli, command),
    onClick: () => void orders.give(command),
  });
  return (
    <fieldset className="club-group" data-tour="club">
      <legend>The club</legend>
      <ClubStanding club={club} />
      {club.frozen === "no" || club.frozen === "mixed" ? (
        <button type="button" className="button" data-tour="freeze" {...give(freezeAll)}>
          <Pause /> Freeze all
        </button>
      ) : null}
      {club.frozen === "soft" && (
        <span className="steps">
          {steps.map((intervals) => (
            <button
              key={intervals}
              type="button"
              className="button"
              data-tour={intervals === 1 ? "step" : undefined}
              aria-label={`Step ${intervals} gossip interval${intervals === 1 ? "" : "s"}`}
              {...give(step(intervals))}
            >
              {intervals === 1 ? "Step 1" : intervals}
            </button>
          ))}
        </span>
      )}
      {club.frozen !== "no" && (
        <button type="button" className="button primary" data-tour="thaw" {...give(thawAll)}>
          Thaw
        </button>
      )}
      {club.faults.length > 0 && <Heal club={club} {...give(heal)} />}
      {hindrance && <Hint text={hindrance} />}
    </fieldset>
  );
}

function ClubStanding({ club }: { club: ClubState }) {
  const { word, note } = standingOf(club, useNow());
  return (
    <span className="club-standing">
      <strong className={`view-state club-${word.toLowerCase()}`}>
        {word !== "RUNNING" && <Pause />}
        {word}
      </strong>
      {note && <span className="muted club-note">{note}</span>}
    </span>
  );
}

interface HealProps {
  club: ClubState;
  disabled: boolean;
  title: string;
  onClick: () => void;
}
function Heal({ club, disabled, title, onClick }: HealProps) {
  const what = club.faults.map(faultWords).join("\n");
  return (
    <button type="button" className="button" disabled={disabled} title={`${title}\n${what}`} onClick={onClick}>
      Heal <span className="count">{club.faults.length}</span>
      <span className="hidden-words"> posted: {what}</span>
    </button>
  );
}

const Pause = () => (
  <svg viewBox="0 0 16 16" width="11" height="11" aria-hidden="true">
    <path d="M3 1.500h3.500v13H3zm6.500 0H13v13H9.500z" fill="currentColor" />
  </svg>
);
