import { expect, test } from "vitest";
import { LinePixels } from "./line_pixels.ts";
import { paletteOf } from "./palette.ts";

const palette = paletteOf(false);
const places = { x: Float64Array.of(0, 19, 0, 19), y: Float64Array.of(2, 2, 5, -40), radius: 3 };

function drawn(edges: readonly (readonly [number, number, number, number])[], pointed = -1): Uint32Array {
  const lines = new LinePixels(20, 8, new Uint32Array(160));
  const all = edges.map(([from, to, messages, lost]) => ({ from, to, messages, lost }));
  lines.draw({ places, edges: all, palette, pointed, ratio: 1 });
  return lines.pixels;
}
const row = (pixels: Uint32Array, at: number): number[] => [...pixels.subarray(at * 20, at * 20 + 20)];

test("a line goes from one end to the other, and where two lie it is darker", () => {
  const once = row(drawn([[0, 1, 1, 0]]), 2);
  expect(once.every((pixel) => pixel !== 0)).toBe(true);
  const twice = row(
    drawn([
      [0, 1, 1, 0],
      [1, 0, 1, 0],
    ]),
    2,
  );
  expect((twice[9] as number) >>> 24).toBeGreaterThan((once[9] as number) >>> 24);
});

test("what was lost has gaps, whatever lies below", () => {
  const cut = row(drawn([[0, 1, 5, 2]]), 2);
  expect(cut.filter((pixel) => pixel === 0)).toHaveLength(6);
  expect(new Set(cut).size).toBe(2);
});

test("who is pointed at stands out, and losses of others do not", () => {
  const pixels = drawn(
    [
      [0, 1, 1, 0],
      [2, 3, 1, 1],
    ],
    1,
  );
  expect((row(pixels, 2)[5] as number) >>> 24).toBe(255);
  expect(pixels[5 * 20]).toBe(0);
});

test("what lies outside of the drawing is left out", () => {
  expect(row(drawn([[1, 3, 1, 0]]), 7).every((pixel) => pixel === 0)).toBe(true);
});
