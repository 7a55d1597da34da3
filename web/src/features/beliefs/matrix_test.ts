import { expect, test } from "vitest";
import type { Beliefs } from "@/shared/lib/sauron/ask.ts";
import sample from "../../../../api/sauron/beliefs.json";
import { cellAt, cellSize, unusual } from "./matrix.ts";

const beliefs = {
  ...sample,
  members: [
    { name: "amy", truth: "alive", reports: true },
    { name: "bob", truth: "ended", reports: false },
  ],
  rows: [{ name: "amy", beliefs: "aa" }],
} as Beliefs;

test("a belief is wrong when the truth says otherwise", () => {
  expect(cellAt(beliefs, 0, 1)).toEqual({
    believer: "amy",
    about: "bob",
    belief: "alive",
    truth: "ended",
    wrong: true,
  });
  expect(cellAt(beliefs, 0, 0)?.wrong).toBe(false);
  expect(cellAt(beliefs, 1, 0)).toBeNull();
});

test("what the dead believed last is not counted as wrong", () => {
  const late = { ...beliefs, rows: [{ name: "bob", beliefs: "aa" }] };
  expect(cellAt(late, 0, 1)?.wrong).toBe(false);
});

test("the table leaves out only what is as usual", () => {
  expect(unusual(beliefs).map((cell) => cell.about)).toEqual(["bob"]);
});

test("a thousand members have a field each", () => {
  expect(cellSize(1000, 900)).toBe(1);
  expect(cellSize(8, 900)).toBe(34);
});
