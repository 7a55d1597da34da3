import { expect, test } from "vitest";
import type { SauronEvent } from "@/shared/lib/sauron/ask.ts";
import { parseId } from "@/shared/lib/sauron/event_words.ts";
import error from "../../../../api/sauron/error.json";
import sample from "../../../../api/sauron/histogram.json";
import { corrected, negated, terms, without, withTerm } from "./filter.ts";
import { addFrame, emptyTail, merged } from "./rows.ts";
import { stacked } from "./stack.ts";

const event = (seq: number, ms = seq): SauronEvent => ({
  club: "office",
  member: "a.my",
  boot: "00000000000000aa",
  seq,
  kind: "sent",
  wall_time: new Date(ms).toISOString(),
});
const frame = (events: SauronEvent[], of = events.length) => ({
  view: "requests",
  id: "a",
  frame: 1,
  wall_time: "",
  events,
  of,
  unread: 0,
});

test("a filter falls into its terms, and quotes keep one together", () => {
  const filter = 'kind:applied "Great Gatsby" book:"a \\" b"  -to:a*';
  expect(terms(filter)).toEqual(["kind:applied", '"Great Gatsby"', 'book:"a \\" b"', "-to:a*"]);
  expect(without(filter, 1)).toBe('kind:applied book:"a \\" b" -to:a*');
  expect(negated("kind:a -to:b", 0)).toBe("-kind:a -to:b");
  expect(negated("kind:a -to:b", 1)).toBe("kind:a to:b");
  expect(withTerm("kind:a", "kind:a")).toBe("kind:a");
  expect(withTerm("", "kind:a")).toBe("kind:a");
});

test("what Sauron says was meant is put in the place of what was written", () => {
  const said = `${error.error.message} ${error.error.hint}`;
  expect(corrected("kind:aplied", said)).toBe("kind:applied");
  expect(
    corrected("member:é kind:aplied", 'there is no kind "aplied" (at byte 16 of the filter) did you mean "applied"?'),
  ).toBe("member:é kind:applied");
  expect(corrected("kind:x", "nothing is known of it")).toBeNull();
});

test("of the tail the newest stand first, and what was not sent is counted", () => {
  const one = addFrame(emptyTail, frame([event(1), event(2)]), false);
  const two = addFrame(one, frame([event(3)], 5), false);
  expect(two.rows.map((row) => row.seq)).toEqual([3, 2, 1]);
  expect(two.leftOut).toBe(4);
});

test("while somebody reads further down, nothing is added, only counted", () => {
  const one = addFrame(emptyTail, frame([event(1)]), false);
  const two = addFrame(one, frame([event(2), event(3)], 7), true);
  expect(two.rows).toBe(one.rows);
  expect(two.newer).toBe(7);
});

test("what is in the tail and in a stored page stands there once", () => {
  const rows = merged([event(3), event(2)], [event(2), event(1)]);
  expect(rows.map((row) => row.seq)).toEqual([3, 2, 1]);
});

test("an event's name is read back, whatever its member is called", () => {
  expect(parseId("a.my.00000000000000aa.7")).toEqual({ member: "a.my", boot: "00000000000000aa", seq: 7 });
  expect(parseId("amy")).toBeNull();
});

test("a column is as high as its events, by Sauron's count", () => {
  for (const column of stacked(sample)) expect(column.pieces.at(-1)?.to ?? 0).toBe(column.events);
});
