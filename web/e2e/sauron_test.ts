// Sauron's app: what stands around every page, and the overview.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shot } from "./browser.ts";
import { until } from "./club.ts";
import { assertClean, assertCleanEverywhere, onSauron, sharedSauron } from "./sauron_stage.ts";

interface Rumor {
  uuid: string;
}

/** A club with one who was killed, for all who only look. */
const onEventful = sharedSauron(5, async ({ club, ask }) => {
  await club.run("pick", "amy", "Emma", "--wait");
  await club.run("kill", "cat");
  await until("cat is held dead", async () => (await ask<Roster>("/api/v1/roster")).states.dead === 1);
});

interface Roster {
  states: { dead: number };
}

/** The pages, each with what makes it sure that it is there. */
const pages: readonly (readonly [name: string, path: string, there: string])[] = [
  ["overview", "/", ".tile-states"],
  ["requests", "/requests", ".table-body .table-row"],
  ["traces", "/trace", ".table-body .table-row"],
  ["members", "/members", ".table-body .table-row"],
  ["beliefs", "/members?show=beliefs", ".matrix canvas"],
  ["member", "/members/cat", ".history li"],
  ["trace", "/trace/UUID", "#tree-drawing .node"],
  ["trace-waterfall", "/trace/UUID?view=waterfall", ".bar"],
  ["trace-table", "/trace/UUID?view=table", ".table-body .table-row"],
  ["trace-raw", "/trace/UUID?view=raw", ".trace-raw pre"],
];

for (const [name, path, there] of pages)
  test(`the page ${name} is clean in light, in dark, and on a phone`, () =>
    onEventful(async ({ open, ask }) => {
      const [rumor] = await ask<Rumor[]>("/api/v1/rumors?limit=1");
      const watched = await open(path.replace("UUID", rumor?.uuid ?? ""));
      await watched.page.locator(there).first().waitFor();
      await assertCleanEverywhere(watched, name);
    }));

test("without members each page says so, and how to start some", () =>
  onSauron(0, async ({ open }) => {
    const watched = await open("/");
    const { page } = watched;
    const base = new URL(page.url()).origin;
    await page.getByText("Nobody has reported to this Sauron.").waitFor();
    for (const path of ["/", "/members", "/members?show=beliefs"]) {
      await page.goto(base + path);
      await page.getByText("watercooler new --count 5").first().waitFor();
      await assertClean(watched, path);
    }
    await page.goto(`${base}/requests`);
    await page.getByText("Nothing has happened yet").waitFor();
    await page.goto(`${base}/trace`);
    await page.getByText("Nobody has said anything yet").waitFor();
    await page.goto(`${base}/trace/0192`);
    await page.getByText("No rumor begins with 0192").waitFor();
    await page.goto(`${base}/members/nobody`);
    await page.getByText("Nobody called nobody has reported").waitFor();
  }));

test("the overview says who is dead and why, and that a pick went round", () =>
  onSauron(4, async ({ club, open }) => {
    const { page, troubles } = await open("/");
    await page.getByText("CONVERGED", { exact: true }).waitFor();
    await club.run("pick", "bob", "Persuasion", "--wait");
    await page.locator("h1", { hasText: "Persuasion" }).waitFor();
    await page.locator(".curve-legend", { hasText: "Persuasion" }).waitFor();
    await page.locator(".happenings", { hasText: "bob chose “Persuasion”" }).waitFor();
    await club.run("kill", "dan");
    await page.locator(".worst-rows", { hasText: "dan" }).waitFor();
    await page.locator(".tile-states li", { hasText: "dead" }).getByText("1").waitFor();
    await page.getByRole("button", { name: "Show as table" }).click();
    await page.getByRole("row", { name: /Persuasion bob/ }).waitFor();
    await page.locator(".happenings li", { hasText: "Persuasion" }).getByRole("link", { name: "trace" }).click();
    await page.locator("h1", { hasText: "Persuasion" }).waitFor();
    assert.match(page.url(), /\/trace\/[0-9a-f-]{36}/);
    assert.deepEqual(troubles, []);
  }));

test("when Sauron is stopped the last answer stays, with a band, until it goes on", () =>
  onSauron(2, async ({ club, open }) => {
    const { page } = await open("/members");
    await page.locator(".table-row", { hasText: "amy" }).waitFor();
    club.signal("sauron", "SIGSTOP");
    await page.getByText("No answer from Sauron for").waitFor();
    assert.ok(await page.locator(".table-row", { hasText: "amy" }).isVisible());
    await shot(page, "sauron-lost-light");
    club.signal("sauron", "SIGCONT");
    await page.getByText("No answer from Sauron for").waitFor({ state: "detached" });
  }));

test("by keys: pages, help, search, pause, live, steps", () =>
  onEventful(async ({ open }) => {
    const { page, troubles } = await open("/");
    await page.locator(".tile-states").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("e");
    await page.locator(".members-table .table-row").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys and signs" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Keys and signs" }).waitFor({ state: "detached" });
    await page.keyboard.press(" ");
    await page.getByText("The view is paused at").waitFor();
    await page.keyboard.press("L");
    await page.getByText("LIVE", { exact: true }).waitFor();
    assert.ok(!page.url().includes("at="));
    await page.keyboard.press(",");
    await page.getByText("You are looking at").waitFor();
    const first = new URL(page.url()).searchParams.get("at") ?? "";
    await page.keyboard.press(",");
    await page.waitForFunction((before) => new URL(location.href).searchParams.get("at") !== before, first);
    const second = new URL(page.url()).searchParams.get("at") ?? "";
    assert.ok(second < first, `${second} is before ${first}`);
    await page.keyboard.press(".");
    await page.waitForFunction((before) => new URL(location.href).searchParams.get("at") !== before, second);
    const third = new URL(page.url()).searchParams.get("at") ?? "";
    // An event between the two may have come to Sauron only now.
    assert.ok(second < third && third <= first, `${third} is behind ${second}, and not behind ${first}`);
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search for" }).fill("emma");
    await page.getByText("watercooler watch book:Emma").waitFor();
    await shot(page, "sauron-search-light");
    await page.keyboard.press("Enter");
    await page.locator(".terms", { hasText: "book:Emma" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("at"), third, "the moment stays");
    assert.deepEqual(troubles, []);
  }));

test("at a moment of the past all pages show that moment", () =>
  onSauron(3, async ({ club, open }) => {
    await club.run("pick", "amy", "Emma", "--wait");
    const then = new Date().toISOString();
    await club.run("pick", "amy", "Persuasion", "--wait");
    await club.run("kill", "cat");
    const watched = await open(`/members?at=${then}`);
    const { page } = watched;
    await page.locator(".table-row", { hasText: "Emma" }).waitFor();
    await page.getByRole("heading", { name: "3 members: 3 alive." }).waitFor();
    await assertClean(watched, "members in the past");
    await page.getByRole("link", { name: "Overview" }).click();
    await page.locator("h1", { hasText: "Emma" }).waitFor();
    assert.equal(await page.locator(".happenings", { hasText: "Persuasion" }).count(), 0);
    await shot(page, "sauron-past-light");
    await page.getByRole("button", { name: "Back to live" }).click();
    await page.locator(".happenings", { hasText: "Persuasion" }).waitFor();
    await page.getByLabel(/Go to a time/).fill("-0.1s");
    await page.keyboard.press("Enter");
    await page.getByText("You are looking at").waitFor();
    await page.getByLabel(/Go to a time/).fill("soon");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("14:02:11 or -30s").waitFor();
  }));
