import { useRef } from "react";
import { useStore } from "zustand";
import { Command } from "@/shared/ui/states.tsx";
import { AskDialog } from "./ask_dialog.tsx";
import { type Asking, asking, askings, chooseAsking, useAsking } from "./asking.ts";

/** The question before each order, for whoever wants to be asked always. */
export function Asker() {
  const open = useStore(asking, (state) => state.open);
  const yes = useRef(false);
  if (!open) return null;
  return (
    <AskDialog
      title="Do this?"
      yes="Do it"
      onYes={() => {
        yes.current = true;
      }}
      onClose={() => {
        open.answer(yes.current);
        yes.current = false;
      }}
    >
      <p>
        <Command text={open.cli} />
      </p>
    </AskDialog>
  );
}

const words: Record<Asking, string> = {
  usual: "Ask before what cannot be undone",
  never: "Never ask",
  always: "Always ask",
};

export function AskingSwitch() {
  const how = useAsking();
  return (
    <label className="theme-switch">
      <span className="hidden-words">Before an order</span>
      <select className="field" value={how} onChange={(event) => chooseAsking(event.target.value as Asking)}>
        {askings.map((each) => (
          <option key={each} value={each}>
            {words[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
