import type { ReactNode } from "react";
import { eventWords } from "@/shared/lib/sauron/event_words.ts";
import { type Graph, relation } from "./causes.ts";
import type { Light } from "./paint.ts";
import { fateWords } from "./words.ts";

interface Props {
  graph: Graph;
  light: Light;
  /** How many events share the circle of the one that is told. */
  together: number;
}

/** What is pointed at, or what was chosen, in words. */
export function Caption({ graph, light, together }: Props) {
  const { pointed, selected } = light;
  const at = pointed ?? selected;
  return (
    <div className="spacetime-caption">
      <p role="status">
        {at !== null ? (
          <About graph={graph} at={at} together={together}>
            {pointed !== null && selected !== null && pointed !== selected && (
              <bdi className="foreign">{relation(graph, pointed, selected)}.</bdi>
            )}
          </About>
        ) : (
          <span className="muted">
            Point at an event to read it and see what led to it. Click it: before it, after it, or neither.
          </span>
        )}
      </p>
      {selected !== null && <ConeKey graph={graph} light={light} />}
    </div>
  );
}

function About({ graph, at, together, children }: { graph: Graph; at: number; together: number; children: ReactNode }) {
  const told = graph.told.events[at];
  const fates = (graph.outOf.get(at) ?? []).flatMap((arrow) => graph.told.arrows[arrow] ?? []).map(fateWords);
  if (!told) return null;
  return (
    <>
      <span className="clock-badge" title="Lamport's clock: above that of all that led to it">
        clock {told.rank}
      </span>{" "}
      <bdi className="foreign">{eventWords(told.event)}</bdi>
      {fates.length > 0 && <bdi className="foreign muted">; {fates.join(", and ")}</bdi>}.{" "}
      {together > 1 && <span className="muted">One of {together} in this circle: go closer, or take the arrows. </span>}
      {children}
    </>
  );
}

/** What the tints say of the chosen event. */
function ConeKey({ graph, light }: Pick<Props, "graph" | "light">) {
  const past = light.past?.events.size ?? 1;
  const future = light.future?.events.size ?? 1;
  const counts = [
    { of: "past", words: "could have led to it", count: past - 1 },
    { of: "future", words: "it could have led to", count: future - 1 },
    { of: "neither", words: "neither", count: graph.told.events.length - past - future + 1 },
  ];
  return (
    <p className="cone-key">
      {counts.map(({ of, words, count }) => (
        <span key={of}>
          <span className={`cone-sign ${of}`} aria-hidden="true" /> {words}:{" "}
          <span className="number">{count.toLocaleString("en")}</span>
        </span>
      ))}
    </p>
  );
}
