import { expect, test } from "vitest";
import type { SauronEvent } from "@/shared/lib/sauron/ask.ts";
import { byTime, happeningWords, together } from "./happened.ts";
import { addRate } from "./rates.ts";

const event = (member: string, kind: string, ms: number, peer = "bob"): SauronEvent => ({
  club: "office",
  member,
  boot: "00000000000000aa",
  seq: 1,
  kind,
  peer,
  wall_time: new Date(ms).toISOString(),
});

test("what several say of one at about the same time is one entry", () => {
  const all = together([
    event("cat", "suspected", 30_200),
    event("amy", "suspected", 30_100),
    event("amy", "suspected", 30_080), // it heard of another accuser
    event("dan", "started", 30_050),
    event("eve", "suspected", 30_000),
    event("eve", "suspected", 1000),
  ]);
  expect(all.map((each) => each.first.member)).toEqual(["cat", "dan", "eve"]);
  expect(all.map(happeningWords)).toEqual(["bob is suspected by cat and 2 more", "dan started", "eve suspects bob"]);
});

test("what one order did to many is one entry, and says when there may be more of them", () => {
  const frozen = ["amy", "bob", "cat"].map((name, i) => ({ ...event(name, "frozen", 3000 - i), reason: "club" }));
  const own = { ...event("dan", "frozen", 2000), reason: "own flag" };
  expect(together([...frozen, own]).map(happeningWords)).toEqual([
    "3 members were frozen: club",
    "dan was frozen: own flag",
  ]);
  expect(together(frozen, 3).map(happeningWords)).toEqual(["3 members or more were frozen: club"]);
});

test("changes and choices stand in the order of time", () => {
  const list = byTime(
    together([event("amy", "died", 3000)]),
    together([event("cat", "born", 5000), event("cat", "born", 1)]),
  );
  expect(list.map((each) => each.first.kind)).toEqual(["born", "died", "born"]);
});

test("a rate is of its frame's own time, and a minute of them is kept", () => {
  const frame = (ms: number, at: number) => ({
    view: "rates",
    id: "a",
    frame: 1,
    wall_time: new Date(at).toISOString(),
    of: 50,
    ms,
  });
  const one = addRate([], frame(100, 1000));
  expect(one).toEqual([{ at: 1000, per_second: 500 }]);
  expect(addRate(one, frame(0, 1100))).toBe(one);
  expect(addRate(one, frame(100, 70_000))).toHaveLength(1);
});
