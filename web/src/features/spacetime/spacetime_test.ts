import { expect, test } from "vitest";
import { eventKind } from "@/shared/lib/message_kind.ts";
import type { Spacetime } from "@/shared/lib/sauron/ask.ts";
import { joinNames, splitNames } from "@/shared/lib/sauron/names.ts";
import sample from "../../../../api/sauron/spacetime.json";
import { chainOf, futureOf, graphOf, pastOf, relation } from "./causes.ts";
import { frameOf } from "./frame.ts";
import { noLight, paint } from "./paint.ts";
import { palette } from "./palette.ts";
import { cut, svgPen } from "./pen.ts";
import { acrossLanes, alongLane, under } from "./pointing.ts";
import { roundSteps, sceneOf } from "./scene.ts";
import { arranged, folded, hidden, lanesOf, lines, moved, opened, panned, paramsOf, viewOf, zoomed } from "./view.ts";
import { answerSentence, fateWords, hiddenWords } from "./words.ts";

type Event = Spacetime["events"][number];
type Arrow = Spacetime["arrows"][number];

const ms = 1e6;
const names = ["amy", "jim", "carl"];
function event(lane: number, seq: number, at_ms: number, rank: number, more: Partial<Event["event"]> = {}): Event {
  const member = names[lane] ?? "";
  return {
    lane,
    rank,
    line: "push",
    offset_ns: at_ms * ms,
    event: { club: "office", member, boot: "00000000000000aa", seq, kind: "sent", ...more },
  };
}
const arrow = (more: Partial<Arrow>): Arrow => ({
  line: "push",
  fate: "received",
  sender: "amy",
  receiver: "jim",
  ...more,
});

/** amy tells jim, jim tells carl; what amy sent carl is lost; carl did something on his own before. */
const told: Spacetime = {
  ...(sample as Spacetime),
  from: "2026-03-01T00:00:00.000000000Z",
  to: "2026-03-01T00:00:01.000000000Z",
  length_ns: 1000 * ms,
  told_ns: 1000 * ms,
  lanes: names,
  members: 5,
  others: { members: 2, bin_ns: 100 * ms, exact: true, bins: [{ offset_ns: 200 * ms, events: 4 }] },
  freezes: [{ lane: 2, from_offset_ns: 300 * ms }],
  events: [
    event(2, 1, 50, 1, { kind: "logged" }),
    event(0, 1, 100, 1, { kind: "born" }),
    event(0, 2, 101, 2, { cause: 1 }),
    event(0, 3, 102, 3),
    event(1, 1, 200, 3, { kind: "received" }),
    event(1, 2, 201, 4, { kind: "applied", cause: 1 }),
    event(1, 3, 202, 5, { cause: 2 }),
    event(2, 2, 500, 6, { kind: "received" }),
  ],
  arrows: [
    arrow({ from: 0, to: 1, sent: 2, received: 4, sent_offset_ns: 101 * ms, received_offset_ns: 200 * ms }),
    arrow({ from: 0, to: 2, sent: 3, sent_offset_ns: 102 * ms, receiver: "carl", fate: "lost" }),
    arrow({ from: 1, to: 2, sent: 6, received: 7, sent_offset_ns: 202 * ms, received_offset_ns: 500 * ms }),
    arrow({ from: 1, sent: 6, sent_offset_ns: 202 * ms, receiver: "dan", fate: "outside" }),
  ],
};
const shown = { axis: "wall", from: told.from, length_ms: 1000 } as const;
const sizes = { along: 1000, across: 400, lane_min: 50 };

test("the address says what is looked at, and nonsense in it is passed over", () => {
  const view = viewOf({ from: "soon", length: -3, kinds: "ping,pong", axis: "logical", turned: "yes" });
  expect(view).toEqual({ from: null, length_ms: 2000, axis: "logical", sideways: true, shown: ["ping"] });
  expect(viewOf({}).shown).toEqual(lines.filter((line) => line !== "ping"));
  const held = { from: told.from, length: 0.25 };
  expect(paramsOf(held, viewOf(held), "live", null)).toMatchObject({
    from: told.from,
    to: "2026-03-01T00:00:00.000250000Z",
    length_ms: null,
  });
  expect(paramsOf({ kinds: "none" }, viewOf({ kinds: "none" }), "run31", "2026-03-01T00:00:01Z")).toMatchObject({
    from: null,
    to: "2026-03-01T00:00:01Z",
    length_ms: 2000,
    kinds: "none",
  });
});

