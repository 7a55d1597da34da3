import { expect, test } from "vitest";
import type { Comparison } from "@/shared/lib/sauron/ask.ts";
import sample from "../../../../api/sauron/comparison.json";
import { changeWords, drawings, figureWords, frameOf, lastTwo, pathOf } from "./figures.ts";

const comparison = sample as unknown as Comparison;

test("a figure has its unit, and what is not known is a dash", () => {
  expect(figureWords(1234, "count")).toBe("1,234");
  expect(figureWords(5.12e8, "ns")).toBe("512 ms");
  expect(figureWords(12.34, "per_second")).toBe("12.3");
  expect(figureWords(1234.5, "per_second")).toBe("1,235");
  expect(figureWords(4096, "bytes_per_second")).toBe("4.0 KiB");
  expect(figureWords(1.9, "ratio")).toBe("1.90");
  expect(figureWords(null, "ns")).toBe("–");
});

test("a change is told in percent, and what is alike as such", () => {
  expect(changeWords(-0.31)).toBe("−31 %");
  expect(changeWords(12.4)).toBe("+1,240 %");
  expect(changeWords(0.004)).toBe("=");
  expect(changeWords(null)).toBe("");
});

test("each drawing has the lines of both runs, and a sentence for each", () => {
  for (const drawn of drawings)
    for (const run of [comparison.a, comparison.b]) {
      expect(drawn.says(run)).not.toBe("");
      for (const [x, y] of drawn.lines(run)) {
        expect(Number.isFinite(x)).toBe(true);
        expect(Number.isFinite(y)).toBe(true);
      }
    }
  expect(drawings[0]?.lines(comparison.a).at(-1)?.[1]).toBeGreaterThan(0);
});

test("a line stands within its frame, with steps where a value stays", () => {
  const line = [
    [0, 0],
    [5, 50],
    [10, 100],
  ] as const;
  const frame = frameOf([line, []]);
  expect(frame).toEqual({ from: 0, to: 10, top: 100 });
  expect(pathOf(line, frame, 100, 40, false)).toBe("M0.0 40.0L50.0 20.0L100.0 0.0");
  expect(pathOf(line, frame, 100, 40, true)).toBe("M0.0 40.0H50.0V20.0H100.0V0.0");
  expect(pathOf([], frameOf([]), 100, 40, true)).toBe("");
});

test("the two that were recorded last are chosen, the older one as A", () => {
  const run = (name: string, last_wall_time: string) => ({ run: name, last_wall_time });
  expect(lastTwo([run("live", "2027-03"), run("old", "2027-01"), run("new", "2027-02")])).toEqual({
    a: "new",
    b: "live",
  });
  expect(lastTwo([run("live", "2027-03")])).toEqual({ a: "live", b: "live" });
});
