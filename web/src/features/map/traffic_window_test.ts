import { expect, test } from "vitest";
import type { Traffic } from "@/shared/lib/sauron/ask.ts";
import sample from "../../../../api/sauron/traffic.json";
import { busiest, edgesOf, groups, TrafficWindow } from "./traffic_window.ts";

type Row = readonly [from: number, to: number, messages: number, lost: number];

function told(known: number, names: readonly string[], rows: readonly Row[], more: Partial<Traffic> = {}): Traffic {
  const column = (at: 0 | 1 | 2 | 3) => rows.map((row) => row[at]);
  const sum = (at: 2 | 3) => column(at).reduce((a, b) => a + b, 0);
  return {
    messages: sum(2),
    lost: sum(3),
    elsewhere: 0,
    more: 0,
    causes: [],
    known,
    names: [...names],
    edges: { from: column(0), to: column(1), messages: column(2), lost: column(3) },
    ...more,
  };
}

const three = ["amy", "bob", "cat"];

test("what happened is added up, and forgotten once it is older than the window", () => {
  const window = new TrafficWindow(1000);
  window.setMembers(three);
  window.take(told(0, ["bob", "amy"], [[1, 0, 5, 1]], { causes: [{ cause: "refused", messages: 1 }] }), 600);
  window.take(
    told(
      2,
      ["cat"],
      [
        [1, 0, 2, 0],
        [2, 1, 7, 0],
      ],
    ),
    400,
  );
  expect(edgesOf(window, 0)).toEqual([
    { from: 0, to: 1, messages: 7, lost: 1 },
    { from: 2, to: 0, messages: 7, lost: 0 },
  ]);
  expect(window.total).toMatchObject({ messages: 14, lost: 1, ms: 1000 });
  expect([...window.sends]).toEqual([7, 0, 7]);
  expect([...window.causes]).toEqual([["refused", 1]]);
  window.take(told(3, [], []), 500);
  expect(window.total).toMatchObject({ messages: 9, lost: 0, ms: 900 });
  expect(window.causes.size).toBe(0);
  expect([...window.messages]).toEqual([0, 2, 0, 0, 0, 0, 7, 0, 0]);
});

test("who joins is counted from the beginning, and everybody else goes on", () => {
  const window = new TrafficWindow(10_000);
  window.setMembers(["bob", "cat"]);
  window.take(told(0, ["amy", "bob"], [[0, 1, 3, 0]]), 100);
  expect(window.total.messages).toBe(3);
  expect(edgesOf(window, 0)).toEqual([]);
  window.setMembers(three);
  expect(edgesOf(window, 1)).toEqual([{ from: 0, to: 1, messages: 3, lost: 0 }]);
});

test("a new connection numbers names anew, so nothing is mixed up", () => {
  const window = new TrafficWindow(10_000);
  window.setMembers(three);
  window.take(told(0, ["amy", "bob"], [[0, 1, 3, 0]]), 100);
  window.take(told(0, ["cat", "bob"], [[0, 1, 4, 0]]), 100);
  expect(edgesOf(window, 1)).toEqual([{ from: 2, to: 1, messages: 4, lost: 0 }]);
  expect(window.total.messages).toBe(4);
});

test("what a page missed for long replaces what it had, with the time that it took", () => {
  const window = new TrafficWindow(1000);
  window.setMembers(three);
  window.take(told(0, three, [[0, 1, 1, 0]]), 100);
  window.take(told(3, [], [[1, 2, 60, 0]]), 60_000);
  expect(window.total).toMatchObject({ messages: 60, ms: 60_000 });
  expect(window.perSecond(60)).toBe(1);
});

test("the sample is read as it is", () => {
  const window = new TrafficWindow(10_000);
  window.setMembers(["amy", "jimmy"]);
  window.take(sample.traffic, sample.ms);
  expect(busiest(window, 10)).toEqual({ edges: [{ from: 0, to: 1, messages: 1, lost: 0 }], of: 1 });
});

test("of too many lines the losses stay, then the busiest", () => {
  const window = new TrafficWindow(1000);
  window.setMembers(three);
  const rows: Row[] = [
    [0, 1, 9, 0],
    [0, 2, 5, 0],
    [1, 0, 1, 1],
    [1, 2, 5, 0],
    [2, 0, 1, 0],
  ];
  window.take(told(0, three, rows), 100);
  const names = (most: number) => busiest(window, most).edges.map(({ from, to }) => `${from}>${to}`);
  expect(names(2)).toEqual(["0>1", "1>0"]);
  expect(names(3)).toEqual(["0>1", "1>0", "1>2"]);
  expect(names(9)).toHaveLength(5);
  expect(busiest(window, 2).of).toBe(5);
});

test("of many that weigh the same each sender has its part", () => {
  const window = new TrafficWindow(1000);
  const names = Array.from({ length: 20 }, (_, at) => `m${String(at).padStart(2, "0")}`);
  window.setMembers(names);
  const all: Row[] = names.flatMap((_, from) => names.map((_, to) => [from, to, 1, 0] as const));
  window.take(told(0, names, all), 100);
  const { edges, of } = busiest(window, 40);
  expect([edges.length, of]).toEqual([40, 400]);
  expect(new Set(edges.map(({ from }) => from)).size).toBe(20);
});

test("those who hear of each other are a group, and who hears of nobody is one alone", () => {
  const window = new TrafficWindow(1000);
  window.setMembers(["a", "b", "c", "d", "e"]);
  window.take(
    told(
      0,
      ["a", "b", "c", "d", "e"],
      [
        [3, 1, 2, 0],
        [1, 2, 2, 0],
        [0, 4, 3, 3],
      ],
    ),
    100,
  );
  expect(groups(window)).toEqual([1, 0, 0, 0, 2]);
});
