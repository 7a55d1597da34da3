// The member's dashboard with real members: what it tells, and that it tells it to anybody who can read a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeFindings, shot, strangers, type Theme } from "./browser.ts";
import { until } from "./club.ts";
import { onStage, sharedStage } from "./story.ts";

interface Row {
  name: string;
  port: number;
  book: string;
}
const budget_bytes = 120 * 1024;

test("the table is the one that the member holds, and nothing leaves this host", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "--count", "5", "--interval", "0");
    const { page, requests, troubles } = await open("amy");
    const rows = await club.get<Row[]>("amy", "/api/v1/books");
    assert.equal(rows.length, 5);
    for (const { name, port, book } of rows) {
      const row = page.locator(".books .table-body .table-row", { hasText: name });
      await row.getByText(book).waitFor();
      await row.getByText(String(port)).waitFor();
    }
    await page.getByText("I know the favourite book of all 4 other members alive.").first().waitFor();
    await page.getByText("4 alive").waitFor();
    console.log(requests.join("\n"));
    assert.ok(requests.some((url) => url.startsWith("ws://127.0.0.1:")));
    assert.deepEqual(strangers(requests), []);
    assert.deepEqual(troubles, []);
  }));

test("what the page loads is within its budget, and it is painted at once", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "amy", "--interval", "0");
    const { page } = await open("amy", {
      before: ({ page }) => page.setExtraHTTPHeaders({ "Accept-Encoding": "gzip" }),
    });
    const files = await page.evaluate(() =>
      [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .map((entry) => entry as PerformanceResourceTiming)
        .filter((entry) => !new URL(entry.name).pathname.startsWith("/api/"))
        .map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize] as const),
    );
    const loaded = files.reduce((sum, [, size]) => sum + size, 0);
    assert.ok(files.find(([path]) => path === "/assets/app.js")?.[1], String(files));
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1);
    console.log(
      `loaded ${(loaded / 1024).toFixed(1)} KiB by gzip; first contentful paint after ${paint.toFixed(0)} ms`,
    );
    assert.ok(loaded <= budget_bytes, `${loaded} bytes`);
    assert.ok(paint > 0);
  }));

const onFour = sharedStage(async (stage) => {
  await stage.club.run("new", "--count", "4", "--interval", "0");
  return stage;
});

/** Of all rules only one is about colours: in dark it has to hold anew. */
const readByAxe = (theme: Theme, rules?: string[]) =>
  onFour(async ({ open }) => {
    const { page, troubles } = await open("amy", { theme, token: true });
    assert.deepEqual(await axeFindings(page, rules), []);
    await shot(page, `member-${theme}`);
    await page.getByRole("button", { name: "Keys and help" }).click();
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await axeFindings(page, rules), []);
    await shot(page, `member-help-${theme}`);
    await page.keyboard.press("Escape");
    await page.locator(".books .table-row", { hasText: "bob" }).click();
    await page.getByRole("dialog").getByText("Learnt from").waitFor();
    assert.deepEqual(await axeFindings(page, rules), []);
    await shot(page, `member-drawer-${theme}`);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 400, height: 800 });
    assert.deepEqual(await axeFindings(page, rules), []);
    await page.evaluate(() => scrollTo(0, 0));
    await shot(page, `member-phone-${theme}`);
    assert.deepEqual(troubles, []);
  });

test("axe finds nothing in light", () => readByAxe("light"));

test("axe finds nothing in dark", () => readByAxe("dark", ["color-contrast"]));

test("without the token the page tells how to get it, and changes nothing", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "amy", "--interval", "0");
    const { page } = await open("amy");
    await page.getByText("watercooler -c office open amy").waitFor();
    assert.equal(await page.getByRole("button", { name: "Freeze me" }).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Tell everyone" }).count(), 0);
    await shot(page, "member-alone-light");
    // The command gives an address that does.
    await page.goto((await club.run("open", "amy")).trim());
    await page.reload(); // the same tab keeps it
    await page.getByRole("button", { name: "Freeze me" }).waitFor();
    assert.ok(!page.url().includes("token"), page.url());
  }));

test("a book that is told is known to everybody, and shown as version 2 at once", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "--count", "3", "--interval", "0");
    const { page } = await open("amy", { token: true });
    const others = await club.get<Row[]>("amy", "/api/v1/books");
    const title = others.find((row) => row.name === "bob")?.book ?? "";
    await page.locator(`datalist option[value=${JSON.stringify(title)}]`).waitFor({ state: "attached" });
    await page.getByLabel("My book").fill("  ");
    await page.getByRole("button", { name: "Tell everyone" }).click();
    await page.getByText("Type a title first.").waitFor();
    await page.getByLabel("My book").fill("x".repeat(4097));
    await page.getByRole("button", { name: "Tell everyone" }).click();
    await page.getByText("at most 4096").waitFor();
    await page.getByLabel("My book").fill(title);
    await page.keyboard.press("Enter");
    await page.getByText("Told as version 2, sent to 2 peers.").waitFor();
    await page.locator(".books .table-row.own.changed", { hasText: title }).waitFor();
    await shot(page, "member-told-light");
    await page.locator(".books .table-row.own:not(.changed)").waitFor();
    await until("cat knows it", async () =>
      (await club.get<Row[]>("cat", "/api/v1/books")).some((row) => row.name === "amy" && row.book === title),
    );
  }));

