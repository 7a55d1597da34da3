// The diagram of space and time, with real members: lanes, messages that are lost, a freeze.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { shot } from "./browser.ts";
import { type Club, until } from "./club.ts";
import { assertClean, onSauron, tellSauron } from "./sauron_stage.ts";
import { numbered as name, told } from "./told.ts";

interface Told {
  lanes: string[];
  counts: Record<string, number>;
  messages: Record<string, number>;
  freezes: object[];
  events: { lane: number; line: string; event: { kind: string; member: string; seq: number } }[];
  arrows: { fate: string; sender: string; receiver: string; held?: number; received?: number; why?: string }[];
}

const heading = (page: Page) => page.locator("h1");
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const diagram = (page: Page) => page.locator(".spacetime-scroll");
const drawn = (page: Page) =>
  page.waitForFunction(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".spacetime-room canvas");
    return canvas !== null && canvas.width > 100;
  });

/** Bob hears nothing of what dan sends, and cat stands still while amy says something. */
async function trouble(club: Club): Promise<number> {
  await club.run("chaos", "add", "loss", "100%", "--from", "dan", "--to", "bob");
  const began = Date.now() - 1500;
  await club.run("pick", "dan", "Emma", "--wait");
  await club.run("freeze", "cat");
  await club.run("pick", "amy", "Persuasion");
  await club.run("thaw", "cat");
  return began;
}

test("lost messages end in a cross, a freeze is a double bar, and all of it has words", () =>
  onSauron(5, async ({ club, open, ask }) => {
    const began = await trouble(club);
    const from = new Date(began).toISOString();
    let length = "";
    const told = await until("the thaw, the drop and a probe are told", async () => {
      length = String(Date.now() - began);
      const answer = await ask<Told>(`/api/v1/spacetime?from=${from}&length_ms=${length}`);
      const thawed = answer.events.some(({ event }) => event.kind === "thawed" && event.member === "cat");
      return thawed && (answer.messages.dropped ?? 0) > 0 && (answer.counts.ping ?? 0) > 0 ? answer : null;
    });
    assert.deepEqual(told.lanes, ["amy", "bob", "cat", "dan", "eve"]);
    assert.ok(
      told.arrows.some((arrow) => arrow.fate === "dropped" && arrow.sender === "dan" && /loss/.test(arrow.why ?? "")),
    );
    assert.ok(told.arrows.some((arrow) => arrow.held !== undefined && arrow.received !== undefined));
    assert.equal(told.messages.lost, 0, "what a fault took is no loss that nobody can explain");
    assert.ok(told.freezes.length > 0);
    const watched = await open(`/spacetime?from=${from}&length=${length}`);
    const { page } = watched;
    await heading(page)
      .getByText(/^5 members for .*thrown away/)
      .waitFor();
    await page.getByText(/^Not shown: .* of ping/).waitFor();
    await drawn(page);
    await shot(page, "sauron-spacetime-light");
    await assertClean(watched, "light");
    await page.keyboard.press("x");
    await page.waitForFunction(() => location.search.includes("turned=yes"));
    await shot(page, "sauron-spacetime-turned");
    await page.getByRole("button", { name: "Logical" }).click();
    await page.waitForFunction(() => location.search.includes("axis=logical"));
    await page.keyboard.press("x");
    await page.waitForFunction(() => !location.search.includes("turned"));
    await shot(page, "sauron-spacetime-logical");
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "SVG", exact: true }).click();
    const svg = readFileSync(await (await saved).path(), "utf8");
    assert.ok(svg.startsWith("<svg") && svg.includes(">amy</text>"));
    await page.keyboard.press("T");
    const row = page.locator(".table-row", { hasText: "was thrown away: fault loss" }).first();
    await page.locator(".table").focus();
    await until("the table comes to what was thrown away", async () => {
      await page.keyboard.press("PageDown");
      return row.isVisible();
    });
    await shot(page, "sauron-spacetime-table");
    await assertClean(watched, "as a table");
  }));