test("what is under the pointer stays there when one goes closer", () => {
  const stretch = { from: told.from, length_ms: 1000 };
  expect(zoomed(stretch, 0.25, 0.5)).toEqual({ from: "2026-03-01T00:00:00.125000000Z", length: 500 });
  expect(zoomed(stretch, 0, 1e-9).length).toBe(0.05);
  expect(panned(stretch, -0.5).from).toBe("2026-02-28T23:59:59.500000000Z");
});

test("lanes are moved, folded, hidden and opened, and names may have commas", () => {
  expect(moved(names, 0, 2).members).toBe("jim,carl,amy");
  expect(moved(names, 0, -1).members).toBe("amy,jim,carl");
  expect(folded(names, "jim").members).toBe("amy,carl");
  expect(hidden(names, ["dan"], "jim")).toMatchObject({ members: "amy,carl", hide: "dan,jim" });
  expect(opened(["amy"], ["jim"], "jim")).toMatchObject({ members: "amy,jim", hide: undefined });
  const odd = ["a,b", "c\\", "\\,", "d"];
  expect(splitNames(joinNames(odd))).toEqual(odd);
  expect(splitNames(undefined)).toEqual([]);
});

test("lanes that are moved are drawn so before Sauron answers anew", () => {
  const turned = arranged(told, ["carl", "jim", "amy"]);
  expect(turned.events[2]?.lane).toBe(2);
  expect(turned.arrows[0]).toMatchObject({ from: 2, to: 1 });
  expect(turned.freezes[0]?.lane).toBe(0);
  expect(arranged(told, ["carl", "amy"])).toBe(told);
  expect(arranged(told, names)).toBe(told);
  expect(lanesOf({}, told)).toEqual(names);
  expect(lanesOf({ members: "jim" }, told)).toEqual(["jim"]);
});

test("along the wall clock events stand at their times; a message leads from lane to lane", () => {
  const scene = sceneOf(told, shown, sizes);
  expect(scene.lane_px).toBe(100);
  expect(scene.spots[2]).toEqual({ along: 101, across: 50 });
  const [received, lost, , outside] = scene.links;
  expect(received).toMatchObject({ from: { along: 101 }, to: { along: 200, across: 150 }, end: "arrow" });
  expect(lost?.end).toBe("cross");
  expect(lost?.to.across).toBeGreaterThan(50);
  expect(lost?.to.across).toBeLessThan(250);
  expect(outside?.to.across).toBeGreaterThan(150);
  expect(outside?.to.across).toBeLessThan(200);
  expect(scene.stands).toEqual([{ across: 250, along: 300, length: 720 }]);
  expect(scene.others).toMatchObject({ across: 350, members: 2, bins: [{ along: 200, length: 100, share: 1 }] });
});

test("an answer to an earlier question still stands where its times are", () => {
  const scene = sceneOf(told, { ...shown, from: "2026-03-01T00:00:00.100000000Z" }, sizes);
  expect(scene.spots[2]?.along).toBeCloseTo(1);
});

test("along the logical axis what led to something always stands before it", () => {
  const scene = sceneOf(told, { ...shown, axis: "logical" }, sizes);
  for (const { sent, received } of told.arrows)
    if (sent !== undefined && received !== undefined)
      expect(scene.spots[sent]?.along).toBeLessThan(scene.spots[received]?.along ?? 0);
  expect(scene.others?.bins).toEqual([]);
});

test("events that would lie upon each other become one circle; ends of messages only if they are as good as one", () => {
  const local = (seq: number, at: number) => event(0, seq, at, seq, { kind: "logged" });
  const busy = { ...told, events: [local(1, 10), local(2, 27), event(0, 3, 30, 3), local(4, 33), local(5, 300)] };
  const sent = { ...busy, arrows: [arrow({ from: 0, to: 1, sent: 2, fate: "open" })] };
  const scene = sceneOf(sent, shown, sizes);
  expect(scene.marks.map((mark) => mark.events)).toEqual([[0, 1], [2, 3], [4]]);
  expect(scene.markOf).toEqual([0, 0, 1, 1, 2]);
  const farther = sceneOf(sent, shown, { ...sizes, along: 500 });
  expect(farther.marks.map((mark) => mark.events)).toEqual([[0, 1, 2, 3], [4]]);
});

