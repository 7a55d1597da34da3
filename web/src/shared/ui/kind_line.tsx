import type { MessageKind } from "../lib/message_kind.ts";
import "./kind_line.css";

/** A message's kind, by colour and by the style of a line; its word stands beside it. */
export function KindLine({ kind }: { kind: MessageKind }) {
  return <span className={`kind-line ${kind}`} aria-hidden="true" />;
}
