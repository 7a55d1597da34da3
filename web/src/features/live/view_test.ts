import { expect, test } from "vitest";
import type { Delta, MemberEvent, Snapshot } from "@/shared/lib/api/member.ts";
import delta from "../../../../api/stream-delta.json";
import snapshot from "../../../../api/stream-snapshot.json";
import { aged, clockOf, nothing, takeDelta, takeEvents, takeSnapshot } from "./view.ts";

// The contract's own samples.
const first = snapshot as unknown as Snapshot;
const next = delta as unknown as Delta;
const quiet: Delta = { ...next, events: [], members: [], books: [], gone: [] };

test("a snapshot is the whole table, without the member itself among its peers", () => {
  const view = takeSnapshot(nothing, first, 1000);
  expect([...view.books.keys()]).toEqual(first.books.map((row) => row.name));
  expect([...view.peers.keys()]).not.toContain(first.state.self.name);
  expect(view.changed.size).toBe(0);
});

test("a delta changes the rows that it names, and takes away those that are gone", () => {
  const before = takeSnapshot(nothing, { ...first, books: [...first.books, row("old-timer", 1)] }, 1000);
  const view = takeDelta(before, next, 2000);
  expect(view.books.has("old-timer")).toBe(false);
  expect(view.peers.get("agent")?.status).toBe("suspect");
  expect(view.seq).toBe(4712);
  expect(view.events.map((event) => event.kind)).toEqual(["applied", "suspected"]);
});

test("only what was there before has changed before our eyes", () => {
  const before = takeSnapshot(nothing, { ...first, books: [row("amy", 1), row("bob", 1)] }, 1000);
  const view = takeDelta(before, { ...quiet, books: [row("amy", 2), row("bob", 1), row("new", 1)] }, 2000);
  expect([...view.changed]).toEqual([["amy", 2000]]);
});

test("ages grow from when they were told, and stand still while the member is frozen", () => {
  const told = takeSnapshot(nothing, { ...first, books: [row("amy", 1)] }, 1000);
  const ageAt = (view: typeof told, now: number) => aged(100, view.books.get("amy")?.told ?? 0, clockOf(view, now));
  expect(ageAt(told, 1500)).toBe(600);
  const frozen = takeDelta(told, { ...quiet, frozen: "soft" }, 2000);
  expect(ageAt(frozen, 9000)).toBe(1100);
  const thawed = takeDelta(frozen, quiet, 9000);
  expect(ageAt(thawed, 9500)).toBe(1600);
});

test("an event is taken once, in whatever frame it comes again", () => {
  const once = takeEvents(nothing, next.events);
  expect(takeEvents(once, next.events)).toBe(once);
});

test("versions of a book are remembered, newest first, each once", () => {
  const born = (seq: number, version: number): MemberEvent => ({
    ...(next.events[0] as MemberEvent),
    seq,
    version,
    uuid: `uuid-${version}`,
    value: `Book ${version}`,
  });
  const view = takeEvents(nothing, [born(1, 1), born(2, 2), { ...born(3, 2), kind: "duplicate" }]);
  expect(view.versions.get("tod")?.map((seen) => seen.value)).toEqual(["Book 2", "Book 1"]);
});

test("another life of the member begins anew, with its own numbers", () => {
  const before = takeDelta(takeSnapshot(nothing, first, 1000), next, 1500);
  const reborn = { ...first.state, self: { ...first.state.self, boot: "0000000000000001" } };
  const view = takeSnapshot(before, { ...first, state: reborn }, 2000);
  expect(view.seq).toBe(0);
  expect(view.events).toEqual([]);
});

function row(name: string, version: number): Snapshot["books"][number] {
  const some = first.books[0];
  if (!some) throw new Error("the sample has no books");
  return { ...some, name, version, own: false, stranger: false };
}
