// Columns of a histogram, stacked by kind. No React here.
import { eventKind, type MessageKind } from "@/shared/lib/message_kind.ts";
import type { Histogram } from "@/shared/lib/sauron/ask.ts";

export type Layer = MessageKind | "packet";
/** From the bottom up: what is rarest and matters most stands on top. */
export const layers: readonly Layer[] = ["packet", "membership", "digest", "pull", "push", "control", "fault"];
const packets = new Set(["sent", "received", "held"]);

export const layerOf = (kind: string): Layer => (packets.has(kind) ? "packet" : eventKind(kind));

export interface Piece {
  layer: Layer;
  from: number;
  to: number;
}
export interface Column {
  start_ms: number;
  start: string;
  events: number;
  pieces: Piece[];
}

export function stacked(histogram: Histogram): Column[] {
  return (histogram.buckets ?? []).map((bucket) => {
    const heights = new Map<Layer, number>();
    for (const [kind, count] of Object.entries(bucket.kinds ?? {}))
      heights.set(layerOf(kind), (heights.get(layerOf(kind)) ?? 0) + count);
    let from = 0;
    const pieces = layers.flatMap((layer): Piece[] => {
      const count = heights.get(layer) ?? 0;
      if (count === 0) return [];
      from += count;
      return [{ layer, from: from - count, to: from }];
    });
    return { start_ms: bucket.start_ms ?? 0, start: bucket.start ?? "", events: bucket.events ?? 0, pieces };
  });
}
