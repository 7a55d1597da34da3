import { expect, test } from "vitest";
import type { MemberEvent } from "@/shared/lib/api/member.ts";
import sample from "../../../../api/activity.json";
import { eventWords, shownEvents } from "./activity.ts";

const events = sample as unknown as MemberEvent[];

test("newest first, and without packets unless they are wanted", () => {
  expect(shownEvents(events, false).map((event) => event.kind)).toEqual(["suspected", "applied"]);
  expect(shownEvents(events, true).map((event) => event.kind)).toEqual(["suspected", "applied", "received"]);
});

test("an event in words says who, what and from where", () => {
  const plain = (text: string) => text.replaceAll(/[\u2068\u2069]/g, "");
  expect(events.map(eventWords).map(plain)).toEqual([
    "← amy · 143 B · compound",
    "tod · book v3 · “Dune” · ← amy · hop 2",
    "agent · said tod",
  ]);
});

test("what somebody else wrote is isolated, so that it turns nothing around it", () => {
  const [, applied] = events;
  if (!applied) throw new Error("the sample is shorter than it was");
  expect(eventWords({ ...applied, value: "\u202eesrever" })).toContain("“\u2068\u202eesrever\u2069”");
});
