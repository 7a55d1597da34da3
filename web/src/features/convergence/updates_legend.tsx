import type { Update } from "@/shared/lib/sauron/curve.ts";
import { doneWords } from "@/shared/ui/curves.tsx";

interface Props {
  updates: readonly Update[];
  chosen: Update | undefined;
  onChoose: (uuid: string) => void;
}

/** The updates that are drawn; one of them is chosen. */
export function UpdatesLegend({ updates, chosen, onChoose }: Props) {
  const theory = chosen?.curve.theory && chosen.curve.hop_ns;
  return (
    <>
      <p className="curve-key">
        <span>
          <svg width="26" height="10" aria-hidden="true">
            <path className="curve chosen" d="M1 5h24" />
          </svg>{" "}
          the chosen one
        </span>
        {theory && (
          <span>
            <svg width="26" height="10" aria-hidden="true">
              <path className="curve theory" d="M1 5h24" />
            </svg>{" "}
            what chance alone would do
          </span>
        )}
      </p>
      <ol className="update-rows">
        {updates.map(({ event, curve }) => (
          <li key={event.uuid}>
            <button
              type="button"
              className="button quiet"
              aria-pressed={event.uuid === chosen?.event.uuid}
              onClick={() => onChoose(event.uuid ?? "")}
            >
              <bdi className="foreign update-value">
                {event.key === "book" ? "" : `${event.key}: `}
                {event.value}
              </bdi>
              <span className="muted">
                by <bdi>{event.origin}</bdi>, {doneWords(curve)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
