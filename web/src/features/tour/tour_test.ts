import { expect, test } from "vitest";
import type { Convergence } from "@/shared/lib/sauron/ask.ts";
import { placed, same } from "./place.ts";
import { shown, someNames, steps, stepsFor } from "./steps.ts";

const everything = () => true;
const nothing = () => false;
const open = (waiting: string[], waiting_count?: number) =>
  ({
    open: [
      {
        origin: "amy",
        key: "book",
        value: "Emma",
        version: 7,
        uuid: "01932f5c-8a1e-7c55-9b1e-5d0c2a7be001",
        born: "2027-01-15T08:00:00Z",
        reached: 4,
        took_ns: 0,
        waiting,
        waiting_count,
      },
    ],
  }) as unknown as Convergence;

test("where the club cannot be changed, the tour is shorter", () => {
  expect(stepsFor(everything)).toEqual(steps);
  expect(stepsFor(nothing).map((step) => step.id)).toEqual(["verdict", "time", "lacks", "trace", "search"]);
  expect(stepsFor((name) => name === "club")).toEqual(steps);
});

test("who lacks a book is named, and why is one click away", () => {
  const at = {
    path: "/",
    has: (name: string) => name === "missing",
    can: everything,
    convergence: open(["bob", "cat", "dan"], 8),
  };
  const step = shown("lacks", at);
  expect(step.text).toBe("“Emma” by amy is with 4 so far. Who lacks it: bob, cat, dan and 5 more.");
  expect(step.link?.path).toBe("/trace/01932f5c-8a1e-7c55-9b1e-5d0c2a7be001");
  expect(shown("lacks", { ...at, path: step.link?.path ?? "" }).at).toEqual(["missing"]);
  expect(shown("lacks", { path: "/trace/01", has: nothing, can: nothing, convergence: undefined }).at).toEqual([
    "path",
  ]);
});

test("where nobody lacks anything, it is said how that changes", () => {
  const step = shown("lacks", { path: "/", has: nothing, can: nothing, convergence: undefined });
  expect(step.commands).toContain("watercooler step");
});

test("what to press is told as the club is, and to who may press it", () => {
  const there =
    (...names: string[]) =>
    (name: string) =>
      names.includes(name);
  const text = (id: "freeze" | "step" | "thaw", has: (name: string) => boolean, can = everything) =>
    shown(id, { path: "/", has, can, convergence: undefined }).text;
  expect(text("freeze", there("freeze"))).toContain("Press Freeze all");
  expect(text("freeze", there("step", "thaw"))).toContain("It stands still");
  expect(text("step", there("freeze"))).toContain("press Freeze all first");
  expect(text("step", there("step", "thaw"))).toContain("Press Step 1");
  expect(text("thaw", there("step", "thaw"))).toContain("Press Thaw");
  expect(text("thaw", there("freeze"))).toContain("Its time runs");
  for (const id of ["freeze", "step", "thaw"] as const)
    expect(text(id, there(id), nothing)).toContain("for who has its token");
});

test("the three clicks are told one after the other, wherever the reader is", () => {
  const at = (path: string) => shown("trace", { path, has: everything, can: everything, convergence: undefined }).text;
  expect(at("/members")).toContain("1 of 3");
  expect(at("/trace")).toContain("2 of 3");
  expect(at("/trace/01")).toContain("3 of 3");
});

test("names are few", () => {
  expect(someNames(["bob"])).toBe("bob");
  expect(someNames(["bob", "cat"])).toBe("bob and cat");
  expect(someNames(["bob", "cat", "dan", "eve"], 1200)).toBe("bob, cat, dan and 1,197 more");
});

test("the card stands beside its spot, within the page", () => {
  const card = { width: 300, height: 200 };
  const view = { width: 1300, height: 900 };
  const below = placed({ left: 500, top: 50, width: 200, height: 40 }, card, view);
  expect(below).toEqual({ left: 450, top: 104 });
  const above = placed({ left: 0, top: 820, width: 1300, height: 60 }, card, view);
  expect(above).toEqual({ left: 500, top: 606 });
  const beside = placed({ left: 0, top: 60, width: 170, height: 780 }, card, view);
  expect(beside).toEqual({ left: 184, top: 60 });
  expect(placed({ left: 0, top: 0, width: 1300, height: 900 }, card, view)).toEqual({ left: 990, top: 690 });
  expect(placed(null, card, view)).toEqual({ left: 500, top: 690 });
});

test("on a phone the card stands in the other half", () => {
  const card = { width: 380, height: 200 };
  const view = { width: 400, height: 800 };
  expect(placed({ left: 0, top: 700, width: 400, height: 90 }, card, view).top).toBe(10);
  expect(placed({ left: 0, top: 60, width: 400, height: 90 }, card, view).top).toBe(590);
});

test("a box that did not move is the same", () => {
  const box = { left: 1, top: 2, width: 3, height: 4 };
  expect(same(box, { ...box })).toBe(true);
  expect(same(box, { ...box, top: 3 })).toBe(false);
  expect(same(box, null)).toBe(false);
});
