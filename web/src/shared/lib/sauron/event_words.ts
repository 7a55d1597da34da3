// An event as a sentence. No React here.
import { duration } from "../words.ts";
import type { SauronEvent } from "./ask.ts";

const quoted = (value: string | undefined): string => `“${shortened(value ?? "")}”`;
export const shortened = (text: string, most = 80): string => {
  const letters = [...text.slice(0, most * 4)];
  return letters.length > most ? `${letters.slice(0, most).join("")}…` : text;
};

const entry = (event: SauronEvent): string =>
  `${event.origin}'s ${event.key === "book" ? "" : `${event.key} `}${quoted(event.value)}`;
const version = (event: SauronEvent): string => (event.version ? ` (v${event.version})` : "");

/** What happened, for people. */
export function eventWords(event: SauronEvent): string {
  const { member, peer = "somebody", reason, kind } = event;
  const why = reason ? `: ${shortened(reason)}` : "";
  switch (kind) {
    case "started":
      return `${member} started`;
    case "born":
      return event.key === "book"
        ? `${event.origin ?? member} chose ${quoted(event.value)}${version(event)}`
        : `${event.origin ?? member} set ${event.key} to ${quoted(event.value)}`;
    case "applied":
      return `${member} learned ${entry(event)}${version(event)} from ${peer}`;
    case "duplicate":
      return `${member} heard ${entry(event)} from ${peer} again`;
    case "suspected":
      return `${member} suspects ${peer}`;
    case "cleared":
      return `${member} suspects ${peer} no longer`;
    case "died":
      return `${member} holds ${peer} dead`;
    case "left":
      return `${member} saw ${peer} leave`;
    case "joined":
      return `${member} saw ${peer} join`;
    case "returned":
      return `${member} saw ${peer} return`;
    case "reaped":
      return `${member} forgot ${peer}`;
    case "refuted":
      return `${member} refuted a suspicion`;
    case "frozen":
      return `${member} was frozen${why}`;
    case "thawed":
      return `${member} was thawed${why}`;
    case "stepped":
      return `${member} was stepped${why}`;
    case "asleep":
      return `${member} was asleep${event.count ? ` for ${duration(event.count / 1e6)}` : ""}`;
    case "leaving":
      return `${member} says goodbye`;
    case "stopped":
      return `${member} stopped${why}`;
    case "fault_set":
      return `a fault began at ${member}${why}`;
    case "fault_cleared":
      return `a fault ended at ${member}${why}`;
    case "eye_lost":
      return `${member}'s eye lost ${event.count ?? "some"} events`;
    case "sent":
      return `${member} sent ${peer} ${reason ?? "a packet"}`;
    case "received":
      return `${member} got ${reason ?? "a packet"} from ${peer}`;
    default:
      return `${member}: ${kind.replaceAll("_", " ")}${event.peer ? ` ${event.peer}` : ""}${why}`;
  }
}

/** Names one event, among all. */
export const eventId = (event: SauronEvent): string => `${event.member}.${event.boot}.${event.seq}`;

/** The other way round; null if it names none. */
export function parseId(id: string): { member: string; boot: string; seq: number } | null {
  const parts = /^(.*)\.([0-9a-f]{16})\.(\d+)$/.exec(id);
  return parts ? { member: parts[1] ?? "", boot: parts[2] ?? "", seq: Number(parts[3]) } : null;
}

const results: Record<string, string> = {
  applied: "new",
  duplicate: "seen",
  stale: "stale",
  dropped: "dropped",
  refused: "dropped",
  fault_set: "fault",
  fault_cleared: "fault",
};
/** What became of what came in, in a word. */
export const resultOf = (kind: string): string => results[kind] ?? "";
