// The map: who sends to whom, among few and among a thousand, with what is broken in sight.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { shot, type Theme } from "./browser.ts";
import { until } from "./club.ts";
import { assertClean, onSauron, type SauronStage, tellSauron } from "./sauron_stage.ts";
import { numbered as name, told } from "./told.ts";

interface Traffic {
  traffic: { messages: number; lost: number };
}
interface Rumor {
  uuid: string;
}
interface Roster {
  states: Record<string, number>;
}

const traffic = async ({ ask }: SauronStage): Promise<Traffic["traffic"]> =>
  (await ask<Traffic>("/api/v1/traffic?window=10s")).traffic;

/** The words say that messages came in, so the drawing has something to show. */
const flows = (page: Page): Promise<void> => page.locator("h1", { hasText: /sent [\d,]+ messages? in the/ }).waitFor();

/** Where a member of a ring stands, on the page. */
async function placeOf(page: Page, at: number, count: number): Promise<{ x: number; y: number }> {
  const box = await page.locator(".map-layers").boundingBox();
  assert.ok(box);
  const turn = (2 * Math.PI * at) / count - Math.PI / 2;
  const away = Math.min(box.width / 2 - 150, box.height / 2 - 34);
  return { x: box.x + box.width / 2 + away * Math.cos(turn), y: box.y + box.height / 2 + away * Math.sin(turn) };
}

const looks = {
  ring: ["select=bob", ".map-panel"],
  book: ["colour=book", ".map-badge"],
  matrix: ["layout=matrix&select=amy,bob", ".map-panel"],
  force: ["layout=force&colour=age", "text=Settle again"],
  table: ["show=table&select=bob", ".table-row.chosen"],
  pairs: ["layout=matrix&show=table", ".table-body .table-row"],
  wave: ["t=0.5&rumor=", ".map-player"],
  "wave-table": ["show=table&rumor=", ".table-body .table-row"],
} as const;
type LookName = keyof typeof looks;

const clean = (theme: Theme, width: number, shown: readonly LookName[]) =>
  onSauron(5, async (stage) => {
    const { club, open, ask } = stage;
    await club.run("pick", "amy", "Emma", "--wait");
    const [rumor] = await ask<Rumor[]>("/api/v1/rumors?limit=1");
    const watched = await open("/map", { theme, width });
    const { page } = watched;
    const base = new URL(page.url()).origin;
    for (const name of shown) {
      const [search, there] = looks[name];
      const wave = search.endsWith("rumor=");
      await page.goto(`${base}/map?${search}${wave ? rumor?.uuid : ""}`);
      await page.locator(there).first().waitFor();
      if (!wave) await flows(page);
      await shot(page, `sauron-map-${name}-${theme}-${width}`);
      await assertClean(watched, `${name} at ${width}`);
    }
  });

test("the drawings are clean in light", () => clean("light", 1360, ["ring", "matrix", "force", "wave"]));

test("the tables and badges are clean in dark", () => clean("dark", 1360, ["book", "table", "pairs", "wave-table"]));

test("the map fits a narrow window", () => clean("light", 600, ["ring", "matrix", "wave"]));

