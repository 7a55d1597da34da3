import { expect, test } from "vitest";
import type { Health } from "@/shared/lib/sauron/ask.ts";
import { byLag, byWord, checks, doctorSentence, type Eye, type Word } from "./checks.ts";

const now = Date.parse("2027-01-15T08:00:10Z");
const eye = (member: string, lag_ms?: number): Eye => ({
  member,
  boot: "000000000000002a",
  address: "127.0.0.1",
  port: 8081,
  program: "watercooler-member 1",
  from: "127.0.0.1",
  have: 100,
  waiting_bytes: 0,
  ...(lag_ms === undefined ? {} : { lag_ms }),
});
const well: Health = {
  ok: true,
  club: "office",
  url: "http://127.0.0.1:9090",
  version: "1",
  started: "2027-01-15T08:00:00Z",
  store: { engine: "sqlite", where: "/tmp/a b/store.db", streams: 1, events: 100, disk_bytes: 4096 },
  kept: { age_s: null, bytes: null },
  trouble: null,
  ingest: {
    events: 100,
    duplicates: 0,
    batches: 1,
    refused: 0,
    commits: 3,
    failures: 0,
    waiting_bytes: 0,
    last_commit_us: 1500,
  },
  eyes: [eye("amy", 20)],
  eyes_refused: 0,
  questions_waiting: 0,
  live_clients: 1,
  live_views: 2,
};
const look = (change: Partial<Health>, missing = 0) =>
  checks({ health: { ...well, ...change }, missing, rate: 12.4, now });
const word = (change: Partial<Health>, name: string, missing = 0): Word | undefined =>
  look(change, missing).find((check) => check.name === name)?.word;

test("a Sauron that is well says so in every line", () => {
  const all = look({});
  expect(all.map((check) => check.word)).toEqual(all.map(() => "fine"));
  expect(doctorSentence(all)).toBe("Sauron is well.");
  expect(all.find((check) => check.name === "Ingest")?.says).toBe(
    "12 events a second now, 100 acknowledged since the start.",
  );
});

test("each trouble has its word", () => {
  const ingest = (change: Partial<Health["ingest"]>) => ({ ingest: { ...well.ingest, ...change } });
  const table: [Partial<Health>, string, Word][] = [
    [{ store: { ...well.store, code: "WC-STORE-IO", message: "it fails" } }, "Store", "bad"],
    [{ store: { ...well.store, disk_bytes: 3 * 1024 ** 3 } }, "Size", "look"],
    [{ store: { ...well.store, disk_bytes: 3 * 1024 ** 3 }, kept: { age_s: 3600, bytes: null } }, "Size", "fine"],
    [ingest({ waiting_bytes: 40 * 1024 ** 2 }), "Ingest", "look"],
    [ingest({ waiting_bytes: 64 * 1024 ** 2 }), "Ingest", "bad"],
    [ingest({ refused: 1 }), "Batches", "look"],
    [{ eyes: [eye("amy", 20), eye("bob", 2500)] }, "Eyes", "look"],
    [{ eyes: [eye("bob", 60_000)] }, "Eyes", "bad"],
    [{ eyes: [] }, "Eyes", "look"],
    [{ eyes_refused: 2 }, "Eyes", "look"],
    [{ questions_waiting: 40 }, "Questions", "look"],
    [{ questions_waiting: 63 }, "Questions", "bad"],
    [{ live_clients: 60 }, "Pages", "bad"],
    [{ otlp: { url: "http://x/v1", sent: 3, failed: 1, dropped: 0, last_error: "400" } }, "OTLP", "look"],
  ];
  for (const [change, name, expected] of table) expect(word(change, name), name).toBe(expected);
  expect(word({}, "Gaps", 7)).toBe("look");
});

test("a store that takes nothing is the first line, with how long and what to do", () => {
  const trouble = {
    code: "WC-STORE-DISK",
    message: "the disk is full",
    hint: "make room",
    since: "2027-01-15T08:00:05Z",
    attempts: 4,
  };
  const [first] = byWord(look({ trouble, eyes: [] }));
  expect(first).toMatchObject({
    name: "Store",
    word: "bad",
    says: "It takes nothing for 5.0 s, after 4 attempts: the disk is full (WC-STORE-DISK).",
    why: "Make room. Meanwhile members keep what they do, as far as their memory and spool go.",
    fix: "df -h '/tmp/a b/store.db'",
  });
  expect(doctorSentence(look({ trouble }))).toBe("Something is wrong: store.");
  expect(doctorSentence(look({ eyes: [] }))).toBe("Sauron works. Have a look at: eyes.");
});

test("the slowest eye stands first, and who has said nothing yet last", () => {
  expect(byLag([eye("c"), eye("b", 5), eye("a", 5), eye("d", 900)]).map((each) => each.member)).toEqual([
    "d",
    "a",
    "b",
    "c",
  ]);
});
