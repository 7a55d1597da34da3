import { expect, test } from "vitest";
import type { ClubState, Controlled } from "@/shared/lib/sauron/control.ts";
import club from "../../../../api/sauron/club_state.json";
import controlled from "../../../../api/sauron/control.json";
import { faultWords, frozenWords, standingOf } from "./club_words.ts";
import { chunked, doneWords, failed, isolate, ordersOf, pick, undoOf } from "./commands.ts";

const done = (output: unknown, exit = 0): Controlled => ({ exit, command: "", output, error: null });
const outcome = (name: string, what: string, detail?: string) => ({ name, outcome: what, ...(detail && { detail }) });

test("more names than fit go into more commands", () => {
  const names = Array.from({ length: 60 }, (_, i) => `m${i}`);
  const commands = chunked(["stop"], names, ["--dry-run"]);
  expect(commands).toHaveLength(3);
  expect(commands.flatMap((command) => command.slice(1, -1))).toEqual(names);
  for (const command of commands) expect(command.length).toBeLessThanOrEqual(32);
  const longest = isolate(Array.from({ length: 25 }, () => "n".repeat(32)));
  expect(longest[3]?.length).toBeLessThanOrEqual(1024);
});

test("undo takes back exactly what was changed", () => {
  expect(undoOf(["freeze"], done({ club: true, already: false, outcomes: [] }))).toEqual([["thaw"]]);
  expect(undoOf(["freeze"], done({ club: true, already: true }))).toEqual([]);
  const outcomes = [
    outcome("amy", "frozen"),
    outcome("bob", "already frozen"),
    outcome("cat", "failed", "it has ended"),
  ];
  expect(undoOf(["freeze", "amy", "bob", "cat"], done({ outcomes }, 8))).toEqual([["thaw", "amy"]]);
  expect(undoOf(["thaw", "amy"], done({ outcomes: [outcome("amy", "thawed")] }))).toEqual([["freeze", "amy"]]);
  expect(undoOf(["thaw"], done({ outcomes: [outcome("amy", "thawed")] }))).toEqual([["freeze"]]);
  expect(undoOf(["thaw"], done({ outcomes: [outcome("amy", "not frozen")] }))).toEqual([]);
  expect(undoOf(["chaos", "add", "isolate", "amy"], done({ id: 3, changed: true }))).toEqual([["chaos", "rm", "3"]]);
  expect(undoOf(["chaos", "add", "loss", "0%"], done({ id: null, changed: false }))).toEqual([]);
  for (const command of [["stop"], ["kill", "amy"], ["step", "5"], ["chaos", "heal"], ["pick", "amy", "Emma"]])
    expect(undoOf(command, done({ outcomes: [outcome("amy", "frozen")] }))).toEqual([]);
});

test("what became of a command is said in a few words, failures with their reason", () => {
  expect(doneWords(["freeze", "amy"], controlled as Controlled)).toBe("amy: frozen");
  const outcomes = [
    outcome("amy", "stopped"),
    outcome("bob", "stopped"),
    outcome("cat", "stopped"),
    outcome("dan", "failed", "it has ended"),
  ];
  expect(doneWords(["stop"], done({ outcomes }, 8))).toBe("3 members: stopped, dan: failed (it has ended)");
  expect(doneWords(["thaw"], done({ outcomes: [] }))).toBe("nobody lives in the club");
  expect(doneWords(["chaos", "heal"], done({ removed: [] }))).toBe("chaos heal: done");
  expect(doneWords(["pick", "amy", "Emma"], done({ name: "amy", value: "Emma", outcome: "held" }))).toBe(
    "amy will read “Emma”: held until the thaw",
  );
  const error = { code: "WC-CLUB-NOT-FROZEN", message: "only a frozen club can be stepped", hints: [] };
  expect(doneWords(["step"], { ...done(null, 1), error })).toBe("only a frozen club can be stepped");
});

test("the club's state is said as it is", () => {
  const state = club as ClubState;
  const now = Date.parse(state.since ?? "") + 12_000;
  expect(standingOf(state, now)).toEqual({ word: "FROZEN", note: "for 12.0 s" });
  expect(frozenWords(state, now)).toBe("It thaws by itself in 48.0 s. It was let run for 25 gossip intervals since.");
  expect(standingOf({ ...state, frozen: "no" }, now)).toEqual({ word: "RUNNING", note: "" });
  expect(standingOf({ ...state, frozen: "mixed" }, now)).toEqual({ word: "RUNNING", note: "1 stopped by the kernel" });
  expect(standingOf({ ...state, frozen: "hard" }, now).word).toBe("STOPPED");
  expect(state.faults.map(faultWords)).toEqual(["loss 5%, 7.0 s left", "isolate amy, until it is healed"]);
});

test("keys act upon the members that are selected, else upon the club", () => {
  expect(ordersOf("F", [])).toEqual([["freeze"]]);
  expect(ordersOf("U", ["amy"])).toEqual([["thaw", "amy"]]);
  expect(ordersOf("S", ["amy", "bob"])).toEqual([["step", "1", "amy", "bob"]]);
  expect(ordersOf("f", [])).toEqual([]);
});

test("a title that looks like a flag is still a title", () => {
  expect(pick("amy", "--home")).toEqual(["pick", "amy", "--", "--home"]);
  expect(pick("amy", "Emma")).toEqual(["pick", "amy", "Emma"]);
});

test("a member that is still frozen is not what was asked for", () => {
  expect(failed(done({ outcomes: [outcome("amy", "thawed"), outcome("bob", "still frozen")] }))).toBe(true);
  expect(failed(done({ outcomes: [outcome("amy", "thawed")] }))).toBe(false);
  expect(failed(done(null, 3))).toBe(true);
});
