import { expect, test } from "vitest";
import type { RosterRow, RumorTree, SauronEvent } from "@/shared/lib/sauron/ask.ts";
import roster from "../../../../api/sauron/roster.json";
import rumor from "../../../../api/sauron/rumor.json";
import { activeFaults } from "./faults.ts";
import { lookOf, namesOf, namesText } from "./look.ts";
import { orderOf, paint, scaleOf, shadesOf } from "./matrix_pixels.ts";
import { badgesOf, dotsOf, paletteOf } from "./palette.ts";
import { partitionOf, words } from "./partition.ts";
import { TrafficWindow } from "./traffic_window.ts";
import { beside, dotsAt, edgesAt, knownAt, waveOf } from "./wave.ts";

const rows = roster.rows as RosterRow[];
const palette = paletteOf(false);
const plain = { palette, ages: [], rates: [] };

test("few members are a ring, many a matrix, and the address has the last word", () => {
  expect(lookOf({}, 400).layout).toBe("ring");
  expect(lookOf({}, 401).layout).toBe("matrix");
  expect(lookOf({ layout: "force", window: "1s", colour: "nonsense" }, 1000)).toMatchObject({
    layout: "force",
    window: "1s",
    colouring: "state",
  });
});

test("names come out of the address as they went in", () => {
  for (const names of [[], ["amy"], ["amy", "bob"], ["a,b", "c\\d", "e f"]])
    expect(namesOf(namesText(names))).toEqual(names);
  expect(namesOf(undefined)).toEqual([]);
});

test("a member's shape is its state, whatever its colour says", () => {
  expect(dotsOf(rows, { ...plain, colouring: "state" }).map(({ state }) => state)).toEqual([
    "alive",
    "suspect",
    "alive",
  ]);
  const [amy, bob] = dotsOf(rows, { ...plain, colouring: "book" });
  expect(amy).toMatchObject({ state: "alive", letters: "Du" });
  expect(bob).toMatchObject({ state: "suspect", letters: "" });
  const ages = dotsOf(rows, { ...plain, colouring: "age", ages: [0, null, 1000] });
  expect(ages.map(({ fill }) => fill === "")).toEqual([false, true, false]);
});

test("eight books have a badge, and an article is no beginning", () => {
  const many = Array.from({ length: 10 }, (_, at) => ({ ...(rows[0] as RosterRow), book: `The ${at}x` }));
  const badges = badgesOf([...many, ...many.slice(9)], palette);
  expect(badges.size).toBe(8);
  expect([...badges.values()][0]).toMatchObject({ book: "The 9x", letters: "9x", count: 2 });
});

function some(): TrafficWindow {
  const window = new TrafficWindow(1000);
  window.setMembers(["a", "b", "c"]);
  const traffic = { messages: 9, lost: 1, elsewhere: 0, more: 0, causes: [], known: 0, names: ["a", "b", "c"] };
  window.take({ ...traffic, edges: { from: [1, 1], to: [2, 0], messages: [8, 1], lost: [0, 1] } }, 100);
  return window;
}

test("the matrix has a pixel for each pair: messages, losses, and a cross for who is gone", () => {
  const window = some();
  const shades = shadesOf(false);
  const pixels = new Uint32Array(9);
  paint(pixels, window, orderOf(window, "name"), [false, false, true], shades, scaleOf(window));
  const { none, self, gone, fault } = shades;
  expect([...pixels]).toEqual([self, none, gone, fault, self, pixels[5], gone, gone, gone]);
  expect([none, gone, fault]).not.toContain(pixels[5]);
});

test("by traffic the busiest come first, by groups those who hear of each other stand together", () => {
  expect([...orderOf(some(), "traffic")]).toEqual([1, 2, 0]);
  expect([...orderOf(some(), "group")]).toEqual([1, 2, 0]);
});

test("a side of a partition is said in few words that nobody of the other fits", () => {
  expect(words(["amy", "ann"], ["bob"])).toEqual(["a*"]);
  expect(words(["amy"], ["ann"])).toEqual(["amy"]);
  expect(words(["m1", "m10", "m11"], ["m12", "m2"])).toEqual(["m1", "m10", "m11"]);
  const all = Array.from({ length: 1000 }, (_, at) => `member-${String(at).padStart(4, "0")}`);
  const cut = partitionOf(all, new Set(all.slice(0, 250)), "5m");
  expect(cut).toEqual({
    command: [
      "chaos",
      "add",
      `partition member-00*,member-01*,${[0, 1, 2, 3, 4].map((tens) => `member-02${tens}*`).join(",")} | ${[
        5, 6, 7, 8, 9,
      ]
        .map((tens) => `member-02${tens}*`)
        .join(",")},${[3, 4, 5, 6, 7, 8, 9].map((hundreds) => `member-0${hundreds}*`).join(",")}`,
      "--for",
      "5m",
    ],
  });
});

test("what no fault can say is refused with the reason", () => {
  const all = Array.from({ length: 1000 }, (_, at) => `m${String(at).padStart(3, "0")}`);
  const refusal = (names: readonly string[], chosen: readonly string[]) => {
    const told = partitionOf(names, new Set(chosen), "5m");
    return "refused" in told ? told.refused : "";
  };
  expect(
    refusal(
      all,
      all.filter((_, at) => at % 2 === 0),
    ),
  ).toMatch(/more words/);
  expect(refusal(all, all)).toMatch(/nobody is left/);
  expect(refusal(all, [])).toMatch(/Choose/);
  expect(refusal(["amy", "a b"], ["amy"])).toMatch(/signs/);
});

const event = (member: string, kind: string, count: number, reason: string): SauronEvent =>
  ({ member, kind, count, reason }) as SauronEvent;

test("a fault is in force from its setting until it is cleared, or its member ends", () => {
  const newest_first = [
    event("bob", "started", 0, ""),
    event("cat", "fault_set", 2, "loss 5%"),
    event("amy", "fault_cleared", 1, "partition a | b (healed)"),
    event("amy", "fault_set", 2, "loss 5%"),
    event("amy", "fault_set", 1, "partition a | b"),
    event("bob", "fault_set", 1, "partition a | b"),
    event("dan", "fault_set", 1, "partition a | b"),
  ];
  expect(activeFaults(newest_first, (member) => member !== "dan")).toEqual([{ text: "loss 5%", members: 2 }]);
});

test("the wave shows who knew it at any moment", () => {
  const wave = waveOf(rumor as RumorTree, rows);
  expect(wave.names).toEqual(["amy", "bob", "jimmy"]);
  expect(knownAt(wave, 0)).toBe(1);
  expect(edgesAt(wave, 0)).toEqual([]);
  const all = waveOf({ ...rumor, nodes: rumor.nodes.map((node) => ({ ...node, late: false })) } as RumorTree, rows);
  expect(all.last_ns).toBe(600_000_000);
  expect(knownAt(all, 600_000_000)).toBe(2);
  expect(edgesAt(all, 600_000_000)).toEqual([{ from: 0, to: 2, messages: 1, lost: 0 }]);
  expect(dotsAt(all, 0).map(({ fill }) => fill === "")).toEqual([false, true, true]);
  expect([beside(all, 0, true), beside(all, 600_000_000, false)]).toEqual([600_000_000, 0]);
  expect(wave.late).toBe(1);
});
