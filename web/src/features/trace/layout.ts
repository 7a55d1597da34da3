// Where the nodes of a rumor's tree stand. No React here, and no totals: what is told was counted by Sauron.
import type { RumorTree, TreeNode } from "@/shared/lib/sauron/ask.ts";

export type Axis = "time" | "hops";

export interface Placed {
  index: number;
  node: TreeNode;
  row: number;
  critical: boolean;
}

/** Beyond so many copies one line per member says nothing any more. */
export const deliveries_max = 2000;

function childrenOf(nodes: readonly TreeNode[]): Map<number | undefined, number[]> {
  const children = new Map<number | undefined, number[]>();
  nodes.forEach((node, index) => {
    const of = children.get(node.parent);
    if (of) of.push(index);
    else children.set(node.parent, [index]);
  });
  return children;
}

/** The nodes that lead to the last one, by index. */
export function criticalIndexes(tree: RumorTree): Set<number> {
  const names = new Set(tree.critical);
  return new Set(tree.nodes.flatMap((node, index) => (names.has(node.member) ? [index] : [])));
}

/** One row each: a node, then what hangs on it. Without recursion, as a chain may be as long as the club. */
export function rowsOf(tree: RumorTree): Placed[] {
  const children = childrenOf(tree.nodes);
  const critical = criticalIndexes(tree);
  const placed: Placed[] = [];
  const waiting = [...(children.get(undefined) ?? [])].reverse();
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const node = tree.nodes[index];
    if (!node) continue;
    placed.push({ index, node, row: placed.length, critical: critical.has(index) });
    for (const child of [...(children.get(index) ?? [])].reverse()) waiting.push(child);
  }
  return placed;
}

export const lastNs = (tree: RumorTree): number => Math.max(1, ...tree.nodes.map((node) => node.since_birth_ns));

export const place = (tree: RumorTree, node: TreeNode, axis: Axis): number =>
  axis === "time" ? Math.max(0, node.since_birth_ns) / lastNs(tree) : node.hop / Math.max(1, tree.hops);

export interface Slab {
  index: number;
  depth: number;
  /** Parts of the whole height. */
  top: number;
  height: number;
}

/** An icicle: each node as high as all that hang on it together, each hop a column. */
export function slabsOf(tree: RumorTree): Slab[] {
  const children = childrenOf(tree.nodes);
  const size = new Array<number>(tree.nodes.length).fill(1);
  for (let index = tree.nodes.length - 1; index >= 0; --index) {
    const parent = tree.nodes[index]?.parent;
    if (parent !== undefined) size[parent] = (size[parent] ?? 1) + (size[index] ?? 1);
  }
  const slabs: Slab[] = [];
  const waiting: { index: number; depth: number; top: number }[] = [];
  const push = (indexes: readonly number[], depth: number, from: number) => {
    let top = from;
    for (const index of indexes) {
      waiting.push({ index, depth, top });
      top += (size[index] ?? 1) / tree.nodes.length;
    }
  };
  push(children.get(undefined) ?? [], 0, 0);
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    const height = (size[at.index] ?? 1) / tree.nodes.length;
    slabs.push({ ...at, height });
    push(children.get(at.index) ?? [], at.depth + 1, at.top + 1 / tree.nodes.length);
  }
  return slabs;
}

/** Round steps for an axis: about five of them. */
export function ticks(last_ns: number): number[] {
  const rough = last_ns / 5;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const all: number[] = [];
  for (let at = 0; at <= last_ns; at += step) all.push(at);
  return all;
}

/** Members whose name has the text, in the order of the rows. */
export function matches(rows: readonly Placed[], text: string): number[] {
  const query = text.trim().toLowerCase();
  if (query === "") return [];
  return rows.flatMap(({ node, index }) => (node.member.toLowerCase().includes(query) ? [index] : []));
}
