// The way to the diagram of a stretch of time: what to show there, as its address says it.
import type { RumorTree, SauronEvent } from "./ask.ts";
import { eventId } from "./event_words.ts";
import { joinNames } from "./names.ts";
import { beside } from "./time.ts";

type Search = Record<string, string | undefined>;

const around_ms = 100;

/** With an event in the middle, and lanes for those whom it is about. */
export function spacetimeAround(event: SauronEvent): Search {
  const whose = event.peer && !event.peer.includes(":") ? [event.member, event.peer] : [event.member];
  return {
    from: event.wall_time && beside(event.wall_time, BigInt(around_ms) * -500_000n),
    length: event.wall_time && String(around_ms),
    with: joinNames(whose),
    uuid: event.uuid,
    event: eventId(event),
  };
}

/** From a little before the birth of a rumor until a little after all had it. */
export function spacetimeOf(tree: RumorTree): Search {
  const took_ns = Math.max(2e6, ...tree.nodes.filter((node) => !node.late).map((node) => node.since_birth_ns));
  const edge_ns = Math.ceil(took_ns / 10);
  return {
    from: beside(tree.born, BigInt(-edge_ns)),
    length: String(Math.ceil((took_ns + 2 * edge_ns) / 1e6)),
    uuid: tree.uuid,
  };
}
