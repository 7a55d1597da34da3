// How Sauron itself is: one line for each part of it, with what to do. No React here.
import type { Health } from "@/shared/lib/sauron/ask.ts";
import { shellWord } from "@/shared/lib/sauron/command_text.ts";
import { bytes, duration, plural } from "@/shared/lib/words.ts";

/** fine: nothing to do. look: it may become bad, or something is lost already. bad: it does not do its work. */
export type Word = "fine" | "look" | "bad";

export interface Check {
  name: string;
  word: Word;
  says: string;
  /** What it means. */
  why?: string;
  /** A command that mends it, or tells more. */
  fix?: string;
  /** Where more of it is shown. */
  more?: { path: string; search: Record<string, string>; words: string };
}

/** What Sauron's own limits are: docs/sauron.md. */
export const limits = {
  slow_ms: 2000,
  bad_ms: 10_000,
  waiting_bytes: 64 * 1024 ** 2,
  questions: 64,
  pages: 64,
  unbounded_bytes: 2 * 1024 ** 3,
};

export interface Facts {
  health: Health;
  /** Events of the live run that never came. */
  missing: number;
  /** Events that were stored in a second, lately; null: not known yet. */
  rate: number | null;
  now: number;
}

export function checks(facts: Facts): Check[] {
  const { health } = facts;
  const all = [store(facts), room(health), ingest(facts), eyes(health), missing(facts), refused(health)];
  all.push(questions(health), pages(health));
  if (health.otlp) all.push(otlp(health.otlp));
  return all;
}

const restart = "watercooler sauron stop && watercooler sauron start";

/** By the store's code, where there is more to do than to look into it. */
function storeFix(code: string, where: string): string {
  switch (code) {
    case "WC-STORE-DISK":
      return `df -h ${shellWord(where || ".")}`;
    case "WC-STORE-BUSY":
      return `fuser -v ${shellWord(where)}`;
    case "WC-STORE-MOVED":
      return restart;
    case "WC-STORE-AWAY":
      return "pg_isready";
    default:
      return "watercooler logs sauron";
  }
}

/** A phrase as a sentence, with the space behind it; of nothing nothing. */
const sentence = (phrase: string): string =>
  phrase === "" ? "" : `${phrase.charAt(0).toUpperCase()}${phrase.slice(1).replace(/\.$/, "")}. `;

function store({ health, now }: Facts): Check {
  const { trouble, store } = health;
  const where = store.where ?? "";
  if (trouble)
    return {
      name: "Store",
      word: "bad",
      says: `It takes nothing for ${duration(now - Date.parse(trouble.since))}, after ${plural(trouble.attempts, "attempt")}: ${trouble.message} (${trouble.code}).`,
      why: `${sentence(trouble.hint)}Meanwhile members keep what they do, as far as their memory and spool go.`,
      fix: storeFix(trouble.code, where),
    };
  if (store.code)
    return {
      name: "Store",
      word: "bad",
      says: `It does not answer: ${store.message ?? ""} (${store.code}).`,
      fix: storeFix(store.code, where),
    };
  const last =
    health.ingest.commits > 0 ? `, the last commit took ${duration(health.ingest.last_commit_us / 1000)}` : "";
  return { name: "Store", word: "fine", says: `${store.engine ?? ""} at ${where} takes events${last}.` };
}

function room({ store, kept }: Health): Check {
  const size = store.disk_bytes ?? 0;
  const holds = `${bytes(size)} hold ${plural(store.events ?? 0, "event")} of ${plural(store.streams ?? 0, "life").replace("lifes", "lives")}`;
  const rules = [
    ...(kept.age_s === null ? [] : [`what is older than ${duration(kept.age_s * 1000)}`]),
    ...(kept.bytes === null ? [] : [`the oldest beyond ${bytes(kept.bytes)}`]),
  ];
  if (rules.length > 0) return { name: "Size", word: "fine", says: `${holds}; ${rules.join(", and ")} is forgotten.` };
  const says = `${holds}; nothing is forgotten.`;
  if (size < limits.unbounded_bytes) return { name: "Size", word: "fine", says };
  return {
    name: "Size",
    word: "look",
    says,
    why: "It grows until the disk is full; then nothing is stored any more.",
    fix: `${restart} --retain-size 4GB`,
  };
}

function ingest({ health, rate }: Facts): Check {
  const { waiting_bytes, events, duplicates } = health.ingest;
  const now = rate === null ? "" : `${Math.round(rate).toLocaleString("en")} events a second now, `;
  const again = duplicates > 0 ? `, ${duplicates.toLocaleString("en")} came twice and were stored once` : "";
  const says = `${now}${events.toLocaleString("en")} acknowledged since the start${again}.`;
  if (waiting_bytes < limits.waiting_bytes / 2) return { name: "Ingest", word: "fine", says };
  return {
    name: "Ingest",
    word: waiting_bytes >= limits.waiting_bytes ? "bad" : "look",
    says: `${says} ${bytes(waiting_bytes)} of at most ${bytes(limits.waiting_bytes)} wait for a commit.`,
    why: "More comes in than the store takes. At the bound eyes are not read from any more; they keep what they have.",
    fix: "iostat -x 1 5",
  };
}

