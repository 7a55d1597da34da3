import type { MemberEvent } from "@/shared/lib/api/member.ts";

// What passes all the time and is seldom what one looks for.
const traffic = new Set(
  "sent received probed acked duplicate stale announced pulled stream_opened stream_closed http_request held refused sync_started sync_done".split(
    " ",
  ),
);

export const isTraffic = (event: MemberEvent): boolean => traffic.has(event.kind);

/** What is shown, newest first. */
export function shownEvents(events: readonly MemberEvent[], withTraffic: boolean): MemberEvent[] {
  return events.filter((event) => withTraffic || !isTraffic(event)).reverse();
}

/** An event in words, without its kind. */
export function eventWords(event: MemberEvent): string {
  const words: string[] = [];
  if (event.origin) words.push(foreign(event.origin));
  if (event.key && event.version !== undefined) words.push(`${event.key} v${event.version}`);
  if (event.value !== undefined) words.push(`“${foreign(event.value)}”`);
  if (event.peer && event.peer !== event.origin) words.push(`${direction(event)} ${foreign(event.peer)}`.trim());
  if (event.hop) words.push(`hop ${event.hop}`);
  if (event.bytes !== undefined) words.push(`${event.bytes} B`);
  if (event.reason) words.push(`${event.kind === "suspected" ? "said " : ""}${foreign(event.reason)}`);
  return words.join(" · ");
}

/** Between Unicode's isolates, so that its direction does not turn what follows it. */
const foreign = (text: string): string => `\u2068${text}\u2069`;

function direction({ kind, origin }: MemberEvent): string {
  if (kind === "sent" || kind === "announced") return "→";
  return kind === "received" || origin !== undefined ? "←" : "";
}
