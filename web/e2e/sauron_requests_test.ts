// The page of requests: filter, brush, tail, side panel, keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shot } from "./browser.ts";
import { until } from "./club.ts";
import { assertClean, onSauron, overflow, sharedSauron, tellSauron } from "./sauron_stage.ts";

const onEmma = sharedSauron(3, async ({ club }) => {
  await club.run("pick", "amy", "Emma", "--wait");
});

test("a filter is typed, corrected, taken apart, and stays in the address", () =>
  onEmma(async ({ open }) => {
    const watched = await open("/requests");
    const { page } = watched;
    await page.locator(".table-body .table-row").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("kind:aplied book:Emma");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText('there is no kind "aplied"').waitFor();
    await shot(page, "sauron-requests-wrong-filter");
    await page.getByRole("button", { name: "Use kind:applied book:Emma" }).click();
    await page.getByRole("heading", { name: /^2 events fit the filter/ }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("filter"), "kind:applied book:Emma");
    await page.reload();
    await page.getByRole("heading", { name: /^2 events fit the filter/ }).waitFor();
    await page.getByRole("button", { name: "Remove kind:applied" }).click();
    await page.locator(".table-row", { hasText: "born" }).waitFor();
    await assertClean({ ...watched, troubles: watched.troubles.filter((text) => !text.includes("400")) }, "filtered");
  }));

test("by keys a row is chosen, opened, traced; the panel tells all of it", () =>
  onEmma(async ({ open }) => {
    const watched = await open("/requests?filter=book:Emma+kind:applied,born");
    const { page } = watched;
    await page.locator(".table-body .table-row").nth(2).waitFor();
    await page.locator(".table").focus();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const panel = page.locator(".event-panel");
    await panel.getByText("“Emma”").first().waitFor();
    await panel.locator("pre", { hasText: '"value": "Emma"' }).waitFor();
    await assertClean(watched, "with the panel");
    await shot(page, "sauron-requests-panel-light");
    await page.reload();
    await panel.locator("pre", { hasText: '"value": "Emma"' }).waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await page.locator(".table").focus();
    const exported = page.waitForEvent("download");
    await page.keyboard.press("e");
    assert.equal((await exported).suggestedFilename(), "events.jsonl");
    await page.keyboard.press("t");
    await page.locator("#tree-drawing .node").first().waitFor();
  }));

test("a stretch drawn over the histogram is what the table shows", () =>
  onEmma(async ({ open, ask }) => {
    await until(
      "a second goes by",
      async () => (await ask<unknown[]>("/api/v1/requests?filter=kind:probed&count=0")) !== null,
    );
    const { page } = await open("/requests");
    await page.locator(".histogram-box rect").first().waitFor();
    const box = await page.locator(".histogram-box svg").boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 2, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(() => new URL(location.href).searchParams.has("from"));
    await page.getByText("These stand still.").waitFor();
    const to = new URL(page.url()).searchParams.get("to") ?? "";
    await until("the rows are older", async () => {
      const first = await page.locator(".table-body .time-link").first().getAttribute("title");
      return first !== null && first.replace("Look at ", "") <= to;
    });
    await page.getByRole("button", { name: /show all times/ }).click();
    await page.waitForFunction(() => !new URL(location.href).searchParams.has("from"));
  }));

const boot = "00000000000000aa";
const told = (member: string, seq: number, more: object, ms = 0) => ({
  club: "office",
  member,
  boot,
  seq,
  protocol_time_ns: seq * 1000,
  wall_time: new Date(Date.now() + ms).toISOString(),
  ...more,
});

