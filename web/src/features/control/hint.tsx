import { useId } from "react";
import "./control.css";

/** Why something cannot be done here: a small button that can be reached by keys, as buttons that are disabled cannot. */
export function Hint({ text }: { text: string }) {
  const id = useId();
  const [before, command, after] = text.split("`");
  return (
    <>
      <button type="button" className="button quiet hint-button" popoverTarget={id}>
        Why not?
      </button>
      <div id={id} popover="auto" className="hint">
        {before}
        {command && <code>{command}</code>}
        {after}
      </div>
    </>
  );
}
