import { expect, test } from "vitest";
import type { Roster, RosterRow } from "@/shared/lib/sauron/ask.ts";
import roster from "../../../../api/sauron/roster.json";
import { rosterSentence, shownRows } from "./rows.ts";

const rows = roster.rows as RosterRow[];
const names = (shown: RosterRow[]) => shown.map((row) => row.name);

test("who is worst off stands first when sorted by state", () => {
  expect(names(shownRows(rows, "", null, { key: "state", down: false }))[0]).toBe("bob");
  expect(names(shownRows(rows, "", null, { key: "name", down: true }))).toEqual(["jimmy", "bob", "amy"]);
});

test("members are found by name, book and state", () => {
  expect(names(shownRows(rows, "DUNE", null, { key: "name", down: false }))).toEqual(["amy"]);
  expect(names(shownRows(rows, "", "suspect", { key: "name", down: false }))).toEqual(["bob"]);
});

test("the sentence says Sauron's counts", () => {
  expect(rosterSentence(roster as Roster)).toBe("3 members: 2 alive, 1 suspect.");
  const frozen = { ...roster, lacking: 2, states: { ...roster.states, alive: 1, frozen: 1 } } as Roster;
  expect(rosterSentence(frozen)).toBe("3 members: 1 alive, 1 suspect, 1 frozen. 2 lack what others hold.");
});
