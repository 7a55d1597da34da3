// The guided tour of Sauron's app.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { shot, type Theme } from "./browser.ts";
import { assertClean, onSauron } from "./sauron_stage.ts";

const card = (page: Page) => page.getByRole("dialog");
const next = (page: Page) => card(page).getByRole("button", { name: "Next" }).click();
const at = (page: Page, title: string) => card(page).getByRole("heading", { name: title, exact: true }).waitFor();
const stops = [
  ["verdict", "Does everybody agree?"],
  ["time", "Now, or any moment before"],
  ["club", "Stop the club’s time"],
  ["lacks", "Who lacks which book, and why?"],
  ["trace", "Any rumor in three clicks"],
  ["search", "Find anything"],
] as const;

/** Next, until it is this step; steps between are passed. */
async function onTo(page: Page, title: string): Promise<void> {
  const heading = card(page).getByRole("heading");
  for (let now = await heading.textContent(); now !== title; now = await heading.textContent()) {
    await next(page);
    await page.waitForFunction((before) => document.getElementById("tour-title")?.textContent !== before, now);
  }
}

/** The light is on this element, all of it. */
async function litUp(page: Page, name: string): Promise<void> {
  await page.waitForFunction((name) => {
    const light = document.querySelector(".tour-light")?.getBoundingClientRect();
    const lit = document.querySelector(`[data-tour="${name}"]`)?.getBoundingClientRect();
    return (
      light &&
      lit &&
      light.left < lit.left &&
      light.right > lit.right &&
      light.top < lit.top &&
      light.bottom > lit.bottom
    );
  }, name);
}

/** The card covers nothing of what it speaks of, and is on the page as a whole. */
async function assertBeside(page: Page): Promise<void> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const light = await page.locator(".tour-light").boundingBox();
  const box = await card(page).boundingBox();
  assert.ok(light && box);
  assert.ok(
    box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height,
    JSON.stringify(box),
  );
  const apart =
    box.x >= light.x + light.width ||
    light.x >= box.x + box.width ||
    box.y >= light.y + light.height ||
    light.y >= box.y + box.height;
  assert.ok(apart, JSON.stringify({ box, light }));
}

test("who comes for the first time is led through the app, and never again", () =>
  onSauron(5, async ({ club, open }) => {
    await club.run("pick", "amy", "Emma", "--wait");
    const { page, troubles } = await open("/", { tour: true });
    await at(page, "Does everybody agree?");
    await card(page)
      .getByText(/^1 of \d$/)
      .waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Does everybody agree?");
    await litUp(page, "verdict");
    await next(page);
    await at(page, "Now, or any moment before");
    await litUp(page, "time");
    await assertBeside(page);

    // By keys, forth and back.
    await page.keyboard.press("ArrowLeft");
    await at(page, "Does everybody agree?");
    await page.keyboard.press("ArrowRight");
    await at(page, "Now, or any moment before");

    // A page that is loaded anew goes on where it was.
    await page.reload();
    await at(page, "Now, or any moment before");
    await onTo(page, "Who lacks which book, and why?");
    await page.getByText("Nobody lacks anything at this moment").waitFor();

    // Somebody lacks a book now: he is named, and why is one click away.
    await club.run("chaos", "add", "isolate", "eve", "--for", "1m");
    await club.run("pick", "bob", "Persuasion");
    await card(page).getByText("“Persuasion” by bob is with 4 so far. Who lacks it: eve.").waitFor();
    await card(page).getByRole("link", { name: "Why? Look at its trace" }).click();
    await litUp(page, "missing");
    await page.locator('[data-tour="missing"]').getByText("eve").waitFor();
    await shot(page, "sauron-tour-missing");
    await club.run("chaos", "heal");

    await onTo(page, "Any rumor in three clicks");
    await card(page).getByText("Click 1 of 3").waitFor();
    await litUp(page, "traces");
    await page.getByRole("link", { name: "Traces" }).click();
    await card(page).getByText("Click 2 of 3").waitFor();
    await litUp(page, "rumors");
    await page.locator(".rumors .table-row", { hasText: "Emma" }).click();
    await card(page).getByText("Click 3 of 3").waitFor();
    await litUp(page, "tree");
    await page.getByRole("button", { name: "waterfall" }).click();
    await page.locator(".bar").first().waitFor();
    await next(page);
    await at(page, "Find anything");
    await litUp(page, "search");
    await card(page).getByRole("button", { name: "Done" }).click();
    await card(page).waitFor({ state: "detached" });
    await page.reload();
    await page.locator("#tree-drawing, .bar").first().waitFor();
    assert.equal(await card(page).count(), 0);
    assert.deepEqual(troubles, []);
  }));

