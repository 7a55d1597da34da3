import { expect, test } from "vitest";
import type { Beliefs } from "@/shared/lib/sauron/ask.ts";
import sample from "../../../../api/sauron/beliefs.json";
import { type Belief, cellAt, cellSize, partWords, pixels, unusual } from "./matrix.ts";

const beliefs = {
  ...sample,
  members: [
    { name: "amy", truth: "alive", reports: true },
    { name: "bob", truth: "ended", reports: false },
  ],
  of: 2,
  rows: [{ name: "amy", truth: "alive", beliefs: "aa" }],
} as Beliefs;

test("a belief is wrong when the truth says otherwise", () => {
  expect(cellAt(beliefs, 0, 1)).toEqual({
    believer: "amy",
    about: "bob",
    belief: "alive",
    truth: "ended",
    wrong: true,
    row: 0,
    column: 1,
  });
  expect(cellAt(beliefs, 0, 0)?.wrong).toBe(false);
  expect(cellAt(beliefs, 1, 0)).toBeNull();
});

test("what the dead believed last is not counted as wrong", () => {
  const late = { ...beliefs, rows: [{ name: "bob", truth: "ended", beliefs: "aa" }] } as Beliefs;
  expect(cellAt(late, 0, 1)?.wrong).toBe(false);
});

test("the table leaves out only what is as usual", () => {
  expect(unusual(beliefs).map((cell) => cell.about)).toEqual(["bob"]);
});

test("a thousand members have a field each", () => {
  expect(cellSize(1000, 900)).toBe(1);
  expect(cellSize(8, 900)).toBe(34);
});

const coarse = {
  ...beliefs,
  of: 5,
  per_field: 2,
  members: ["amy", "bob", "cat", "dan", "eve"].map((name) => ({ name, truth: "alive", reports: true })),
  rows: [
    { name: "amy", last: "bob", beliefs: "awu" },
    { name: "cat", last: "dan", beliefs: "asu" },
    { name: "eve", last: "eve", beliefs: "uua" },
  ],
} as Beliefs;

test("a field of several pairs says whose they are, and where they begin", () => {
  expect(cellAt(coarse, 1, 2)).toMatchObject({
    believer: "cat … dan",
    about: "eve",
    belief: "unknown",
    row: 2,
    column: 4,
  });
  expect(cellAt(coarse, 0, 1)).toMatchObject({ about: "cat … dan", belief: "wrong", wrong: true, truth: "" });
  expect(unusual(coarse).map(({ belief }) => belief)).toEqual(["wrong", "suspect"]);
});

test("what is shown is said where it is not a field for each pair", () => {
  expect(partWords(beliefs)).toBe("");
  expect(partWords(coarse)).toContain("Each field is 2 × 2 of 5 × 5 pairs");
  const part = { ...coarse, per_field: 1, row: 1000, column: 2000, of: 5000 };
  expect(partWords(part)).toBe("A part: of 5,000 members by name, rows are 1,001 to 1,003, columns 2,001 to 2,005.");
});

test("each field is a pixel of its belief's colour, and what is wrong has its own", () => {
  const colour: Record<Belief, number> = { alive: 1, suspect: 2, dead: 3, left: 4, unknown: 5, wrong: 6 };
  expect([...pixels(beliefs, colour, 2)]).toEqual([1, 6]);
  expect([...pixels(coarse, colour, 3)]).toEqual([1, 6, 5, 1, 2, 5, 5, 5, 1]);
});
