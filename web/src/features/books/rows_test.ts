import { expect, test } from "vitest";
import { chosenRows, knownTitles, type ToldBook, titleProblem } from "./rows.ts";

const row = (name: string, book: string | null, more: Partial<ToldBook> = {}): ToldBook => ({
  name,
  book,
  address: "127.0.0.1",
  port: 8081,
  version: 1,
  age_ms: 0,
  uuid: null,
  status: "alive",
  own: false,
  stranger: false,
  hops: 0,
  from: "",
  told: 0,
  ...more,
});
const names = (rows: readonly ToldBook[]) => rows.map((each) => each.name);
const rows = [
  row("amy10", "Emma", { port: 3, version: 2, age_ms: 50 }),
  row("amy9", "Dune", { port: 1, version: 3, age_ms: 9000, told: 9000 }),
  row("bob", null, { port: 2, age_ms: 10 }),
];

test("names are in the order that people count in", () => {
  expect(names(chosenRows(rows, "", { key: "name", down: false }))).toEqual(["amy9", "amy10", "bob"]);
  expect(names(chosenRows(rows, "", { key: "name", down: true }))).toEqual(["bob", "amy10", "amy9"]);
});

test("each column sorts by what it shows", () => {
  const table = [
    ["port", ["amy9", "bob", "amy10"]],
    ["book", ["bob", "amy9", "amy10"]],
    ["version", ["bob", "amy10", "amy9"]],
    ["age", ["amy9", "bob", "amy10"]], // amy9 was told 9 s later, and was 9 s old by then
  ] as const;
  for (const [key, order] of table) expect(names(chosenRows(rows, "", { key, down: false })), key).toEqual(order);
});

test("a search looks at names and books, in any case, and not across them", () => {
  expect(names(chosenRows(rows, " DUN ", { key: "name", down: false }))).toEqual(["amy9"]);
  expect(names(chosenRows(rows, "bob", { key: "name", down: false }))).toEqual(["bob"]);
  expect(chosenRows(rows, "9dune", { key: "name", down: false })).toEqual([]);
});

test("titles are suggested once each, and none that nobody would read", () => {
  expect(knownTitles([...rows, row("cat", "Emma"), row("dan", "x".repeat(4096))])).toEqual(["Dune", "Emma"]);
});

test("a title is counted in bytes, as it travels", () => {
  expect(titleProblem("Emma")).toBeNull();
  expect(titleProblem(" ")).not.toBeNull();
  expect(titleProblem("é".repeat(2048))).toBeNull();
  expect(titleProblem("é".repeat(2049))).toContain("4098 bytes");
});
