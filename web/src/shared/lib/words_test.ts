import { expect, test } from "vitest";
import { bytes, clock, day, duration, plural } from "./words.ts";

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
  expect(bytes(1023)).toBe("1023 B");
  expect(bytes(1536)).toBe("1.5 KiB");
  expect(bytes(3 * 1024 ** 2)).toBe("3.0 MiB");
  expect(bytes(5000 * 1024 ** 4)).toBe("5000.0 TiB");
});

test("what is no time is shown as nothing", () => {
  expect(clock(undefined)).toBe("");
  expect(clock("yesterday")).toBe("");
  expect(day("yesterday")).toBe("");
  expect(day("2026-03-01T12:00:00Z")).toMatch(/^2026-0[23]-\d\d \d\d:\d\d:00$/);
  expect(clock("2026-03-01T12:00:00.204000000Z")).toMatch(/^\d\d:\d\d:00\.204$/);
});
