import { expect, test } from "vitest";
import type { RosterRow } from "@/shared/lib/sauron/ask.ts";
import roster from "../../../../api/sauron/roster.json";
import rumors from "../../../../api/sauron/rumors.json";
import { find, uuidPrefix } from "./results.ts";

const rows = roster.rows as RosterRow[];
const known = { rows, rumors, now: Date.parse("2027-01-15T09:00:00Z") };
const look = (text: string) => find(text, known);

test("members, books, rumors, pages and times are found, each with its command", () => {
  expect(look("jim")[0]).toMatchObject({
    group: "Members",
    cli: "watercooler show jimmy",
    to: { path: "/members/jimmy" },
  });
  expect(look("dune")[0]).toMatchObject({ group: "Books", cli: "watercooler watch book:Dune" });
  expect(look("019")[0]).toMatchObject({ group: "Rumors", cli: "watercooler trace 01932f5c-8a1e" });
  expect(look("bel")[0]).toMatchObject({ group: "Pages", cli: "watercooler belief" });
  expect(look("-30s")[0]).toMatchObject({ group: "Times", to: { at: "2027-01-15T08:59:30.000Z" } });
});

test("nothing typed leads to the pages", () => {
  expect(new Set(look("").map((result) => result.group))).toEqual(new Set(["Pages", "Help"]));
  expect(look("tour")[0]).toMatchObject({ group: "Help", to: { tour: true } });
});

test("what can be done to the club is found as a command that shows how it is typed", () => {
  const labels = (text: string) => look(text).flatMap(({ group, label }) => (group === "Commands" ? [label] : []));
  expect(look("freeze all")[0]).toMatchObject({ cli: "watercooler freeze", to: { command: ["freeze"] } });
  expect(look("step 7")[0]).toMatchObject({ label: "step 7", to: { command: ["step", "7"] } });
  expect(look("heal")[0]).toMatchObject({ cli: "watercooler chaos heal" });
  expect(look("freeze amy")[0]).toMatchObject({ to: { command: ["freeze", "amy"] } });
  expect(labels("step")).toEqual(["step 1", "step 5", "step 25"]);
  expect(labels("step 5")).toEqual(["step 5"]);
  expect(labels("thaw")).toEqual(["thaw"]);
  expect(labels("freeze nobody")).toEqual([]);
  expect(labels("a")).toEqual([]);
});

test("what may be a uuid is told from a word", () => {
  expect(uuidPrefix("amy")).toBeNull();
  expect(uuidPrefix("01932f5c-8a1e")).toBe("01932f5c-8a1e");
});
