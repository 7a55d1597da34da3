import { type MouseEvent, useEffect, useMemo, useRef, useState } from "react";
import { heat } from "@/shared/lib/heat.ts";
import type { RumorTree } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref } from "@/shared/lib/sauron/moment.ts";
import { useDark } from "@/shared/lib/theme.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { duration } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { criticalIndexes, lastNs, type Slab, slabsOf } from "./layout.ts";

const height = 520;
const label_min_px = 13;

/** A large tree: each hop a column, each member as high as all that had it through it. */
export function Icicle({ tree, found }: { tree: RumorTree; found: number | null }) {
  const dark = useDark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [chosen, setChosen] = useState<number | null>(null);
  const slabs = useMemo(() => slabsOf(tree), [tree]);
  const column = width / Math.max(1, ...slabs.map((slab) => slab.depth + 1));
  const marked = chosen ?? found;

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || width === 0) return;
    const ratio = devicePixelRatio;
    canvas.current.width = width * ratio;
    canvas.current.height = height * ratio;
    context.scale(ratio, ratio);
    paint(context, { tree, slabs, column, marked, dark });
  }, [tree, slabs, column, width, marked, dark]);

  const pick = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const depth = Math.floor((event.clientX - box.left) / column);
    const at = (event.clientY - box.top) / height;
    const slab = slabs.find((each) => each.depth === depth && at >= each.top && at < each.top + each.height);
    setChosen(slab?.index ?? null);
  };
  return (
    <div className="icicle" ref={ref}>
      <canvas
        ref={canvas}
        className="icicle-canvas"
        role="img"
        aria-label={`${tree.summary} One column per hop; the table has every member.`}
        onClick={pick}
      />
      <Chosen tree={tree} index={marked} />
    </div>
  );
}

function Chosen({ tree, index }: { tree: RumorTree; index: number | null }) {
  const href = useHref();
  const node = index === null ? undefined : tree.nodes[index];
  if (!node) return <p className="muted">Each column is a hop; a click on a block says whose it is.</p>;
  return (
    <p>
      <MemberChip name={node.member} href={href(memberPath(node.member))} /> heard it{" "}
      {node.told_by ? (
        <>
          from <bdi>{node.told_by}</bdi>{" "}
        </>
      ) : null}
      after {duration(node.since_birth_ns / 1e6)}, at hop {node.hop}, and told {node.children} others first.
    </p>
  );
}

interface Paint {
  tree: RumorTree;
  slabs: readonly Slab[];
  column: number;
  marked: number | null;
  dark: boolean;
}
function paint(context: CanvasRenderingContext2D, { tree, slabs, column, marked, dark }: Paint) {
  const last = lastNs(tree);
  const critical = criticalIndexes(tree);
  context.clearRect(0, 0, context.canvas.width, height);
  context.font = "12px system-ui, sans-serif";
  for (const slab of slabs) {
    const node = tree.nodes[slab.index];
    if (!node) continue;
    const share = node.since_birth_ns / last;
    const [x, y] = [slab.depth * column, slab.top * height];
    const tall = Math.max(0.5, slab.height * height - (slab.height * height > 3 ? 1 : 0));
    context.fillStyle = heat(share);
    context.fillRect(x, y, column - 2, tall);
    if (critical.has(slab.index) || slab.index === marked) {
      context.strokeStyle = slab.index === marked ? (dark ? "#ffffff" : "#000000") : dark ? "#ff8f7d" : "#a1242d";
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, column - 4, Math.max(1, tall - 2));
    }
    if (tall < label_min_px) continue;
    context.fillStyle = share > 0.6 ? "#0e1116" : "#ffffff";
    context.fillText(node.member, x + 5, y + Math.min(tall / 2 + 4, 16), column - 12);
  }
}
