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
  expect(events.map(eventWords)).toEqual([
    "← amy · 143 B · compound",
    "tod · book v3 · “Dune” · ← amy · hop 2",
    "agent · said tod",
  ]);
});
