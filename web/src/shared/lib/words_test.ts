import { expect, test } from "vitest";
import { bytes, clock, duration, plural } from "./words.ts";

test("a duration has two or three digits, and never rounds up to the next unit", () => {
  const table: [number | null | undefined, string][] = [
    [null, "–"],
    [undefined, "–"],
    [Number.NaN, "–"],
    [0, "0.00 ms"],
    [0.412, "0.41 ms"],
    [1.2, "1.2 ms"],
    [999, "999 ms"],
    [3149, "3.1 s"],
    [59_999, "59.9 s"],
    [60_000, "1 min"],
    [3_600_000, "1 h"],
    [48 * 3_600_000, "2 d"],
  ];
  for (const [ms, text] of table) expect(duration(ms)).toBe(text);
});

test("one is not many", () => {
  expect(plural(1, "peer")).toBe("1 peer");
  expect(plural(1200, "row")).toBe("1,200 rows");
  expect(bytes(1536)).toBe("1.5 KiB");
});

test("what is no time is shown as nothing", () => {
  expect(clock(undefined)).toBe("");
  expect(clock("yesterday")).toBe("");
  expect(clock("2026-03-01T12:00:00.204000000Z")).toMatch(/^\d\d:\d\d:00\.204$/);
});