test("a frozen member says so, steps, and goes on after the thaw", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "--count", "3", "--interval", "0");
    const { page } = await open("amy", { token: true });
    await page.getByRole("button", { name: "Freeze me" }).click();
    await page.getByText(/Frozen at \d\d:\d\d:\d\d\.\d{3}\./).waitFor();
    await page.getByText("I answer you, but I do not gossip.").waitFor();
    await page.locator(".top").getByText("frozen").waitFor();
    await page.getByLabel("My book").fill("Held until the thaw");
    await page.keyboard.press("Enter");
    await page.getByText("Held: I tell it after the thaw.").waitFor();
    await page.locator(".messages .table-row", { hasText: "held" }).first().waitFor();
    for (const theme of ["light", "dark"]) {
      await page.getByLabel("Theme").selectOption(theme);
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, `member-frozen-${theme}`);
    }
    const frozenAt = (await club.get<{ protocol_time_ns: number }>("amy", "/api/v1/state")).protocol_time_ns;
    await page.getByRole("button", { name: "Step" }).click();
    await until("protocol time has run", async () => {
      const state = await club.get<{ protocol_time_ns: number; frozen: string }>("amy", "/api/v1/state");
      return state.protocol_time_ns > frozenAt && state.frozen === "soft";
    });
    await page.getByRole("button", { name: "Thaw" }).click();
    await page.getByText("Frozen at").waitFor({ state: "detached" });
    await page.locator(".books .table-row.own", { hasText: "Held until the thaw" }).waitFor();
    assert.equal((await club.get<{ frozen: string }>("amy", "/api/v1/state")).frozen, "no");
  }));

test("a member that stops answering leaves its page with what it told last, until it is back", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "--count", "3", "--interval", "0");
    const { page } = await open("amy", { token: true });
    club.signal("amy", "SIGSTOP");
    await page.getByText(/No answer from amy for [3-9]\.\d s\./).waitFor();
    assert.equal(await page.locator(".books .table-body .table-row").count(), 3);
    assert.ok(await page.getByRole("button", { name: "Freeze me" }).isDisabled());
    await page.getByText(/Trying again/).waitFor();
    for (const theme of ["light", "dark"]) {
      await page.getByLabel("Theme").selectOption(theme);
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, `member-lost-${theme}`);
    }
    club.signal("amy", "SIGCONT");
    await page.getByText("No answer from amy").waitFor({ state: "detached" });
    await page.locator("footer").getByText("live").waitFor();
  }));

test("a member that is born anew is shown anew", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "--count", "2", "--interval", "0");
    const { page } = await open("amy");
    const port = club.record("amy").port;
    await club.run("kill", "amy");
    await club.run("new", `amy:${port}`, "--interval", "0", "--book", "The second life");
    await page.locator(".books .table-row.own", { hasText: "The second life" }).waitFor();
    await page.locator(".activity").getByText("started").waitFor();
    await page
      .locator("footer")
      .getByText(`pid ${club.record("amy").pid}`)
      .waitFor();
  }));

test("without a WebSocket the page asks once a second", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "--count", "2", "--interval", "0");
    const { page } = await open("amy", {
      before: ({ page }) => page.routeWebSocket(/stream/, (socket) => socket.close()),
    });
    await page.getByText("asking once a second").waitFor();
    await club.run("pick", "bob", "Told by polling");
    await page.locator(".books .table-row", { hasText: "Told by polling" }).waitFor();
    await page.locator(".activity .table-row", { hasText: "Told by polling" }).waitFor();
  }));

test("the link to Sauron is there once the member knows one", () =>
  onStage(async ({ club, open }) => {
    await club.run("new", "amy", "--interval", "0");
    await club.run("sauron", "start", "--port", "0");
    await until(
      "amy reports",
      async () => (await club.get<{ self: { sauron: string } }>("amy", "/api/v1/state")).self.sauron,
    );
    const { page } = await open("amy");
    const href = await page.getByRole("link", { name: "Sauron" }).getAttribute("href");
    assert.equal(href, `${club.record("sauron").port ? `http://127.0.0.1:${club.record("sauron").port}/` : ""}`);
  }));
