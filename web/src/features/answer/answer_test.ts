import { expect, test } from "vitest";
import type { BookRow, Member } from "@/shared/lib/api/member.ts";
import { answerOf } from "./answer.ts";

type Told<Row> = Row & { told: number };
const peer = (name: string, status: Member["status"] = "alive") => [name, { name, status } as Told<Member>] as const;
const book = (name: string, title: string | null, age_ms = 5000, more: Partial<BookRow> = {}) =>
  [name, { name, book: title, age_ms, told: 0, own: false, stranger: false, ...more } as Told<BookRow>] as const;

const answer = (peers: (readonly [string, Told<Member>])[], books: (readonly [string, Told<BookRow>])[]) =>
  answerOf(new Map(peers), new Map(books), 0);

test("the sentence says how much of the club is known", () => {
  expect(answer([], [book("me", "Emma", 0, { own: true })]).table).toBe(
    "I am alone: nobody else is alive that I know of.",
  );
  expect(answer([peer("amy")], [book("amy", "Emma")]).table).toBe(
    "I know the favourite book of the 1 other member alive.",
  );
  expect(answer([peer("amy"), peer("bob")], [book("amy", "Emma"), book("bob", null)]).table).toBe(
    "I know the favourite book of 1 of 2 other members alive.",
  );
});

test("whoever is in trouble is named, the first few of many", () => {
  expect(answer([peer("amy")], []).trouble).toBeNull();
  expect(answer([peer("amy", "suspect"), peer("bob", "dead"), peer("cat", "left")], []).trouble).toBe(
    "amy is suspect; bob is dead.",
  );
  expect(
    answer(
      ["a", "b", "c", "d"].map((name) => peer(name, "dead")),
      [],
    ).trouble,
  ).toBe("a, b and 2 more are dead.");
});

test("the newest is the youngest book of a member, not of a stranger", () => {
  const books = [book("amy", "Emma", 3000), book("bob", "Dune", 9000), book("x", "Y", 1, { stranger: true })];
  expect(answer([], books).newest).toEqual({ name: "amy", book: "Emma", age: "3.0 s ago" });
  expect(answer([], [book("me", "Emma", 20, { own: true })]).newest).toEqual({
    name: "I",
    book: "Emma",
    age: "just now",
  });
});