test("by pointer and by keys: one, several, a walk, a table, a member's page", () =>
  onSauron(5, async ({ open }) => {
    const { page, troubles } = await open("/map");
    await flows(page);
    const bob = await placeOf(page, 1, 5);
    await page.mouse.move(bob.x, bob.y);
    await page.locator(".map-words", { hasText: /bob sent \d+ to 4 members, and got/ }).waitFor();
    await page.mouse.click(bob.x, bob.y);
    await page.getByRole("heading", { name: "bob alive" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("select"), "bob");
    const cat = await placeOf(page, 2, 5);
    await page.keyboard.down("Shift");
    await page.mouse.click(cat.x, cat.y);
    await page.keyboard.up("Shift");
    await page.getByRole("heading", { name: "2 members chosen" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".map-panel").waitFor({ state: "detached" });

    const box = await page.locator(".map-layers").boundingBox();
    assert.ok(box);
    const corners = [
      [0.02, 0.02],
      [0.98, 0.02],
      [0.98, 0.98],
      [0.02, 0.98],
    ] as const;
    for (const [at, [x, y]] of corners.entries()) {
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
      if (at === 0) await page.mouse.down();
    }
    await page.mouse.up();
    await page.getByRole("heading", { name: "5 members chosen" }).waitFor();

    await page.locator(".map-canvases").focus();
    await page.keyboard.press("Escape");
    for (const key of ["ArrowRight", "ArrowRight", "Enter"]) await page.keyboard.press(key);
    await page.locator(".map-panel h2").waitFor();
    const chosen = new URL(page.url()).searchParams.get("select") ?? "";
    await page.keyboard.press("Shift+T");
    await page.locator(".table-row.chosen", { hasText: chosen }).waitFor();
    await page
      .locator(".table-row", { has: page.getByText("dan", { exact: true }) })
      .getByRole("button")
      .click();
    await page.getByRole("heading", { name: "2 members chosen" }).waitFor();
    await page.keyboard.press("Shift+T");
    const dan = await placeOf(page, 3, 5);
    await page.mouse.dblclick(dan.x, dan.y);
    await page.waitForURL(/\/members\/dan/);
    await page.goBack();
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await flows(page);
    assert.deepEqual(troubles, []);
  }));

test("the wave of a rumor goes round by hand and by itself, and leads back to its trace", () =>
  onSauron(4, async ({ club, open, ask }) => {
    await club.run("pick", "amy", "Emma", "--wait");
    let uuid = "";
    await until("Sauron knows of all four that they have it", async () => {
      const [rumor] = await ask<(Rumor & { value: string })[]>("/api/v1/rumors?limit=1");
      uuid = rumor?.uuid ?? "";
      if (rumor?.value !== "Emma") return false;
      return (await ask<{ nodes: unknown[] }>(`/api/v1/rumors/${uuid}`)).nodes.length === 4;
    });
    const { page, troubles } = await open(`/trace/${uuid}`);
    await page.getByRole("link", { name: "map replay" }).click();
    await page.getByText("1 of 4 members knew it").waitFor();
    await page.getByRole("button", { name: "When the next one learned it" }).click();
    await page.getByText(/[234] of 4 members knew it/).waitFor();
    assert.notEqual(new URL(page.url()).searchParams.get("t"), "0");
    const slider = page.getByRole("slider", { name: "Time since the birth" });
    await slider.press("End");
    await page.getByText("4 of 4 members knew it").waitFor();
    await slider.press("Home");
    await page.getByText("1 of 4 members knew it").waitFor();
    await page.getByRole("button", { name: "Play" }).click();
    await page.getByText("4 of 4 members knew it").waitFor();
    await page.getByRole("button", { name: "Play" }).waitFor();
    await page.getByRole("link", { name: "Trace", exact: true }).click();
    await page.locator("#tree-drawing .node").first().waitFor();
    assert.deepEqual(troubles, []);
  }));

test("a partition is named, its losses are counted, and the groups fall apart; later it is the past", () =>
  onSauron(6, async (stage) => {
    const { club, open, ask } = stage;
    const watched = await open("/map");
    const { page } = watched;
    await flows(page);
    await club.run("chaos", "add", "partition", "amy,bob,cat", "dan,eve,*f*,g*", "--for", "5m");
    await page.locator(".map-faults", { hasText: "partition amy,bob,cat" }).waitFor();
    await page.locator("h1", { hasText: /were lost \((mostly: )?partition/ }).waitFor();
    await until("losses are told", async () => (await traffic(stage)).lost > 0);
    await shot(page, "sauron-map-partition-light");
    await assertClean(watched, "a partition");
    const then = new Date().toISOString();
    await page.getByRole("button", { name: "matrix", exact: true }).click();
    await page.getByLabel("Sorted by").selectOption("group");
    await page.locator(".map-words").waitFor();
    await shot(page, "sauron-map-partition-matrix-light");
    await club.run("chaos", "heal");
    await page.locator(".map-faults").waitFor({ state: "detached" });
    await club.run("kill", "amy");
    await until("amy is held dead", async () => (await ask<Roster>("/api/v1/roster")).states.dead === 1);
    await shot(page, "sauron-map-dead-matrix-light");
    await page.goto(`${new URL(page.url()).origin}/map?at=${then}`);
    await page.locator("h1", { hasText: /before \d\d:\d\d:\d\d.*were lost/ }).waitFor();
    await page.locator(".map-faults", { hasText: "partition amy,bob,cat" }).waitFor();
    await assertClean(watched, "the past");
    await shot(page, "sauron-map-past-light");
  }));

test("who may control the club cuts the chosen off by the panel; who may not, and the past, cannot", () =>
  onSauron(4, async (stage) => {
    const { club, open, ask } = stage;
    const { page: onlooker } = await open("/map?select=amy,bob");
    await onlooker.locator("code", { hasText: "'partition amy,bob | cat,dan' --for 5m" }).waitFor();
    assert.ok(await onlooker.getByRole("button", { name: "Cut off from the others" }).isDisabled());
    assert.ok(await onlooker.getByRole("button", { name: "Freeze", exact: true }).isDisabled());
    const watched = await open(`/map?select=amy,bob#token=${club.token()}`);
    const { page } = watched;
    await page.getByRole("button", { name: "Cut off from the others" }).click();
    await page.locator(".map-faults", { hasText: "partition amy,bob | cat,dan" }).waitFor();
    await page.locator("h1", { hasText: /were lost/ }).waitFor();
    const { faults } = await ask<{ faults: { fault: string }[] }>("/api/v1/control");
    assert.deepEqual(
      faults.map(({ fault }) => fault),
      ["partition amy,bob | cat,dan"],
    );
    await shot(page, "sauron-map-control-light");
    await assertClean(watched, "the panel with its actions");
    await page.getByRole("button", { name: "Freeze", exact: true }).click();
    await until("both are frozen", async () => (await ask<Roster>("/api/v1/roster")).states.frozen === 2);
    await page.goto(`${new URL(page.url()).origin}/map?select=amy,bob&at=${new Date().toISOString()}`);
    assert.ok(await page.getByRole("button", { name: "Cut off from the others" }).isDisabled());
  }));

test("one alone, nobody, a frozen club, a lost Sauron and a recording have their words", () =>
  onSauron(0, async (stage) => {
    const { club, open } = stage;
    const watched = await open("/map");
    const { page } = watched;
    const base = new URL(page.url()).origin;
    await page.getByText("watercooler new --count 5").first().waitFor();
    await assertClean(watched, "nobody");
    await club.run("new", "amy", "--interval", "0");
    await page.locator("h1", { hasText: "1 member, and nobody sent anything" }).waitFor();
    await shot(page, "sauron-map-alone-light");
    await club.run("new", "bob", "--interval", "0", "--from", `:${club.base + 20}`);
    await flows(page);
    await club.run("freeze");
    await page.locator("h1", { hasText: "The club is frozen" }).waitFor();
    await shot(page, "sauron-map-frozen-light");
    await club.run("thaw");
    club.signal("sauron", "SIGSTOP");
    await page.getByText("No answer from Sauron for").waitFor();
    assert.ok(await page.locator(".map-layers").isVisible());
    club.signal("sauron", "SIGCONT");
    await page.getByText("No answer from Sauron for").waitFor({ state: "detached" });
    const recording = await fetch(`${base}/api/v1/export?format=jsonl&limit=2000`);
    const imported = await fetch(`${base}/api/v1/import?run=r1`, {
      method: "POST",
      headers: { Authorization: `Bearer ${club.token()}` },
      body: await recording.text(),
    });
    assert.equal(imported.status, 202, await imported.text());
    await page.goto(`${base}/map?run=r1`);
    await page.locator("h1", { hasText: "before its end" }).waitFor();
    await assertClean(watched, "a recording");
  }));

const count = 1000;

/** A thousand members, as far as Sauron is told, of whom each sends five messages a second. */
class Feeder {
  private seq = 0;
  private sent = 0;

  lines(per_member: number): object[] {
    const events: object[] = [];
    const now = Date.now();
    for (let at = 0; at < count; ++at) {
      for (let nth = 1; nth <= per_member; ++nth) {
        const seq = this.seq + nth;
        const peer = name((at * 7 + seq * 131 + 1) % count);
        const what =
          seq === 1 ? { kind: "started" } : { kind: "sent", peer, packet: hash(++this.sent), reason: "ping" };
        events.push(told(name(at), seq, now + nth, what));
      }
    }
    this.seq += per_member;
    return events;
  }
}
const hash = (value: number): string => value.toString(16).padStart(16, "0");

interface Task {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { name?: string };
}

/** Of some seconds of the page: how often it is painted, and what kept its thread busy longest, by the processor's own clock. */
async function smoothness(page: Page, ms: number): Promise<{ frames_per_second: number; longest_task_ms: number }> {
  const session = await page.context().newCDPSession(page);
  const events: Task[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as Task[])));
  const done = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "devtools.timeline"] },
  });
  const frames_per_second = await page.evaluate(
    (ms) =>
      new Promise<number>((resolve) => {
        let frames = 0;
        const began = performance.now();
        const frame = (now: number) => {
          if (now - began >= ms) return resolve((frames * 1000) / (now - began));
          ++frames;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    ms,
  );
  await session.send("Tracing.end");
  await done;
  await session.detach();
  const thread = ({ pid, tid }: Task) => `${pid} ${tid}`;
  const main = new Set(events.filter(({ args }) => args?.name === "CrRendererMain").map(thread));
  const tasks = events.filter((task) => main.has(thread(task)) && task.name.endsWith("RunTask"));
  assert.ok(tasks.length > 0, "tasks are told");
  return { frames_per_second, longest_task_ms: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000 };
}

test("a thousand members and five thousand messages a second keep the page smooth", () =>
  onSauron(0, async ({ club, open }) => {
    const feeder = new Feeder();
    await tellSauron(club, feeder.lines(3));
    const watched = await open("/map", { moving: true });
    const { page } = watched;
    let feeding = true;
    const fed = (async () => {
      for (let next = Date.now(); feeding; next += 400) {
        await tellSauron(club, feeder.lines(2));
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - Date.now())));
      }
    })();
    try {
      await page.locator(".map-words", { hasText: "Rows send, columns receive." }).waitFor();
      for (const layout of ["matrix", "ring", "force"]) {
        await page.getByRole("button", { name: layout, exact: true }).click();
        await flows(page);
        if (layout === "force") await page.getByText("Settle again").waitFor();
        const { frames_per_second, longest_task_ms } = await smoothness(page, 4000);
        console.log(
          `${layout}: ${frames_per_second.toFixed(0)} frames/s, longest task ${longest_task_ms.toFixed(0)} ms`,
        );
        if (process.env.WATERCOOLER_LONG) {
          assert.ok(frames_per_second >= 20, `${layout}: ${frames_per_second} frames/s`);
          assert.ok(longest_task_ms <= 50, `${layout}: a task of ${longest_task_ms} ms`);
        }
        await shot(page, `sauron-map-1000-${layout}-light`);
      }
      await page.getByText(/Pulses: 1 of \d+ messages/).waitFor();
      await page.getByText(/of [\d,]+ lines are drawn/).waitFor();
      await page.getByRole("button", { name: "Show as table" }).click();
      await page.locator(".table-body .table-row").first().waitFor();
      assert.ok((await page.locator(".table-row").count()) < 80);
    } finally {
      feeding = false;
      await fed;
    }
  }));
