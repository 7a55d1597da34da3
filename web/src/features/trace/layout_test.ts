import { expect, test } from "vitest";
import type { RumorTree, TreeNode } from "@/shared/lib/sauron/ask.ts";
import sample from "../../../../api/sauron/rumor.json";
import { criticalIndexes, matches, rowsOf, slabsOf, ticks } from "./layout.ts";

const node = (member: string, parent?: number): TreeNode => ({
  ...(sample.nodes[0] as TreeNode),
  member,
  ...(parent === undefined ? {} : { parent }),
});
const tree = (nodes: TreeNode[], critical: string[] = []): RumorTree => ({ ...(sample as RumorTree), nodes, critical });

test("every member stands in one row, right below who told it and those told before", () => {
  const rows = rowsOf(tree([node("amy"), node("bob", 0), node("cat", 0), node("dan", 1)]));
  expect(rows.map((row) => row.node.member)).toEqual(["amy", "bob", "dan", "cat"]);
  expect(rows.map((row) => row.row)).toEqual([0, 1, 2, 3]);
});

test("a chain as long as a large club has a place for each", () => {
  const nodes = Array.from({ length: 20_000 }, (_, at) => node(`m${at}`, at === 0 ? undefined : at - 1));
  expect(rowsOf(tree(nodes))).toHaveLength(20_000);
  expect(slabsOf(tree(nodes))).toHaveLength(20_000);
});

test("in the icicle children lie within their parent, and all members fill the first column", () => {
  const slabs = slabsOf(tree([node("amy"), node("bob", 0), node("cat", 0), node("dan", 1), node("eve")]));
  const of = (index: number) => slabs.find((slab) => slab.index === index);
  expect((of(0)?.height ?? 0) + (of(4)?.height ?? 0)).toBeCloseTo(1);
  for (const [child, parent] of [
    [1, 0],
    [2, 0],
    [3, 1],
  ] as const) {
    expect(of(child)?.depth).toBe((of(parent)?.depth ?? 0) + 1);
    expect(of(child)?.top).toBeGreaterThanOrEqual(of(parent)?.top ?? 1);
    const [ends, room] = [of(child), of(parent)].map((slab) => (slab?.top ?? 0) + (slab?.height ?? 0));
    expect(ends).toBeLessThanOrEqual((room ?? 0) + 1e-9);
  }
});

test("the critical path and what is looked for are found by name", () => {
  const one = tree([node("amy"), node("bob", 0), node("bobby", 1)], ["amy", "bob"]);
  expect([...criticalIndexes(one)]).toEqual([0, 1]);
  expect(matches(rowsOf(one), "BOB")).toEqual([1, 2]);
  expect(matches(rowsOf(one), " ")).toEqual([]);
});

test("an axis has a few round steps", () => {
  expect(ticks(612e6)).toEqual([0, 200e6, 400e6, 600e6]);
  expect(ticks(1).length).toBeLessThan(8);
});
