// What was set and cleared over time, with what many members say of the same put together. No React here.
import type { SauronEvent } from "@/shared/lib/sauron/ask.ts";

export const spansFilter = "kind:fault_set,fault_cleared,frozen,thawed,asleep,stopped,died,started";

export interface Span {
  kind: "fault" | "freeze" | "sleep" | "end" | "death";
  /** What it was, for people. */
  words: string;
  began: SauronEvent;
  /** When the last of them was rid of it; nothing: it holds still, or it is of one moment. */
  ended: SauronEvent | null;
  /** Who had it. */
  members: string[];
  /** Who has it still. */
  holders: ReadonlySet<string>;
}

interface Open extends Span {
  holders: Set<string>;
}

/** Members tell of the same a moment apart. */
const together_ms = 10_000;

const timeOf = (event: SauronEvent): number => Date.parse(event.wall_time ?? "");
/** `latency 100ms`, of `latency 100ms (its time has come)`. */
const faultWords = (event: SauronEvent): string => (event.reason ?? "").replace(/ \([^)]*\)$/, "");

/** From the newest event to the oldest, as they come from Sauron; the newest span first. */
export function spansOf(events: readonly SauronEvent[]): Span[] {
  const all: Open[] = [];
  for (const event of [...events].reverse()) take(all, event);
  return all.reverse();
}

function take(all: Open[], event: SauronEvent): void {
  const { member, peer = "", reason = "" } = event;
  switch (event.kind) {
    case "fault_set":
      begin(all, event, "fault", faultWords(event));
      break;
    case "fault_cleared":
      end(all, event, (span) => span.kind === "fault" && span.words === faultWords(event));
      break;
    case "frozen":
      begin(all, event, "freeze", `frozen by ${reason || "order"}`);
      break;
    case "thawed":
      end(all, event, (span) => span.kind === "freeze");
      break;
    case "asleep":
      moment(all, event, "sleep", `${member} did not run for a while`);
      break;
    case "died":
      moment(all, event, "death", `${peer} is held dead`);
      break;
    case "stopped":
      moment(all, event, "end", reason ? `${member} stopped: ${reason}` : `${member} stopped`);
      end(all, event, () => true); // with a life all ends that it had
      break;
    case "started":
      end(all, event, () => true);
      break;
  }
}

function begin(all: Open[], event: SauronEvent, kind: Span["kind"], words: string): void {
  const same = all.findLast((span) => span.kind === kind && span.words === words && span.ended === null);
  if (!same) {
    const { member } = event;
    all.push({ kind, words, began: event, ended: null, members: [member], holders: new Set([member]) });
    return;
  }
  if (!same.members.includes(event.member)) same.members.push(event.member);
  same.holders.add(event.member);
}

function end(all: Open[], event: SauronEvent, which: (span: Span) => boolean): void {
  for (const span of all) {
    if (!which(span) || !span.holders.delete(event.member) || span.holders.size > 0) continue;
    span.ended = event;
  }
}

/** What is over when it happens. */
function moment(all: Open[], event: SauronEvent, kind: Span["kind"], words: string): void {
  const same = all.findLast((span) => span.kind === kind && span.words === words);
  if (same && timeOf(event) - timeOf(same.began) < together_ms) {
    if (!same.members.includes(event.member)) same.members.push(event.member);
    return;
  }
  all.push({ kind, words, began: event, ended: event, members: [event.member], holders: new Set() });
}
