import { expect, test } from "vitest";
import type { SauronEvent } from "@/shared/lib/sauron/ask.ts";
import { spansOf } from "./spans.ts";

const event = (ms: number, member: string, kind: string, more: Partial<SauronEvent> = {}): SauronEvent => ({
  club: "office",
  member,
  boot: "00000000000000aa",
  seq: 1,
  kind,
  wall_time: new Date(ms).toISOString(),
  ...more,
});
const spans = (...events: SauronEvent[]) => spansOf(events.reverse());

test("a fault that many members have is one, until the last of them is rid of it", () => {
  const reason = "loss 5%";
  const begun = [event(1000, "amy", "fault_set", { reason }), event(1010, "bob", "fault_set", { reason })];
  const [open] = spans(...begun, event(2000, "amy", "fault_cleared", { reason }));
  expect(open).toMatchObject({ kind: "fault", words: "loss 5%", members: ["amy", "bob"], ended: null });
  expect([...(open?.holders ?? [])]).toEqual(["bob"]);
  const [closed] = spans(
    ...begun,
    event(2000, "amy", "fault_cleared", { reason }),
    event(2010, "bob", "fault_cleared", { reason: "loss 5% (its time has come)" }),
  );
  expect(closed?.ended?.member).toBe("bob");
});

test("the same fault again is another one, and the newest stands first", () => {
  const reason = "isolate bob";
  const all = spans(
    event(1000, "amy", "fault_set", { reason }),
    event(2000, "amy", "fault_cleared", { reason }),
    event(3000, "amy", "fault_set", { reason }),
  );
  expect(all.map((span) => span.ended === null)).toEqual([true, false]);
});

test("a fault ends with the life of who had it, and a freeze with the thaw", () => {
  const [stop, freeze, fault] = spans(
    event(1000, "amy", "fault_set", { reason: "latency 1s" }),
    event(1500, "amy", "frozen", { reason: "club" }),
    event(1600, "amy", "thawed", { reason: "time is up" }),
    event(2000, "amy", "stopped"),
  );
  expect(stop).toMatchObject({ kind: "end", words: "amy stopped" });
  expect(freeze).toMatchObject({ kind: "freeze", words: "frozen by club" });
  expect(freeze?.ended?.kind).toBe("thawed");
  expect(fault?.ended?.kind).toBe("stopped");
  const [killed] = spans(event(1, "amy", "fault_set", { reason: "x" }), event(9, "amy", "started"));
  expect(killed?.ended?.kind).toBe("started");
});

test("who is held dead by many is one entry", () => {
  const all = spans(
    event(1000, "amy", "died", { peer: "cat" }),
    event(1400, "bob", "died", { peer: "cat" }),
    event(90_000, "bob", "died", { peer: "cat" }),
  );
  expect(all.map(({ words, members }) => [words, members.length])).toEqual([
    ["cat is held dead", 1],
    ["cat is held dead", 2],
  ]);
});
