import { expect, test } from "vitest";
import { momentAt, outline, share, zoomed } from "./scale.ts";
import { stepParams } from "./stepping.ts";

const whole = { from: 1000, to: 11_000 };

test("a moment and its place lead to each other", () => {
  expect(momentAt(whole, share(whole, 3500))).toBe(3500);
  expect(share(whole, 0)).toBe(0);
  expect(momentAt(whole, 7)).toBe(11_000);
});

test("closer keeps what is under the pointer there, and farther ends at the whole", () => {
  const near = zoomed(whole, whole, 0.25, 0.5);
  expect(near.to - near.from).toBe(5000);
  expect(momentAt(near, 0.25)).toBe(momentAt(whole, 0.25));
  expect(zoomed(whole, near, 0.25, 10)).toEqual(whole);
});

test("a step never finds the event that is looked at again", () => {
  const moment = { run: "live", at: "2027-01-15T08:00:00.000000005Z", paused: false };
  expect(stepParams(moment, true, "")).toMatchObject({ order: "oldest", from: "2027-01-15T08:00:00.000000006Z" });
  expect(stepParams(moment, false, "kind:died")).toEqual({
    order: "newest",
    filter: "kind:died",
    to: "2027-01-15T08:00:00.000000004Z",
  });
});

test("an empty run has an outline without height", () => {
  expect(outline([], 100, whole, 100, 20)).toBe("");
  expect(outline([{ start_ms: 1000, events: 4 }], 5000, whole, 100, 20)).toBe("M0.0 20V0.0H50.0V20z");
});