export type Eye = Health["eyes"][number];

export function eyeWord({ lag_ms = 0 }: Eye): Word {
  if (lag_ms >= limits.bad_ms) return "bad";
  return lag_ms >= limits.slow_ms ? "look" : "fine";
}

/** The slowest first. */
export const byLag = (eyes: readonly Eye[]): Eye[] =>
  [...eyes].sort((a, b) => (b.lag_ms ?? -1) - (a.lag_ms ?? -1) || (a.member < b.member ? -1 : 1));

function eyes({ eyes, eyes_refused }: Health): Check {
  const slow = byLag(eyes).filter((eye) => eyeWord(eye) !== "fine");
  const worst = byLag(eyes)[0];
  const lag = worst?.lag_ms === undefined ? "" : `, the slowest ${duration(worst.lag_ms)} behind`;
  const says = `${plural(eyes.length, "member")} ${eyes.length === 1 ? "is" : "are"} connected${lag}.`;
  if (slow.length > 0)
    return {
      name: "Eyes",
      word: slow.some((eye) => eyeWord(eye) === "bad") ? "bad" : "look",
      says: `${says} ${slow.length.toLocaleString("en")} of them ${slow.length === 1 ? "is" : "are"} slow.`,
      why: "What they did is told late. A member that was frozen, or whose host is busy, catches up by itself.",
      fix: `watercooler show ${shellWord(slow[0]?.member ?? "")}`,
    };
  if (eyes_refused > 0)
    return {
      name: "Eyes",
      word: "look",
      says: `${says} ${plural(eyes_refused, "connection")} refused.`,
      why: "They were of another club, had a wrong token, or told of the same life twice.",
      fix: "watercooler logs sauron",
    };
  if (eyes.length === 0) return { name: "Eyes", word: "look", says: "No member is connected.", fix: "watercooler ls" };
  return { name: "Eyes", word: "fine", says };
}

function missing({ missing }: Facts): Check {
  if (missing === 0) return { name: "Gaps", word: "fine", says: "No event of the live run is missing." };
  return {
    name: "Gaps",
    word: "look",
    says: `${plural(missing, "event")} of the live run never came.`,
    why: "They were dropped by an eye whose memory and spool were full, or went with a member that was killed. Answers that would need them say so.",
    more: { path: "/members", search: { sort: "-missed" }, words: "Of whom" },
  };
}

function refused({ ingest }: Health): Check {
  if (ingest.refused === 0)
    return {
      name: "Batches",
      word: "fine",
      says: `${plural(ingest.batches, "batch").replace("batchs", "batches")} came, and all made sense.`,
    };
  return {
    name: "Batches",
    word: "look",
    says: `${ingest.refused.toLocaleString("en")} of ${ingest.batches.toLocaleString("en")} made no sense and were refused.`,
    why: "Programs of another version, or something that is no member, told them.",
    fix: "watercooler logs sauron",
  };
}

/** Of something that has a bound: at half of it one should look, close to it it is bad. */
const filled = (count: number, most: number): Word =>
  count >= most * 0.9 ? "bad" : count >= most / 2 ? "look" : "fine";

function questions({ questions_waiting }: Health): Check {
  const word = filled(questions_waiting, limits.questions);
  const says = `${questions_waiting} of at most ${limits.questions} wait for their turn.`;
  if (word === "fine") return { name: "Questions", word, says };
  return {
    name: "Questions",
    word,
    says,
    why: "They are answered one after the other; more than the bound are refused. Close pages, or ask about less time.",
    fix: "watercooler sauron status",
  };
}

function pages({ live_clients, live_views }: Health): Check {
  const word = filled(live_clients, limits.pages);
  const says = `${plural(live_clients, "page")} of at most ${limits.pages} watch ${plural(live_views, "live view")}.`;
  return word === "fine" ? { name: "Pages", word, says } : { name: "Pages", word, says, why: "More are refused." };
}

function otlp({ url, sent, failed, dropped, last_error }: NonNullable<Health["otlp"]>): Check {
  const says = `${plural(sent, "trace")} went to ${url}`;
  if (failed + dropped === 0) return { name: "OTLP", word: "fine", says: `${says}.` };
  return {
    name: "OTLP",
    word: "look",
    says: `${says}; ${failed.toLocaleString("en")} were not taken, for ${dropped.toLocaleString("en")} there was no room.`,
    why: last_error,
    fix: `curl -i ${shellWord(url)}`,
  };
}

const order: readonly Word[] = ["bad", "look", "fine"];

/** The worst first; else as they stand. */
export const byWord = (all: readonly Check[]): Check[] =>
  [...all].sort((a, b) => order.indexOf(a.word) - order.indexOf(b.word));

/** The answer in one sentence. */
export function doctorSentence(all: readonly Check[]): string {
  const named = (word: Word) =>
    all
      .filter((check) => check.word === word)
      .map((check) => check.name.toLowerCase())
      .join(", ");
  if (named("bad")) return `Something is wrong: ${named("bad")}.`;
  if (named("look")) return `Sauron works. Have a look at: ${named("look")}.`;
  return "Sauron is well.";
}
