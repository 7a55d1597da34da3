// What a row says. No React here.
import type { SauronEvent } from "@/shared/lib/sauron/ask.ts";
import { eventId } from "@/shared/lib/sauron/event_words.ts";
import type { Frame } from "@/shared/lib/sauron/feed.ts";

const out = new Set(["sent", "refused", "announced", "pulled", "probed", "sync_started"]);
const into = new Set([
  "received",
  "held",
  "dropped",
  "applied",
  "duplicate",
  "stale",
  "refuted",
  "conflict",
  "rejected",
  "acked",
  "http_request",
]);

/** Whether it went out or came in, as the filter's `from:` and `to:` see it. */
export function direction(kind: string): "→" | "←" | "" {
  if (out.has(kind)) return "→";
  return into.has(kind) ? "←" : "";
}

/** What it is about: a book, another entry, or what it says of itself. */
export function about(event: SauronEvent): string {
  if (event.value === undefined) return event.reason ?? "";
  return event.key === "book" || event.key === undefined ? event.value : `${event.key}: ${event.value}`;
}

/** Live rows on top of what is stored: so many at most, the newest first. */
export interface Tail {
  rows: readonly SauronEvent[];
  /** That Sauron said there were and did not send: too many for one frame. */
  leftOut: number;
  /** That came while the reader was elsewhere in the table. */
  newer: number;
}

export const emptyTail: Tail = { rows: [], leftOut: 0, newer: 0 };
export const tail_max = 2000;

export function addFrame(tail: Tail, frame: Frame, paused: boolean): Tail {
  const of = (frame.of ?? 0) + (frame.unread ?? 0);
  if (of === 0) return tail;
  if (paused) return { ...tail, newer: tail.newer + of };
  const events = [...(frame.events ?? [])].sort(newestFirst);
  return {
    rows: [...events, ...tail.rows].slice(0, tail_max),
    leftOut: tail.leftOut + of - events.length,
    newer: 0,
  };
}

const newestFirst = (a: SauronEvent, b: SauronEvent): number => {
  const [left = "", right = ""] = [a.wall_time, b.wall_time];
  return left < right ? 1 : left > right ? -1 : b.seq - a.seq;
};

/** Tail and stored pages as one list, each event once. */
export function merged(tail: readonly SauronEvent[], stored: readonly SauronEvent[]): SauronEvent[] {
  if (tail.length === 0) return [...stored];
  const known = new Set(stored.map(eventId));
  return [...tail.filter((event) => !known.has(eventId(event))), ...stored];
}
