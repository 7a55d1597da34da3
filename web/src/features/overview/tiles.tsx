import type { Roster } from "@/shared/lib/sauron/ask.ts";
import { isLive, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { plural } from "@/shared/lib/words.ts";
import { StateMark } from "@/shared/ui/state_mark.tsx";
import { sparkline } from "./rates.ts";
import { useRates } from "./use_rates.ts";

const states = ["alive", "suspect", "dead", "frozen", "left", "silent"] as const;

/** The figures: who is how, how much happens, what is in doubt, what is missing. */
export function Tiles({ roster }: { roster: Roster }) {
  const href = useHref();
  return (
    <div className="tiles">
      <section className="tile" aria-label="Members by state">
        <ul className="tile-states">
          {states.map((state) => (
            <li key={state} className={roster.states[state] === 0 ? "none" : ""}>
              <a href={href("/members", { state })}>
                <strong>{roster.states[state].toLocaleString("en")}</strong> <StateMark state={state} />
              </a>
            </li>
          ))}
        </ul>
      </section>
      <RateTile />
      <section className="tile" aria-label="Beliefs">
        <p>
          <a href={href("/members", { show: "beliefs" })}>
            <strong>{roster.wrong.toLocaleString("en")}</strong> wrong {roster.wrong === 1 ? "belief" : "beliefs"}
          </a>
        </p>
        <p className="muted">{roster.doubtful.toLocaleString("en")} in doubt</p>
      </section>
      <section className="tile" aria-label="Events that are missing">
        <p>
          <strong>{roster.missed.toLocaleString("en")}</strong> {roster.missed === 1 ? "event" : "events"} missing
        </p>
        <p className="muted">of {plural(roster.members, "member")}</p>
      </section>
    </div>
  );
}

const spark_height = 30;

function RateTile() {
  const { rates, unread } = useRates();
  const live = isLive(useMoment());
  const [ref, { width }] = useSize<HTMLDivElement>();
  const now = rates.at(-1)?.per_second;
  const words = now === undefined ? "–" : Math.round(now).toLocaleString("en");
  return (
    <section className="tile" aria-label="Rate">
      <p>
        <strong>{words}</strong> events/s {live ? "" : "then"}
        {unread > 0 && <span className="wrong"> ({unread.toLocaleString("en")} not looked at)</span>}
      </p>
      <div ref={ref}>
        {width > 0 && (
          <svg width={width} height={spark_height} role="img" aria-label={`${words} events a second; the last minute`}>
            <path className="spark" d={sparkline(rates, width, spark_height)} />
          </svg>
        )}
      </div>
    </section>
  );
}
