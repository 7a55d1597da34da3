// Sauron's app while a great deal happens: 50,000 events a second from 250 eyes for half a minute. Behind
// WATERCOOLER_LONG, since a fully loaded machine is no place for other tests; `script/build release feeder` comes first.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import type { CDPSession, Page } from "playwright-core";
import { shot } from "./browser.ts";
import { bin, until } from "./club.ts";
import { watchPage } from "./measure.ts";
import { onSauron } from "./sauron_stage.ts";

const long = process.env.WATERCOOLER_LONG ? false : "takes a minute of the whole machine: WATERCOOLER_LONG=1";
const rate = 50_000;
const seconds = 30;
const heap_growth_max = 20 * 1024 * 1024;

/** Feeds until its end; how many events it fed. */
function feed(port: number): { connected: Promise<unknown>; fed: Promise<number> } {
  const feeder = spawn(join(bin, "feeder"), [
    "--port",
    String(port),
    "--rate",
    String(rate),
    "--seconds",
    String(seconds),
  ]);
  const lines: string[] = [];
  createInterface({ input: feeder.stdout }).on("line", (line) => lines.push(line));
  feeder.stderr.pipe(process.stderr);
  const fed = new Promise<number>((resolve, reject) => {
    feeder.once("error", reject);
    feeder.once("close", () => {
      console.log(lines.at(-1));
      const count = Number(/^fed (\d+) events/.exec(lines.at(-1) ?? "")?.[1]);
      if (count > 0) resolve(count);
      else reject(new Error(`the feeder fed nothing: ${lines.join()}`));
    });
  });
  return { connected: until("the eyes are connected", () => lines[0] === "connected"), fed };
}

async function heapAfterCollecting(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  return (await devtools.send("Runtime.getHeapUsage")).usedSize;
}

/** Uses what stands on the page, over and over, as somebody in a hurry would. */
async function use(page: Page, keys: readonly string[], until_ms: number): Promise<number> {
  let used = 0;
  while (Date.now() < until_ms) {
    for (const key of keys) {
      await page.keyboard.press(key);
      await page.waitForTimeout(150); // that is how fast somebody types: no condition is waited for
      ++used;
    }
  }
  return used;
}

test("at 50,000 events a second no page is stuck, grows, or tells less than was fed", { skip: long }, () =>
  onSauron(0, async ({ club, open, ask }) => {
    const { connected, fed } = feed(club.record("sauron").port);
    await connected;
    const began = Date.now();
    const { page } = await open("/");
    const unread: number[] = [];
    await page.locator(".tile-states").waitFor();
    await page.waitForTimeout(1000); // the first second is the page's own
    const devtools = await page.context().newCDPSession(page);
    const measured = await watchPage(page);
    const heap = await heapAfterCollecting(devtools);
    const end = began + seconds * 1000;
    let used = await use(page, ["T", "T", "?", "Escape"], Date.now() + (end - Date.now()) / 2);
    await shot(page, "sauron-load-overview");
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.locator(".table-body .table-row").first().waitFor();
    await page.locator(".requests-table .table").focus();
    used += await use(page, ["j", "j", "k", "T", "T"], end - 1000);
    await shot(page, "sauron-load-requests");
    const { tasks, inputs } = await measured();
    const grown = (await heapAfterCollecting(devtools)) - heap;
    const total = await fed;
    const worst = Math.max(0, ...tasks);
    const slow = [...inputs, ...new Array<number>(Math.max(0, used - inputs.length)).fill(0)].sort((a, b) => a - b);
    const p95 = slow[Math.floor(slow.length * 0.95)] ?? 0;
    console.log(
      `longest task ${worst.toFixed(0)} ms (${tasks.length} over 50); ${used} inputs, to paint p95 ${p95} ms, worst ${slow.at(-1)} ms; heap +${(grown / 1e6).toFixed(1)} MB`,
    );
    assert.ok(total >= rate * seconds * 0.9, `only ${total} were fed`);
    await page.getByRole("heading", { name: `${total.toLocaleString("en")} events are stored` }).waitFor();
    const roster = await ask<{ missed: number; members: number }>("/api/v1/roster?rows=worst");
    assert.deepEqual([roster.missed, roster.members], [0, 250]);
    assert.deepEqual(unread, []);
    assert.ok(worst <= 200, `a task of ${worst} ms`);
    assert.ok(p95 <= 200, `p95 from input to paint is ${p95} ms`);
    assert.ok(grown <= heap_growth_max, `the heap grew by ${grown} bytes`);
  }),
);
