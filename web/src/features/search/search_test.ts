import { expect, test } from "vitest";
import type { RosterRow } from "@/shared/lib/sauron/ask.ts";
import roster from "../../../../api/sauron/roster.json";
import rumors from "../../../../api/sauron/rumors.json";
import { find, shellWord, uuidPrefix } from "./results.ts";

const rows = roster.rows as RosterRow[];
const look = (text: string) => find(text, rows, rumors, Date.parse("2027-01-15T09:00:00Z"));

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
  expect(new Set(look("").map((result) => result.group))).toEqual(new Set(["Pages"]));
});

test("whatever a member is called, the command is one for a shell", () => {
  expect(shellWord("it's; rm -rf ~")).toBe("'it'\\''s; rm -rf ~'");
  expect(uuidPrefix("amy")).toBeNull();
  expect(uuidPrefix("01932f5c-8a1e")).toBe("01932f5c-8a1e");
});
