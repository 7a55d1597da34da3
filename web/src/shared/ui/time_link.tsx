import { useGoTo } from "../lib/sauron/moment.ts";
import { clock } from "../lib/words.ts";
import "./time_link.css";

/** A moment: a click on it moves the view there. */
export function TimeLink({ at }: { at: string | undefined }) {
  const goTo = useGoTo();
  if (!at) return null;
  return (
    <button type="button" className="time-link" title={`Look at ${at}`} onClick={() => goTo(at)}>
      {clock(at)}
    </button>
  );
}
