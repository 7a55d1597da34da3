import { expect, test } from "vitest";
import { Pulses } from "./pulses.ts";
import { TrafficWindow } from "./traffic_window.ts";

/** So many messages from amy to bob within a tenth of a second. */
function sent(messages: number, lost = 0): TrafficWindow {
  const window = new TrafficWindow(1000);
  window.setMembers(["amy", "bob"]);
  const edges = { from: [0], to: [1], messages: [messages], lost: [lost] };
  window.take({ messages, lost, elsewhere: 0, more: 0, causes: [], known: 0, names: ["amy", "bob"], edges }, 100);
  return window;
}

function shown(window: TrafficWindow, all = false): Pulses {
  const pulses = new Pulses();
  pulses.add(window, 0, all);
  return pulses;
}

test("a dot for each message, as long as there are two hundred a second", () => {
  expect(shown(sent(20))).toMatchObject({ count: 20, each: 1 });
});

test("beyond that a dot stands for several, and says for how many", () => {
  expect(shown(sent(200))).toMatchObject({ count: 20, each: 10 });
});

test("a loss is never left out, and a step leaves out nothing", () => {
  expect(shown(sent(200, 50)).count).toBeGreaterThanOrEqual(50);
  expect(shown(sent(200), true)).toMatchObject({ count: 200, each: 1 });
});

test("there is an end to what a page follows, and then it says so", () => {
  const pulses = shown(sent(3000), true);
  expect(pulses.count).toBe(1500);
  expect(pulses.each).toBe(2);
});
