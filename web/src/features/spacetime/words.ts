// The diagram in words. No React here; what is counted was counted by Sauron.
import type { Spacetime } from "@/shared/lib/sauron/ask.ts";
import { clock, duration, plural } from "@/shared/lib/words.ts";
import { lines } from "./view.ts";

type Arrow = Spacetime["arrows"][number];

/** `6 members for 2.0 s from 14:02:12.000: 45 messages, 3 of them lost.` */
export function answerSentence(told: Spacetime): string {
  const { messages } = told;
  const stretch = `${plural(told.lanes.length, "member")} for ${duration(told.length_ns / 1e6)} from ${clock(told.from)}`;
  if (told.events.length === 0) return `${stretch}: nothing that is shown happened.`;
  const troubles = [
    messages.lost > 0 && `${messages.lost.toLocaleString("en")} lost`,
    messages.dropped > 0 && `${messages.dropped.toLocaleString("en")} thrown away`,
    messages.refused > 0 && `${messages.refused.toLocaleString("en")} refused`,
    messages.held > 0 && `${messages.held.toLocaleString("en")} held`,
  ].filter(Boolean);
  const of = troubles.length > 0 ? `, of which ${troubles.join(", ")}` : "";
  return `${stretch}: ${plural(told.events.length, "event")}, ${plural(messages.all, "message")}${of}.`;
}

/** What is not shown, and how much of it there is. */
export function hiddenWords(told: Spacetime): string {
  const hidden = lines.filter((line) => !told.shown.includes(line) && told.counts[line] > 0);
  const parts = hidden.map((line) => `${told.counts[line].toLocaleString("en")} of ${line}`);
  if (told.left_out > 0) parts.push(`${told.left_out.toLocaleString("en")} with hidden members`);
  return parts.length > 0 ? `Not shown: ${parts.join(", ")}.` : "";
}

const fates: Record<Arrow["fate"], string> = {
  received: "arrived",
  held: "is held until the thaw",
  dropped: "was thrown away",
  refused: "was refused: nobody listens there",
  lost: "was lost: nobody got it within a second",
  open: "may arrive yet",
  outside: "went to somebody who has no lane",
  unknown: "nobody can tell: events of its receiver are missing",
};

/** What became of a message. */
export function fateWords(arrow: Arrow): string {
  const took = took_ns(arrow);
  if (arrow.fate === "received" && took !== null)
    return `${arrow.held === undefined ? "arrived" : "was held and arrived"} after ${duration(took / 1e6)}`;
  return arrow.why && arrow.fate === "dropped" ? `was thrown away: ${arrow.why}` : fates[arrow.fate];
}

export const took_ns = ({ sent_offset_ns, received_offset_ns }: Arrow): number | null =>
  sent_offset_ns === undefined || received_offset_ns === undefined ? null : received_offset_ns - sent_offset_ns;
