import { expect, test } from "vitest";
import sample from "../../../../../api/sauron/curve.json";
import type { Curve } from "./ask.ts";
import { curvePath, lastOf, theoryPath } from "./curve.ts";

const curve: Curve = {
  ...sample,
  living: 4,
  points: [
    { since_birth_ns: 0, members: 1 },
    { since_birth_ns: 50, members: 4 },
  ],
  hop_ns: 25,
  theory: { fanout: 3, known: [1, 3, 4] },
};

test("a curve begins at nothing, and everybody is the top", () => {
  expect(curvePath(curve, 100, 200, 40)).toBe("M0 40H0.0V30.0H100.0V0.0H200");
});

test("what was to be expected goes hop by hop, each as long as those that were", () => {
  expect(theoryPath(curve, 100, 200, 40)).toBe("M0.0 30.0L50.0 10.0L100.0 0.0H200");
  expect(theoryPath({ ...curve, hop_ns: null }, 100, 200, 40)).toBeNull();
  expect(theoryPath({ ...curve, theory: null }, 100, 200, 40)).toBeNull();
});

test("the axis ends with the last step of the slowest, and is never empty", () => {
  const event = { club: "office", member: "amy", boot: "aa", seq: 1, kind: "born" };
  expect(lastOf([])).toBe(1e6);
  expect(lastOf([{ event, curve: { ...curve, points: [{ since_birth_ns: 5e6, members: 1 }] } }])).toBe(5e6);
});
