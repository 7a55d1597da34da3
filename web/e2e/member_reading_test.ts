// Reading the member's dashboard: whatever was told, however much of it, by keys alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { axeFindings, longestTask, shot } from "./browser.ts";
import { type Club, until } from "./club.ts";
import { onStage } from "./story.ts";

const titles = [
  "<img src=x onerror=alert(1)><script>document.title='taken'</script>",
  "</div></main><h1>gone</h1>",
  "\u202eesrever ni",
  "شاهنامه (Shahnameh)",
  "מלחמה ושלום",
  "👩‍👩‍👧‍👦📚🫖🏴󠁧󠁢󠁷󠁬󠁳󠁿",
  "Dune",
  "Dunе", // with a Cyrillic e
  "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
  "one two ".repeat(512),
  "W".repeat(4096),
];

const tellTitles = async (club: Club) => {
  for (const [at, payload] of titles.entries()) {
    const rumor = {
      uuid: `title-${at}`,
      name: `<b>${at}</b>`,
      address: "192.0.2.7",
      port: 80,
      version: 1,
      ttl: 0,
      payload,
    };
    assert.equal(await club.tell("amy", rumor), "applied", payload.slice(0, 40));
  }
};

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("whatever was told is shown as text and moves nothing", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "amy", "--interval", "0", "--book", "Emma");
    const { page, troubles } = await open("amy", { token: true });
    page.on("dialog", () => assert.fail("a title ran"));
    await tellTitles(club);
    await page.getByText(`${titles.length + 1} rows`).waitFor();
    for (const title of titles.slice(0, 9)) await page.locator(".books bdi", { hasText: title }).first().waitFor();
    assert.equal(await page.locator("main img, main script, main h1, main b").count(), 0);
    assert.equal(await page.title(), "amy · Watercooler");
    for (const width of [1360, 400]) {
      await page.setViewportSize({ width, height: 900 });
      assert.equal(await overflow(page), 0, `at ${width} px`);
      const heights = await page
        .locator(".books .table-body .table-row")
        .evaluateAll((rows) => rows.map((row) => row.clientHeight));
      assert.ok(new Set(heights).size === 1, String(heights));
      await shot(page, `member-titles-${width}`);
    }
    await page.setViewportSize({ width: 400, height: 900 });
    await page.locator(".books .table-row", { hasText: "WWWW" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("W".repeat(4096)).first().waitFor();
    assert.equal(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth), 0);
    await shot(page, "member-long-title-400");
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(troubles, []);
  }));

test("a thousand rows are found, sorted and scrolled at once", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "amy", "--interval", "0", "--book", "Emma");
    for (let first = 0; first < 1000; first += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, at) => first + at).map((at) =>
          club.tell("amy", {
            uuid: `row-${at}`,
            name: `stranger-${at}`,
            address: "192.0.2.7",
            port: 1024 + at,
            version: 1,
            payload: `Book ${at}`,
          }),
        ),
      );
    const { page } = await open("amy");
    await page.getByText("1,001 rows").waitFor();
    const inSight = await page.locator(".books .table-body .table-row").count();
    assert.ok(inSight < 60, `${inSight} rows in the document`);
    const timed = async (what: string, act: () => Promise<unknown>) => {
      const started = performance.now();
      await act();
      console.log(`${what}: ${(performance.now() - started).toFixed(0)} ms`);
    };
    await timed("to the last row", async () => {
      await page.locator(".books .table").focus();
      await page.keyboard.press("End");
      await page.getByText("stranger-999", { exact: true }).waitFor();
    });
    await timed("sorted by port, descending", async () => {
      await page.getByRole("button", { name: "Port" }).click();
      await page.getByRole("button", { name: "Port" }).click();
      await page.keyboard.press("Tab");
      await page.locator(".books .table").focus();
      await page.keyboard.press("Home");
      await page
        .locator('.books [aria-rowindex="3"]', { hasText: "stranger-999" })
        .or(page.locator('.books [aria-rowindex="2"]', { hasText: "amy" }))
        .first()
        .waitFor();
    });
    await timed("found one of them", async () => {
      await page.keyboard.press("/");
      await page.keyboard.type("stranger-517");
      await page.getByText("1 of 1,001 rows").waitFor();
    });
    await page.keyboard.press("Escape");
    await page.getByText("1,001 rows").waitFor();
    await shot(page, "member-thousand-light");
    const longest = await longestTask(page);
    console.log(`longest task on the page's thread: ${longest.toFixed(0)} ms`);
  }));

test("by keys alone: find, move, open a row with its versions, close, change the theme", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "--count", "3", "--interval", "0");
    const { page } = await open("amy");
    await club.run("pick", "bob", "Emma", "--wait");
    await club.run("pick", "bob", "Persuasion", "--wait");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the books");
    await page.keyboard.press("/");
    await page.keyboard.type("pers");
    await page.getByText("1 of 3 rows").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("3 rows").waitFor();
    await page.keyboard.press("Tab"); // from the field to the table
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "grid");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("v");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: "bob" }).waitFor();
    await dialog.locator(".versions li", { hasText: "v3" }).getByText("Persuasion").waitFor();
    await dialog.locator(".versions li", { hasText: "v2" }).getByText("Emma").waitFor();
    await shot(page, "member-versions-light");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "grid");
    await page.keyboard.press("T");
    await page.keyboard.press("T");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.reload();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    // Everything that can be used is reached, and the way round ends.
    const reached = new Set<string>();
    const usable = await page
      .locator("a:visible, button:visible, input:visible, select:visible, [role=grid]:visible")
      .count();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let at = 0; at < usable + 5; ++at) {
      await page.keyboard.press("Tab");
      const id = await page.evaluate(() => {
        const all = [...document.querySelectorAll("a, button, input, select, [role=grid]")];
        return String(all.indexOf(document.activeElement as Element));
      });
      reached.add(id);
    }
    reached.delete("-1");
    assert.equal(reached.size, await page.locator("a, button, input, select, [role=grid]").count());
  }));

test("activity stays where it is read, and an event opens with its cause", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "--count", "3", "--interval", "0");
    const { page } = await open("amy");
    await page.getByLabel("packets and probes too").check();
    const table = page.locator(".activity .table");
    await until("enough to scroll", () => table.evaluate((element) => element.scrollHeight > element.clientHeight * 2));
    await table.evaluate((element) => element.scrollTo({ top: 120 }));
    await page.getByText(/Paused: \d+ newer/).waitFor();
    const read = () => table.locator(".table-row[aria-rowindex='8']").textContent();
    const before = await read();
    await page.getByText(/Paused: [1-9]\d* newer/).waitFor();
    assert.equal(await read(), before);
    await page.keyboard.press("L");
    await page.getByText(/Paused/).waitFor({ state: "detached" });
    await page.locator(".activity .table-row", { hasText: "sent" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText('"kind": "sent"').waitFor();
    await dialog.getByRole("button", { name: /^event \d+/ }).click();
    await dialog.getByText('"kind": "sent"').waitFor({ state: "detached" });
    await shot(page, "member-event-light");
  }));
