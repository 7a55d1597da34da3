import { expect, test } from "vitest";
import { beside, fromNs, parseMoment, toNs } from "./time.ts";

test("a moment keeps its nanoseconds", () => {
  for (const text of ["2027-01-15T08:00:00.000000001Z", "2027-01-15T08:00:00.999999999Z"])
    expect(fromNs(toNs(text) ?? 0n)).toBe(text);
  expect(toNs("2027-01-15T09:00:00+01:00")).toBe(toNs("2027-01-15T08:00:00Z"));
  expect(toNs("soon")).toBeNull();
});

test("just before a moment is a nanosecond earlier, across the second", () => {
  expect(beside("2027-01-15T08:00:00Z", -1n)).toBe("2027-01-15T07:59:59.999999999Z");
  expect(beside("2027-01-15T07:59:59.999999999Z", 1n)).toBe("2027-01-15T08:00:00.000000000Z");
});

test("what people type becomes a moment that is not in the future", () => {
  const now = new Date(2027, 0, 15, 8, 0, 0).getTime();
  expect(parseMoment("-30s", now)).toBe(new Date(now - 30_000).toISOString());
  expect(Date.parse(parseMoment("7:59:58.5", now) ?? "")).toBe(now - 1500);
  expect(Date.parse(parseMoment("08:01", now) ?? "")).toBe(now + 60_000 - 86_400_000);
  expect(parseMoment("2027-01-15T07:00:00.123456789Z", now)).toBe("2027-01-15T07:00:00.123456789Z");
  for (const wrong of ["", "soon", "25:00:00", "12:61:00", "-30", "-x s"]) expect(parseMoment(wrong, now)).toBeNull();
});