test("what is not told is no stretch where nothing happened", () => {
  expect(sceneOf(told, shown, sizes).untold).toBeNull();
  expect(sceneOf({ ...told, told_ns: told.length_ns / 2 }, shown, sizes).untold).toBe(500);
});

test("an event is found by its mark, or by the message that passes under the pointer", () => {
  const scene = sceneOf(told, shown, sizes);
  expect(under(scene, told, { along: 199, across: 152 })).toBe(4);
  expect(under(scene, told, { along: 150, across: 100 })).toBe(2);
  expect(under(scene, told, { along: 900, across: 20 })).toBeNull();
});

test("keys go along a lane, and to the nearest event of the next lane", () => {
  const scene = sceneOf(told, shown, sizes);
  expect(alongLane(told, null, 1)).toBe(0);
  expect(alongLane(told, 2, 1)).toBe(3);
  expect(alongLane(told, 3, 1)).toBe(3);
  expect(alongLane(told, 4, -1)).toBe(4);
  expect(acrossLanes(scene, told, 3, 1)).toBe(4);
  expect(acrossLanes(scene, told, 3, -1)).toBe(3);
});

test("the chain of causes goes back through messages to the first", () => {
  const chain = chainOf(graphOf(told), 7);
  expect([...chain.events].sort()).toEqual([1, 2, 4, 5, 6, 7]);
  expect([...chain.arrows].sort()).toEqual([0, 2]);
});

test("past and future are what messages and lanes lead to; the rest is concurrent", () => {
  const graph = graphOf(told);
  expect([...pastOf(graph, 5).events].sort()).toEqual([1, 2, 4, 5]);
  expect([...futureOf(graph, 5).events].sort()).toEqual([5, 6, 7]);
  expect(relation(graph, 1, 7)).toBe("amy#1 happened before carl#2 through jim");
  expect(relation(graph, 7, 1)).toBe("amy#1 happened before carl#2 through jim");
  expect(relation(graph, 2, 3)).toBe("amy#2 happened before amy#3");
  expect(relation(graph, 3, 5)).toMatch(/^amy#3 and jim#2 are concurrent/);
});

test("what it says in words is what Sauron counted", () => {
  const messages = { ...told.messages, all: 4, received: 2, lost: 1, dropped: 0, refused: 0, held: 0 };
  expect(answerSentence({ ...told, messages })).toMatch(
    /^3 members for 1\.0 s from .*: 8 events, 4 messages, of which 1 lost\.$/,
  );
  expect(answerSentence({ ...told, events: [] })).toMatch(/nothing that is shown happened\.$/);
  const counts = { ...told.counts, ping: 1234, push: 5 };
  expect(hiddenWords({ ...told, counts, shown: lines.filter((line) => line !== "ping"), left_out: 0 })).toBe(
    "Not shown: 1,234 of ping.",
  );
  expect(fateWords(told.arrows[0] as Arrow)).toBe("arrived after 99 ms");
  expect(fateWords(arrow({ fate: "dropped", why: "fault loss 100%" }))).toBe("was thrown away: fault loss 100%");
});

test("a few round steps", () => {
  expect(roundSteps(1000, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
  expect(roundSteps(1, 5).length).toBeLessThan(7);
});

test("the picture is a file of its own, and whatever names are is text in it", () => {
  const odd = { ...told, lanes: ["<b>&", "jim", 'ca"rl'] };
  const pen = svgPen("#fff");
  const scene = sceneOf(odd, shown, sizes);
  paint(pen, scene, frameOf(false, 500, 1100, { x: 0, y: 0 }), palette(false), noLight, 50);
  const svg = pen.done(500, 1100, "<title>");
  expect(svg).toContain("&lt;b&gt;&amp;");
  expect(svg).not.toContain("<b>");
  expect(svg).toContain("ca&quot;rl");
  expect(svg.match(/<circle/g)?.length).toBeGreaterThanOrEqual(scene.marks.length);
  expect(cut("member-0017", { size: 10, bold: true, width: 46 })).toBe("m…0017");
  expect(cut("amy", { size: 10, bold: true, width: 46 })).toBe("amy");
});

test("what Sauron says an event's line is, a page that has the event alone says too", () => {
  for (const { line, event } of sample.events as Event[])
    if (event.kind !== "held") expect(eventKind(event.kind, event.reason)).toBe(line === "ping" ? "membership" : line);
});
