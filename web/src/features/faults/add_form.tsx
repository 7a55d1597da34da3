import { type ReactNode, useState } from "react";
import { commandText } from "@/shared/lib/sauron/command_text.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { Command } from "@/shared/ui/states.tsx";
import { amounts, commandOf, type Draft, emptyDraft, type Kind, kinds, meanings, type Part, parts } from "./draft.ts";

interface Props {
  /** What a person types before the verb. */
  cli: string;
  /** Nothing can be done here; `why` says why not. */
  unable: boolean;
  why: ReactNode;
  busy: boolean;
  onAdd: (command: string[]) => void;
}

/** A fault, put together word by word; the command that makes it is always in sight. */
export function AddForm({ cli, unable, why, busy, onAdd }: Props) {
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const change = (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next }));
  const { command, wrong } = commandOf(draft);
  return (
    <Panel title="Add a fault" className="fault-form-panel">
      <form
        className="fault-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong && !unable) onAdd(command);
        }}
      >
        <KindField kind={draft.kind} onKind={(kind) => change({ kind, amount: amounts[kind] ?? "" })} />
        <p className="muted">{meanings[draft.kind]}</p>
        {parts[draft.kind].map((part) => (
          <PartFields key={part} part={part} draft={draft} onChange={change} />
        ))}
        <LengthFields length={draft.length} onLength={(length) => change({ length })} />
        <p>
          <Command text={commandText(cli, command)} />
        </p>
        {wrong && <p className="muted">{wrong}</p>}
        <p className="fault-form-end">
          <button type="submit" className="button primary" disabled={busy || wrong !== null || unable}>
            Add
          </button>
          {why}
        </p>
      </form>
    </Panel>
  );
}

function KindField({ kind, onKind }: { kind: Kind; onKind: (kind: Kind) => void }) {
  return (
    <label>
      <span>Fault</span>
      <select className="field" value={kind} onChange={(event) => onKind(event.target.value as Kind)}>
        {kinds.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}

interface PartProps {
  part: Part;
  draft: Draft;
  onChange: (next: Partial<Draft>) => void;
}
function PartFields({ part, draft, onChange }: PartProps) {
  const field = (name: "amount" | "jitter" | "from" | "to" | "sides" | "who", title: string, hint: string) => (
    <label>
      <span>{title}</span>
      <input
        className="field mono"
        value={draft[name]}
        placeholder={hint}
        autoComplete="off"
        onChange={(event) => onChange({ [name]: event.target.value })}
      />
    </label>
  );
  switch (part) {
    case "amount":
      return field("amount", "How much", amounts[draft.kind] ?? "");
    case "jitter":
      return field("jitter", "Give or take", "nothing");
    case "sides":
      return field("sides", "Sides", "a* | [b-z]*");
    case "who":
      return field("who", "Whom", "amy, b*");
    case "way":
      return (
        <>
          {field("from", "From", "amy")}
          {field("to", "To", "b*")}
        </>
      );
    case "scope":
      return (
        <>
          {field("from", "From", "everybody")}
          {field("to", "To", "everybody")}
          <label className="check">
            <input
              type="checkbox"
              checked={draft.both}
              disabled={!draft.from.trim() && !draft.to.trim()}
              onChange={(event) => onChange({ both: event.target.checked })}
            />
            and back
          </label>
        </>
      );
  }
}

const usual = "5m";

function LengthFields({ length, onLength }: { length: string; onLength: (length: string) => void }) {
  return (
    <>
      <label>
        <span>For</span>
        <input
          className="field mono"
          value={length}
          placeholder="until it is healed"
          autoComplete="off"
          onChange={(event) => onLength(event.target.value)}
        />
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={length === ""}
          onChange={(event) => onLength(event.target.checked ? "" : usual)}
        />
        until it is healed
      </label>
    </>
  );
}