test("the tour is skipped by Escape, and comes again from help and from the search", () =>
  onSauron(2, async ({ open }) => {
    const { page } = await open("/members", { tour: true });
    await at(page, "Does everybody agree?");
    await page.keyboard.press("Escape");
    await card(page).waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.getByRole("button", { name: "Take the guided tour" }).click();
    await at(page, "Does everybody agree?");
    await litUp(page, "verdict");
    assert.equal(new URL(page.url()).pathname, "/");
    await card(page).getByRole("button", { name: "Skip the tour" }).click();
    await card(page).waitFor({ state: "detached" });
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search for" }).fill("tour");
    await page.keyboard.press("Enter");
    await at(page, "Does everybody agree?");
  }));

test("who may freeze the club does it by the tour alone, sees who lacks a book, steps and thaws", () =>
  onSauron(5, async ({ club, open }) => {
    const { page, troubles } = await open(`/#token=${club.token()}`, { tour: true });
    await at(page, "Does everybody agree?");
    await onTo(page, "Stop the club’s time");
    await litUp(page, "freeze");
    await page.getByRole("button", { name: "Freeze all" }).click();
    await card(page).getByText("It stands still").waitFor();
    await next(page);
    await at(page, "Who lacks which book, and why?");
    await card(page).getByText("Nobody lacks anything at this moment").waitFor();
    await club.run("pick", "amy", "Emma");
    await club.run("step", "--event", "amy"); // she has chosen it, and nobody else knows
    await card(page).getByText("“Emma” by amy is with 1 so far. Who lacks it: bob, cat, dan and 1 more.").waitFor();
    await litUp(page, "waiting");
    await shot(page, "sauron-tour-waiting");
    await page.locator(".waiting").getByRole("link", { name: /bob/ }).click();
    await card(page).getByText("Why it lacks it, event by event").waitFor();
    await litUp(page, "why");
    await next(page);
    await at(page, "Let it run for one step");
    await litUp(page, "step");
    await page.getByRole("button", { name: "Step 1 gossip interval" }).click();
    await page.getByText("It was let run for 1 gossip interval since.").waitFor();
    await next(page);
    await at(page, "Let it go on");
    await litUp(page, "thaw");
    await page.locator(".club-group").getByRole("button", { name: "Thaw" }).click();
    await card(page).getByText("Its time runs.").waitFor();
    await page.locator(".club-standing", { hasText: "RUNNING" }).waitFor();
    assert.deepEqual(troubles, []);
  }));

const clean = (theme: Theme, width: number) =>
  onSauron(5, async ({ club, open }) => {
    await club.run("pick", "amy", "Emma", "--wait");
    const watched = await open("/", { theme, width, tour: true });
    const { page } = watched;
    await card(page).waitFor();
    for (const [place, title] of stops) {
      await onTo(page, title);
      await page.locator(".tour-light").waitFor();
      await shot(page, `sauron-tour-${place}-${theme}-${width}`);
      await assertClean(watched, `${place} at ${width}`);
      await assertBeside(page);
    }
  });

test("the tour is clean in light", () => clean("light", 1360));

test("the tour is clean in dark", () => clean("dark", 1360));

test("the tour fits a phone", () => clean("light", 400));