test("new rows come in at the top, and only a count while one reads further down", () =>
  onSauron(0, async ({ club, open }) => {
    const logged = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => told("amy", from + at, { kind: "logged", reason: `line ${from + at}` }));
    await tellSauron(club, logged(1, 300));
    const { page } = await open("/requests");
    await page.locator(".table-row", { hasText: "line 300" }).waitFor();
    await tellSauron(club, logged(301, 5));
    await page.locator(".table-row", { hasText: "line 305" }).waitFor();
    await page.locator(".table").evaluate((table) => table.scrollTo({ top: 1500 }));
    await page.locator(".table-row", { hasText: "line 250" }).waitFor();
    await tellSauron(club, logged(306, 7));
    await page.getByRole("button", { name: "7 newer: to the newest" }).waitFor();
    assert.ok(await page.locator(".table-row", { hasText: "line 250" }).isVisible(), "what is read stands still");
    await page.getByRole("button", { name: "7 newer: to the newest" }).click();
    await page.locator(".table-row", { hasText: "line 312" }).waitFor();
    await page.locator(".table").focus();
    await page.keyboard.press("End");
    await until("the first of all", async () => {
      await page.keyboard.press("End");
      return page.locator(".table-row", { hasText: /line 1$/ }).isVisible();
    });
  }));

const texts = [
  "<img src=x onerror=alert(1)><script>document.title='taken'</script>",
  "</div></main><h1>gone</h1>",
  "\u202eesrever ni",
  "شاهنامه (Shahnameh)",
  "👩‍👩‍👧‍👦📚🫖",
  "one two ".repeat(512),
  "W".repeat(4000),
];

test("whatever members say is shown as text, and moves nothing", () =>
  onSauron(0, async ({ club, open }) => {
    const uuid = (at: number) => `01932f5c-8a1e-7c55-9b1e-5d0c2a7be0${String(10 + at)}`;
    const born = texts.flatMap((value, at) => [
      told(`<b>${at}`, 1, { kind: "started" }),
      told(`<b>${at}`, 2, {
        kind: "born",
        uuid: uuid(at),
        origin: `<b>${at}`,
        key: "book",
        value,
        version: 1,
        hop: 0,
      }),
      told("amy", 2 * at + 1, { kind: "suspected", peer: `<b>${at}`, reason: value.slice(0, 200) }),
    ]);
    await tellSauron(club, born);
    const watched = await open("/");
    const { page } = watched;
    const base = new URL(page.url()).origin;
    const paths = ["/", "/requests", "/trace", "/members", `/members/${encodeURIComponent("<b>0")}`];
    for (const path of [...paths, ...texts.map((_, at) => `/trace/${uuid(at)}`)])
      for (const width of [1360, 400]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(base + path);
        await page.locator(".happenings li, .table-row, .history li, .node").first().waitFor();
        assert.equal(await page.locator("main img, main script, main b").count(), 0, path);
        assert.equal(await overflow(page), 0, `${path} at ${width}`);
        assert.match(await page.title(), /· Sauron$/);
      }
    await page.setViewportSize({ width: 1360, height: 900 });
    await page.goto(`${base}/requests?filter=kind:born`);
    for (const value of texts.slice(0, 5)) await page.locator(".table-row bdi", { hasText: value }).first().waitFor();
    await shot(page, "sauron-requests-hostile");
    await assertClean(watched, "hostile texts");
  }));

test("a member with any name has its page, by a click and by its address", () =>
  onSauron(0, async ({ club, open }) => {
    const name = "a/b?c#d%2F e";
    await tellSauron(club, [told(name, 1, { kind: "started" }), told("amy", 1, { kind: "suspected", peer: name })]);
    const { page, troubles } = await open("/members");
    await page.locator(".table-row a", { hasText: name }).click();
    await page.getByRole("heading", { name }).waitFor();
    await page.locator(".history li").first().waitFor();
    await page.reload();
    await page.getByRole("heading", { name }).waitFor();
    await page.locator(".history li").first().waitFor();
    await page.getByRole("link", { name: "What it did" }).click();
    await page.getByRole("heading", { name: "1 event fit" }).waitFor();
    assert.deepEqual(troubles, []);
  }));