test("by keys and by pointer: events, their causes, closer, earlier, lanes; and the address keeps it", () =>
  onSauron(4, async ({ club, open, ask }) => {
    const began = new Date().toISOString();
    await club.run("pick", "amy", "Emma", "--wait");
    const watched = await open(`/spacetime?from=${began}&length=1000&kinds=push,control`, { theme: "dark" });
    const { page } = watched;
    await heading(page)
      .getByText(/^4 members for 1\.0 s/)
      .waitFor();
    await drawn(page);
    await diagram(page).focus();
    const caption = page.locator(".spacetime-caption");
    await until("an event of amy's is pointed at", async () => {
      await page.keyboard.press("ArrowDown");
      return /amy chose “Emma”|amy sent/.test((await caption.textContent()) ?? "");
    });
    await page.keyboard.press("Enter");
    await page.locator(".event-panel").getByRole("heading", { name: /amy/ }).waitFor();
    await page.keyboard.press("ArrowRight");
    await caption.getByText(/happened before|concurrent/).waitFor();
    await shot(page, "sauron-spacetime-dark");
    await assertClean(watched, "dark, with an event");
    await page.reload();
    await page.locator(".event-panel").getByRole("heading", { name: /amy/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".lanes").waitFor();

    await page.keyboard.press("w");
    await page.waitForFunction(() => new URL(location.href).searchParams.get("length") === "500");
    await page.keyboard.press("d");
    await page.waitForFunction((from) => (new URL(location.href).searchParams.get("from") ?? "") > from, began);
    await page.keyboard.press("s");
    await page.waitForFunction(() => new URL(location.href).searchParams.get("length") === "1000");
    const box = await diagram(page).boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -120);
    await page.waitForFunction(() => Number(new URL(location.href).searchParams.get("length")) < 1000);

    await page.getByRole("button", { name: "Move amy back" }).click();
    await page.waitForFunction(() => new URL(location.href).searchParams.get("members") === "bob,amy,cat,dan");
    await page.locator(".lane-rows li", { hasText: "bob" }).and(page.locator(":first-child")).waitFor();
    await page.mouse.move(box.x + 66 + 20, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 20, box.y + 12, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => new URL(location.href).searchParams.get("members") === "amy,cat,dan,bob");
    await page.getByRole("button", { name: "Fold bob" }).click();
    await page.getByText("1 other folded into one lane").waitFor();
    await page.getByRole("button", { name: "Hide dan" }).click();
    await page.getByText("Hidden, with all their messages").waitFor();
    await page.getByRole("button", { name: "Show dan" }).click();
    await page.getByLabel("A member to open a lane for").fill("bob");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.waitForFunction(() => new URL(location.href).searchParams.get("members") === "amy,cat,dan,bob");
    await page.getByRole("button", { name: "Choose for me" }).click();
    await page.waitForFunction(() => !new URL(location.href).searchParams.has("members"));
    await page.getByRole("button", { name: /^ping/ }).click();
    await page.waitForFunction(() => (new URL(location.href).searchParams.get("kinds") ?? "").includes("ping"));
    assert.deepEqual(watched.troubles, []);
    assert.ok((await ask<Told>(`/api/v1/spacetime?from=${began}&length_ms=1000`)).counts.push);
  }));

/** Both as the page writes them: `14:02:11.310`. */
function twoSecondsBefore(time: string): string {
  return new Date(Date.parse(`2000-01-02T${time}Z`) - 2000).toISOString().slice(11, 23);
}

