import { clock, duration, plural } from "@/shared/lib/words.ts";
import { Band } from "@/shared/ui/band.tsx";
import { type Orders, ThawButtons } from "./controls.tsx";

interface LostProps {
  name: string;
  since: number;
  nextTry: number;
  now: number;
}

/** Nobody answers: what is below is old. */
export function LostBand({ name, since, nextTry, now }: LostProps) {
  const wait = nextTry - now;
  return (
    <Band kind="warning">
      <p>
        <strong>
          No answer from <bdi>{name}</bdi> for {duration(now - since)}.
        </strong>{" "}
        It may be hard-frozen or stopped. Below is what it told last.
      </p>
      <p className="muted">{wait > 400 ? `Trying again in ${duration(wait)}.` : "Trying again…"}</p>
    </Band>
  );
}

interface FrozenProps {
  /** When, as the member's own event said it; nothing if the page does not have that event. */
  since: string | undefined;
  held: number;
  token: string | null;
  club: string;
  name: string;
  orders: Orders;
}

/** Soft frozen: it answers, and protocol time stands still. */
export function FrozenBand({ since, held, token, club, name, orders }: FrozenProps) {
  const at = since ? ` at ${clock(since)}` : "";
  return (
    <Band kind="frozen">
      <p>
        <strong>Frozen{at}.</strong> I answer you, but I do not gossip. {plural(held, "message")} held until the thaw.
      </p>
      <div className="band-tools">
        {token ? (
          <ThawButtons orders={orders} able={true} />
        ) : (
          <code>
            watercooler -c {club} thaw {name}
          </code>
        )}
      </div>
    </Band>
  );
}

/** An order that was refused. */
export function ProblemBand({ orders }: { orders: Orders }) {
  if (!orders.problem) return null;
  return (
    <Band kind="error">
      <p className="foreign">{orders.problem}</p>
      <div className="band-tools">
        <button type="button" className="button" onClick={orders.dismiss}>
          Dismiss
        </button>
      </div>
    </Band>
  );
}
