import { expect, test } from "vitest";
import { commandOf, type Draft, emptyDraft } from "./draft.ts";

const made = (draft: Partial<Draft>) => commandOf({ ...emptyDraft, ...draft });
const line = (draft: Partial<Draft>) => made(draft).command.slice(2).join(" ");

test("each fault is written in the words of the command line", () => {
  const table: [Partial<Draft>, string][] = [
    [{}, "latency 100ms --for 5m"],
    [{ jitter: "20ms", length: "" }, "latency 100ms+-20ms --forever"],
    [
      { kind: "loss", amount: "5%", from: "amy", to: "b*, cat", length: "30s" },
      "loss 5% --from amy --to b*,cat --for 30s",
    ],
    [{ kind: "rate", amount: "64kbit", from: "bob", both: true }, "rate 64kbit --from bob --both --for 5m"],
    [{ kind: "partition", sides: " a* |[b-z]* " }, "partition a* [b-z]* --for 5m"],
    [{ kind: "partition", sides: "a,b|c|d" }, "partition a,b c d --for 5m"],
    [{ kind: "isolate", who: "amy , bob" }, "isolate amy,bob --for 5m"],
    [{ kind: "oneway", from: "amy", to: "bob" }, "oneway amy bob --for 5m"],
  ];
  for (const [draft, words] of table) {
    expect(line(draft)).toBe(words);
    expect(made(draft).wrong, words).toBeNull();
  }
});

test("what is missing or makes no sense is told, and the command is shown as far as it goes", () => {
  const table: Partial<Draft>[] = [
    { amount: "100" },
    { jitter: "some" },
    { length: "soon" },
    { kind: "loss", amount: "101%" },
    { kind: "loss", amount: "5" },
    { kind: "rate", amount: "fast" },
    { kind: "partition", sides: "a* |" },
    { kind: "isolate" },
    { kind: "oneway", from: "amy" },
  ];
  for (const draft of table) expect(made(draft).wrong, JSON.stringify(draft)).not.toBeNull();
  expect(line({ kind: "oneway", from: "amy" })).toBe("oneway amy --for 5m");
});

test("a scope of both ways needs one", () => {
  expect(line({ both: true })).toBe("latency 100ms --for 5m");
});
