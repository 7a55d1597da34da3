import { expect, test } from "vitest";
import { fitted, placeNew, seeded, step } from "./force.ts";
import { nearest, ring, walk, within } from "./places.ts";

const distances = ({ x, y }: { x: Float64Array; y: Float64Array }): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let a = 0; a < x.length; ++a)
    for (let b = a + 1; b < x.length; ++b)
      least = Math.min(least, Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0)));
  return least;
};

test("on the ring nobody leaves the drawing, nobody lies upon another, and the places are always the same", () => {
  for (const count of [1, 2, 20, 300, 1000]) {
    const places = ring(count, 900, 700);
    expect([...places.x, ...places.y].every((at) => at > 0 && at < 900)).toBe(true);
    expect(distances(places)).toBeGreaterThan(count > 300 ? places.radius * 1.6 : places.radius * 2);
    expect(ring(count, 900, 700)).toEqual(places);
  }
});

test("a click finds who is near, and nobody where nobody is", () => {
  const places = ring(20, 900, 700);
  expect(nearest(places, { x: (places.x[7] ?? 0) + 6, y: places.y[7] ?? 0 })).toBe(7);
  expect(nearest(places, { x: 450, y: 350 })).toBe(-1);
});

test("a line round some holds these and no others", () => {
  const places = ring(4, 400, 400); // on top, right, below, left
  const right_half = [
    { x: 200.5, y: 0 },
    { x: 400, y: 0 },
    { x: 400, y: 400 },
    { x: 200.5, y: 400 },
  ];
  expect(within(places, right_half)).toEqual([1]);
  expect(within(places, [])).toEqual([]);
});

test("arrows walk round the ring and come back", () => {
  expect(walk("ArrowRight", 3, 4)).toBe(0);
  expect(walk("ArrowLeft", 0, 4)).toBe(3);
  expect(walk("ArrowRight", -1, 4)).toBe(0);
  expect(walk("x", 0, 4)).toBeNull();
  expect(walk("ArrowRight", -1, 0)).toBeNull();
});

test("forces draw two groups together and apart from each other, the same each time", () => {
  const settled = () => {
    const cloud = seeded(12);
    const pairs: [number, number][] = [];
    for (let a = 0; a < 12; ++a) for (let b = a + 1; b < 12; ++b) if (a % 2 === b % 2) pairs.push([a, b]);
    const links = {
      from: Uint32Array.from(pairs, ([a]) => a),
      to: Uint32Array.from(pairs, ([, b]) => b),
      weight: new Float64Array(pairs.length).fill(0.3),
    };
    for (let done = 0; done < 200; ++done) step(cloud, links, 0.1 * (1 - done / 200) + 0.002);
    return fitted(cloud);
  };
  const cloud = settled();
  const apart = (a: number, b: number) =>
    Math.hypot((cloud.x[a] ?? 0) - (cloud.x[b] ?? 0), (cloud.y[a] ?? 0) - (cloud.y[b] ?? 0));
  const middle = (odd: number) => {
    const of = (all: Float64Array) => all.filter((_, at) => at % 2 === odd).reduce((a, b) => a + b, 0) / 6;
    return { x: of(cloud.x), y: of(cloud.y) };
  };
  expect(Math.hypot(middle(0).x - middle(1).x, middle(0).y - middle(1).y)).toBeGreaterThan(apart(0, 2));
  expect(Math.max(...cloud.x.map(Math.abs), ...cloud.y.map(Math.abs))).toBeLessThanOrEqual(1);
  expect(settled()).toEqual(cloud);
});

test("who comes later stands near those it talks with, and moves nobody", () => {
  const pinned = new Map([
    ["amy", [0.5, 0.5] as const],
    ["cat", [-0.5, 0] as const],
  ]);
  const cloud = placeNew(["amy", "bob", "cat"], pinned, () => [0]);
  expect([cloud.x[0], cloud.y[0], cloud.x[2], cloud.y[2]]).toEqual([0.5, 0.5, -0.5, 0]);
  expect(Math.hypot((cloud.x[1] ?? 0) - 0.5, (cloud.y[1] ?? 0) - 0.5)).toBeLessThan(0.1);
});