test("it is reached from a request and from a trace, follows the club, and stands still in the past", () =>
  onSauron(3, async ({ club, open, ask }) => {
    await club.run("pick", "amy", "Emma", "--wait");
    const { page, troubles } = await open("/requests?filter=kind:applied+book:Emma");
    await page.locator(".table-body .table-row").first().waitFor();
    await page.locator(".table").focus();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.locator(".event-panel").getByRole("link", { name: "In space-time" }).click();
    await heading(page)
      .getByText(/^3 members for 100 ms/)
      .waitFor();
    await page.locator(".event-panel pre", { hasText: '"value": "Emma"' }).waitFor();
    const [rumor] = await ask<{ uuid: string }[]>("/api/v1/rumors?limit=1");
    await page.goto(`${new URL(page.url()).origin}/trace/${rumor?.uuid}`);
    await page.getByRole("link", { name: "in space-time" }).click();
    await page.getByText("Those who had this rumor, the first first.").waitFor();
    await heading(page)
      .getByText(/messages/)
      .waitFor();
    await drawn(page);
    await diagram(page).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".cone-key").getByText("it could have led to").waitFor();
    await shot(page, "sauron-spacetime-rumor");

    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForFunction(() => location.pathname === "/spacetime" && location.search === "");
    await heading(page)
      .getByText(/^3 members for 2\.0 s/)
      .waitFor();
    await club.run("pick", "bob", "Persuasion", "--wait");
    await until("it follows", async () => {
      const words = await page.locator(".kinds .button", { hasText: "push" }).textContent();
      return Number(/\d+/.exec(words ?? "")?.[0] ?? 0) > 0;
    });
    await page.getByRole("button", { name: "Hold still" }).click();
    await page.getByRole("button", { name: "To the latest" }).waitFor();
    assert.ok(parameter(page, "from"));
    await page.getByRole("button", { name: "To the latest" }).click();
    await page.getByRole("button", { name: "Hold still" }).waitFor();
    club.signal("sauron", "SIGSTOP");
    await page.getByText("No answer from Sauron for").waitFor();
    assert.match((await heading(page).textContent()) ?? "", /^3 members for 2\.0 s/);
    assert.ok(await diagram(page).isVisible(), "the last answer stays");
    club.signal("sauron", "SIGCONT");
    await page.getByText("No answer from Sauron for").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Pause view" }).click();
    const banner = page.getByText("The view is paused at");
    await banner.waitFor();
    const begin = twoSecondsBefore(/\d\d:\d\d:\d\d\.\d{3}/.exec((await banner.textContent()) ?? "")?.[0] ?? "");
    await heading(page).getByText(`from ${begin}`).waitFor();
    const paused = await heading(page).textContent();
    await club.run("pick", "cat", "Middlemarch", "--wait");
    assert.equal(await heading(page).textContent(), paused);
    await page.locator("h1", { hasText: "3 members" }).waitFor();

    const file = join(club.home, "office.wcr");
    await club.run("export", "-o", file);
    await club.run("import", file, "--run", "run31");
    await page.goto(`${new URL(page.url()).origin}/spacetime?run=run31&length=20000`);
    await heading(page)
      .getByText(/^3 members for .* messages/)
      .waitFor();
    await page.getByText("--run run31 -o shiviz.log").waitFor();
    assert.deepEqual(troubles, []);
  }));

const count = 1000;
const sends = 8;

/** Each sends to the next one, all within a second; the first ten are doubted. */
function crowd(start: number): object[] {
  const all: object[] = [];
  for (let at = 0; at < count; ++at) {
    const event = (seq: number, ms: number, more: object) => all.push(told(name(at), seq, start + ms, more));
    event(1, 0, { kind: "started" });
    for (let send = 0; send < sends; ++send)
      event(2 + send, 10 + 100 * send + (at % 7), {
        kind: "sent",
        peer: name((at + 1) % count),
        packet: (at * sends + send).toString(16).padStart(16, "0"),
        reason: "rumor",
        bytes: 40,
      });
    event(2 + sends, 900, { kind: at < 10 ? "probe_failed" : "probed", peer: name((at + 1) % 10) });
  }
  return all;
}

test("of a thousand members those in trouble are chosen, the others are one lane, and it fits a phone", () =>
  onSauron(0, async ({ club, open }) => {
    const empty = await open("/spacetime");
    await empty.page.getByText("watercooler new --count 5").waitFor();
    await assertClean(empty, "nobody");
    await empty.context.close();
    const start = Date.now() - 20_000;
    await tellSauron(club, crowd(start));
    const watched = await open(`/spacetime?from=${new Date(start).toISOString()}&length=1000`);
    const { page } = watched;
    await heading(page)
      .getByText(/^12 members for 1\.0 s/)
      .waitFor();
    await page.getByText("988 others folded into one lane").waitFor();
    await page.locator(".lane-rows").getByText("member-0003").waitFor();
    await drawn(page);
    await shot(page, "sauron-spacetime-1000");
    await assertClean(watched, "a thousand");
    const lanes = Array.from({ length: 60 }, (_, at) => name(at)).join(",");
    await page.goto(
      `${new URL(page.url()).origin}/spacetime?from=${new Date(start).toISOString()}&length=1000&members=${lanes}`,
    );
    await heading(page)
      .getByText(/^60 members for 1\.0 s/)
      .waitFor();
    await drawn(page);
    await shot(page, "sauron-spacetime-60-lanes");
    await page.setViewportSize({ width: 600, height: 900 });
    await drawn(page);
    await shot(page, "sauron-spacetime-narrow");
    await assertClean(watched, "narrow");
  }));
