import { type ReactNode, useState } from "react";
import { isLive, useGoTo, useMoment } from "@/shared/lib/sauron/moment.ts";
import { parseMoment, toMs } from "@/shared/lib/sauron/time.ts";
import { clock, duration } from "@/shared/lib/words.ts";
import { Scrubber } from "./scrubber.tsx";
import { stateKinds, useStepping } from "./stepping.ts";
import "./transport.css";

/**
 * What is looked at: now, or some moment of the run. It changes nothing in the club; what does stands beside it, as
 * `club`, in a group of its own.
 */
export function TransportBar({ club }: { club: ReactNode }) {
  const moment = useMoment();
  const { live, pause, step, first, last } = useStepping();
  return (
    <section className="transport" aria-label="Time" data-tour="time">
      <fieldset className="transport-buttons">
        <legend>The view</legend>
        <ViewState onLive={live} />
        {isLive(moment) && (
          <button type="button" className="button" onClick={pause} title="Space">
            Pause view
          </button>
        )}
        <span className="steps">
          <Step label="First event" keys="Home" sign="|‹" onClick={first} />
          <Step label="One state change back" keys="<" sign="«" onClick={() => step(false, `kind:${stateKinds}`)} />
          <Step label="One event back" keys="," sign="‹" onClick={() => step(false)} />
          <Step label="One event forward" keys="." sign="›" onClick={() => step(true)} />
          <Step label="One state change forward" keys=">" sign="»" onClick={() => step(true, `kind:${stateKinds}`)} />
          <Step label="To the end" keys="End" sign="›|" onClick={last} />
        </span>
      </fieldset>
      {club}
      <Scrubber />
      <TimeField />
    </section>
  );
}

function ViewState({ onLive }: { onLive: () => void }) {
  const moment = useMoment();
  if (isLive(moment)) return <strong className="view-state live">LIVE</strong>;
  const word = moment.at === null ? "END" : moment.paused ? "PAUSED" : "PAST";
  return (
    <>
      <strong className="view-state">{word}</strong>
      {moment.at !== null && (
        <button type="button" className="button primary" onClick={onLive} title="L">
          {moment.run === "live" ? "Live" : "End"}
        </button>
      )}
    </>
  );
}

interface StepProps {
  label: string;
  keys: string;
  sign: string;
  onClick: () => void;
}
function Step({ label, keys, sign, onClick }: StepProps) {
  return (
    <button type="button" className="button" onClick={onClick} aria-label={label} title={`${label} (${keys})`}>
      {sign}
    </button>
  );
}

/** The moment, to read and to type. */
function TimeField() {
  const { at } = useMoment();
  const goTo = useGoTo();
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const go = () => {
    const moment = parseMoment(typed ?? "", Date.now());
    setWrong(moment === null && typed !== null && typed !== "");
    if (!moment) return;
    setTyped(null);
    goTo(moment);
  };
  return (
    <form
      className="time-field"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <input
        className="field mono"
        aria-label="Go to a time, such as 14:02:11 or -30s"
        aria-invalid={wrong}
        placeholder="14:02:11, -30s"
        value={typed ?? (at ? clock(at) : "")}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => setTyped(null)}
      />
      <span className={wrong ? "wrong" : "muted"} role={wrong ? "alert" : undefined}>
        {wrong ? "14:02:11 or -30s" : at ? `${duration(Math.max(0, Date.now() - toMs(at)))} ago` : ""}
      </span>
    </form>
  );
}
