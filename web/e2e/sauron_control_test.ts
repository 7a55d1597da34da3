// Sauron's app controls the club: by what is on screen alone, and only for who may.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { shot, type Theme } from "./browser.ts";
import { type Club, until } from "./club.ts";
import { assertClean, onSauron, type SauronStage } from "./sauron_stage.ts";

interface ClubState {
  frozen: string;
  steps: number;
  faults: { id: number; fault: string }[];
}
interface Roster {
  lacking: number;
  rows: { name: string; state: string }[];
}

const stateOf = ({ ask }: SauronStage) => ask<ClubState>("/api/v1/control");
const withToken = (club: Club, path = "/") => `${path}#token=${club.token()}`;
const standing = (page: Page, word: string) => page.locator(".club-standing", { hasText: word }).waitFor();
const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });
const goTo = (page: Page, name: string) => page.getByRole("navigation").getByRole("link", { name }).click();
const notice = (page: Page, text: string | RegExp) => page.locator(".notice", { hasText: text });

/** A newcomer freezes the club, lets one message after the other through, and reads who waits for what. */
const frozenStory = (theme: Theme, width: number) =>
  onSauron(5, async (stage) => {
    const { club, open, ask } = stage;
    const watched = await open(withToken(club), { theme, width });
    const { page } = watched;
    assert.ok(!page.url().includes("token"), page.url());
    await standing(page, "RUNNING");
    await shot(page, `control-running-${theme}-${width}`);
    await button(page, "Freeze all").click();
    await standing(page, "FROZEN");
    await page.getByText("The club is frozen since").waitFor();
    await notice(page, "5 members: frozen").waitFor();
    await notice(page, `watercooler --home ${club.home} -c office freeze`).waitFor();
    assert.equal((await stateOf(stage)).frozen, "soft");
    await assertClean(watched, `frozen ${theme}`);

    await goTo(page, "Members");
    await page.locator(".table-row .chip", { hasText: "amy" }).click();
    await button(page, "Pick a book").click();
    await page.getByLabel("Favourite book").fill("Emma");
    await button(page, "Pick").click();
    await notice(page, "amy will read “Emma”: held until the thaw").waitFor();
    await button(page, "One message").click(); // amy's own choice is handed to her
    await until("amy has chosen it, and four lack it", async () => (await ask<Roster>("/api/v1/roster")).lacking === 4);
    await goTo(page, "Overview");
    await page.getByText("NOT CONVERGED", { exact: true }).waitFor();
    const waiting = page.locator(".waiting");
    await waiting.getByText("1 of 5 hold it, 4 lack it").waitFor();
    await page.locator(".worst-rows li", { hasText: 'it lacks amy\'s "Emma"' }).first().waitFor();
    await shot(page, `control-frozen-${theme}-${width}`);
    await assertClean(watched, `who lacks what ${theme}`);
    await goTo(page, "Members");
    await page.getByRole("heading", { name: "4 lack what others hold." }).waitFor();
    await page.locator(".table-row", { hasText: "bob" }).getByText("amy's “Emma”").waitFor();
    await shot(page, `control-members-${theme}-${width}`);
    await goTo(page, "Overview");

    await waiting.getByRole("link", { name: /bob/ }).click();
    const why = page.locator(".member-why");
    await why.getByText('bob lacks "Emma"').waitFor();
    await why.getByText("bob is frozen since").waitFor();
    await why.getByText(/bob holds amy's .* the thaw or a step hands it over|anybody has sent it to bob/).waitFor();
    await shot(page, `control-member-${theme}-${width}`);
    await assertClean(watched, `why a member waits ${theme}`);

    await button(page, "Step 5 gossip intervals").click();
    await until("all hold it", async () => (await ask<Roster>("/api/v1/roster")).lacking === 0);
    await why.waitFor({ state: "detached" });
    assert.deepEqual([(await stateOf(stage)).frozen, (await stateOf(stage)).steps], ["soft", 5]);
    await page.getByText("It was let run for 5 gossip intervals since.").waitFor();
    await button(page, "Thaw").first().waitFor();
    await page.locator(".club-group").getByRole("button", { name: "Thaw" }).click();
    await standing(page, "RUNNING");
    await page.getByText("The club is frozen since").waitFor({ state: "detached" });
    assert.equal((await stateOf(stage)).frozen, "no");
    assert.deepEqual(watched.troubles, []);
  });

test("freeze, see who lacks which book and why, step, thaw: by what is on screen alone", () =>
  frozenStory("light", 1360));

test("the same in dark", () => frozenStory("dark", 1360));

test("the same on a phone", () => frozenStory("light", 600));

test("what was done can be taken back, and what cannot is asked for twice", () =>
  onSauron(3, async (stage) => {
    const { club, open } = stage;
    const { page, troubles } = await open(withToken(club));
    await button(page, "Freeze all").click();
    await notice(page, "3 members: frozen").getByRole("button", { name: "Undo" }).click();
    await standing(page, "RUNNING");
    assert.equal((await stateOf(stage)).frozen, "no");
    await page.goto(`${club.url("sauron")}/members/amy`);
    await button(page, "Isolate").click();
    await button(page, /^Heal 1/).waitFor();
    assert.deepEqual(
      (await stateOf(stage)).faults.map(({ fault }) => fault),
      ["isolate amy"],
    );
    await notice(page, "isolate amy").getByRole("button", { name: "Undo" }).click();
    await button(page, /^Heal/).waitFor({ state: "detached" });
    await club.run("chaos", "add", "loss", "5%");
    await button(page, /^Heal 1/).click();
    await button(page, /^Heal/).waitFor({ state: "detached" });
    assert.deepEqual((await stateOf(stage)).faults, []);
    await page.keyboard.press("?");
    await page.getByLabel("Before an order").selectOption("always");
    await page.keyboard.press("Escape");
    await button(page, "Freeze all").click();
    await page
      .getByRole("dialog", { name: "Do this?" })
      .getByText(/ freeze$/)
      .waitFor();
    await shot(page, "control-always-asked-light");
    await button(page, "Cancel").click();
    assert.equal((await stateOf(stage)).frozen, "no");
    await button(page, "Freeze all").click();
    await button(page, "Do it").click();
    await standing(page, "FROZEN");
    await page.keyboard.press("?");
    await page.getByLabel("Before an order").selectOption("never");
    await page.keyboard.press("Escape");
    await page.locator('[data-tour="thaw"]').click();
    await standing(page, "RUNNING");
    await button(page, "Step").click(); // of a member that is not frozen
    await page.getByRole("alert").filter({ hasText: "failed" }).waitFor();
    await shot(page, "control-refused-light");
    await button(page, "Kill").click();
    await page.locator(".member-head", { hasText: "dead" }).waitFor();
    assert.deepEqual(troubles, []);
  }));

test("without the token, in the past and for other origins nothing can be done, and it is said why", () =>
  onSauron(3, async (stage) => {
    const { club, open } = stage;
    const watched = await open("/");
    const { page } = watched;
    await standing(page, "RUNNING");
    assert.ok(await button(page, "Freeze all").isDisabled());
    await button(page, "Why not?").click();
    await page.locator(".hint", { hasText: "watercooler open sauron opens a page" }).waitFor();
    await shot(page, "control-without-token-light");
    await assertClean(watched, "without the token");
    await page.keyboard.press("Escape");
    await page.locator("h1").click();
    await page.keyboard.press("Shift+F");
    await notice(page, "Only looking").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search for" }).fill("freeze all");
    assert.ok(await button(page, /^freeze all/).isDisabled());
    await page.keyboard.press("Escape");

    const origin = new URL(club.url("amy")).origin;
    const body = JSON.stringify({ command: ["freeze"] });
    const headers = { Authorization: `Bearer ${club.token()}`, Origin: origin };
    const refused = await fetch(`${club.url("sauron")}/api/v1/control`, { method: "POST", body, headers });
    assert.equal(refused.status, 403);
    const stranger = await open("/");
    await stranger.page.goto(`${club.url("amy")}/`);
    await stranger.page.evaluate(
      ([url, text]) =>
        fetch(`${url}/api/v1/control`, { method: "POST", mode: "no-cors", body: text ?? "" }).catch(() => 0),
      [club.url("sauron"), body],
    );
    assert.equal((await stateOf(stage)).frozen, "no");

    const past = await open(`/?at=${new Date().toISOString()}#token=${club.token()}`);
    await past.page.getByText("You are looking at").waitFor();
    assert.ok(await button(past.page, "Freeze all").isDisabled());
    await button(past.page, "Why not?").click();
    await past.page.getByText("The view is not live.").waitFor();
    await assertClean(past, "in the past");
    await past.page.getByRole("button", { name: "Back to live" }).click();
    await button(past.page, "Freeze all").click();
    await standing(past.page, "FROZEN");
    await standing(page, "FROZEN"); // on the other page too
  }));

test("by keys and by search: the club, a member, and a command that is found", () =>
  onSauron(3, async (stage) => {
    const { club, open, ask } = stage;
    const { page, troubles } = await open(withToken(club));
    await standing(page, "RUNNING");
    await page.keyboard.press("Shift+F");
    await standing(page, "FROZEN");
    await page.keyboard.press("Shift+S");
    await page.getByText("It was let run for 1 gossip interval since.").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search for" }).fill("step 7");
    await page.getByText("watercooler step 7").waitFor();
    await shot(page, "control-search-light");
    await page.keyboard.press("Enter");
    await page.getByText("It was let run for 8 gossip intervals since.").waitFor();
    await page.keyboard.press("Shift+U");
    await standing(page, "RUNNING");
    await page.goto(`${club.url("sauron")}/members/bob`);
    await button(page, "Freeze").waitFor();
    await page.keyboard.press("Shift+F");
    await notice(page, "bob: frozen").waitFor();
    const frozen = async () => (await ask<Roster>("/api/v1/roster")).rows.filter(({ state }) => state === "frozen");
    await until("bob alone is frozen", async () => (await frozen()).map(({ name }) => name).join() === "bob");
    assert.equal((await stateOf(stage)).frozen, "no");
    await page.keyboard.press("Shift+U");
    await until("bob goes on", async () => (await frozen()).length === 0);
    assert.deepEqual(troubles, []);
  }));
