import { useState } from "react";
import { type Spacetime, useAsk } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { plural } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { type Change, chosenAnew, chosenWords, folded, hidden, lanes_max, moved, opened } from "./view.ts";

interface Props {
  told: Spacetime;
  /** As they shall be; what is told may have others yet. */
  lanes: readonly string[];
  hide: readonly string[];
  /** Whether the address says which lanes there are. */
  byHand: boolean;
  onChange: (change: Change) => void;
}

/** Who has a lane, in which order, and who shall have none. */
export function LanesPanel({ told, lanes, hide, byHand, onChange }: Props) {
  const { others } = told;
  return (
    <Panel title="Lanes" note={`${lanes.length} of ${told.members}`} className="lanes">
      <div className="lanes-inside">
        <p className="muted">
          {chosenWords(told.chosen)[0]?.toUpperCase()}
          {chosenWords(told.chosen).slice(1)}.
          {others.members > 0 && ` ${plural(others.members, "other")} folded into one lane.`}
        </p>
        {byHand && (
          <button type="button" className="button" onClick={() => onChange(chosenAnew)}>
            Choose for me
          </button>
        )}
        <ol className="lane-rows">
          {lanes.map((name, at) => (
            <LaneRow key={name} name={name} at={at} lanes={lanes} hide={hide} onChange={onChange} />
          ))}
        </ol>
        <AddLane lanes={lanes} hide={hide} onChange={onChange} />
        {hide.length > 0 && (
          <section>
            <h3>Hidden, with all their messages</h3>
            <ul className="lane-rows">
              {hide.map((name) => (
                <li key={name}>
                  <bdi className="foreign">{name}</bdi>
                  <button type="button" className="button" onClick={() => onChange(opened(lanes, hide, name))}>
                    Show<span className="hidden-words"> {name}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Panel>
  );
}

interface RowProps {
  name: string;
  at: number;
  lanes: readonly string[];
  hide: readonly string[];
  onChange: (change: Change) => void;
}
function LaneRow({ name, at, lanes, hide, onChange }: RowProps) {
  const href = useHref();
  const tools = [
    { sign: "↑", label: `Move ${name} forward`, change: moved(lanes, at, at - 1), off: at === 0 },
    { sign: "↓", label: `Move ${name} back`, change: moved(lanes, at, at + 1), off: at === lanes.length - 1 },
    { sign: "−", label: `Fold ${name} into the others`, change: folded(lanes, name), off: lanes.length === 1 },
    { sign: "✕", label: `Hide ${name}`, change: hidden(lanes, hide, name), off: lanes.length === 1 },
  ];
  return (
    <li>
      <MemberChip name={name} href={href(memberPath(name))} />
      <span className="lane-tools">
        {tools.map(({ sign, label, change, off }) => (
          <button
            key={sign}
            type="button"
            className="button"
            aria-label={label}
            title={label}
            disabled={off}
            onClick={() => onChange(change)}
          >
            {sign}
          </button>
        ))}
      </span>
    </li>
  );
}

function AddLane({ lanes, hide, onChange }: Omit<Props, "byHand" | "told">) {
  const moment = useMoment();
  const [typed, setTyped] = useState("");
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at }, moment);
  const names = (roster.data?.rows ?? []).map(({ name }) => name).filter((name) => !lanes.includes(name));
  const full = lanes.length >= lanes_max;
  const add = () => {
    if (names.includes(typed)) onChange(opened(lanes, hide, typed));
    setTyped("");
  };
  if (full) return <p className="muted">There are {lanes_max} lanes, which is as many as there may be.</p>;
  if (names.length === 0) return null;
  return (
    <form
      className="add-lane"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <label className="hidden-words" htmlFor="add-lane">
        A member to open a lane for
      </label>
      <input
        id="add-lane"
        className="field"
        list="lane-names"
        placeholder="open a lane for"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id="lane-names">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <button type="submit" className="button" disabled={!names.includes(typed)}>
        Open
      </button>
    </form>
  );
}
