// Recordings: brought in, opened, looked at everywhere, compared, taken away.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { shot } from "./browser.ts";
import { type Club, until } from "./club.ts";
import { assertClean, onSauron, overflow, tellSauron } from "./sauron_stage.ts";
import { told } from "./told.ts";

const withToken = (club: Club, path: string): string => `${path}#token=${club.token()}`;

/** Chooses that file on the page of runs, and waits until it is a run. */
async function importFile(page: Page, file: string, run: string): Promise<void> {
  await page.getByLabel("A recording", { exact: true }).setInputFiles(file);
  await page.getByLabel("as run").fill(run);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("link", { name: `Open ${run}` }).waitFor();
}

test("a recording of a real club is imported, opened, and looked at on every page and at any moment", () =>
  onSauron(5, async ({ club, open, ask }) => {
    await club.run("pick", "amy", "Emma", "--wait");
    await club.run("kill", "cat");
    await until("all hold cat dead", async () => {
      const { rows } = await ask<Roster>("/api/v1/roster?name=cat");
      return rows[0]?.dead_for === 4;
    });
    const file = join(club.home, "monday.wcr");
    await club.run("export", "-o", file);
    const watched = await open(withToken(club, "/runs"));
    const { page } = watched;
    await page.getByRole("heading", { name: "No recording yet, only the live run." }).waitFor();
    assert.ok(!page.url().includes("token"));
    await importFile(page, file, "monday");
    await page.getByRole("heading", { name: "The live run, and 1 recording." }).waitFor();
    const row = page.locator(".runs-table .table-row", { hasText: "monday" });
    const [run] = (await ask<Run[]>("/api/v1/runs")).filter((each) => each.run === "monday");
    assert.ok(run);
    await row.getByText(run.events.toLocaleString("en"), { exact: true }).waitFor();
    await row.locator("bdi", { hasText: "CONVERGED" }).waitFor();
    await assertClean(watched, "runs");
    await shot(page, "sauron-runs-light-1360");

    await page.getByRole("link", { name: "Open monday" }).click();
    await page.locator("h1", { hasText: "CONVERGED" }).waitFor();
    assert.equal(await page.locator(".run-switch select").inputValue(), "monday");
    await page.locator(".tile-states").waitFor();
    await page.locator(".happenings li", { hasText: "amy chose" }).first().waitFor();
    const visits = [
      ["Requests", ".requests-panel .table-body .table-row"],
      ["Traces", ".rumors .table-body .table-row"],
      ["Members", ".members-table .table-body .table-row"],
    ] as const;
    for (const [name, there] of visits) {
      await page.getByRole("link", { name, exact: true }).click();
      await page.locator(there).first().waitFor();
      assert.equal(new URL(page.url()).searchParams.get("run"), "monday", name);
    }
    await page
      .locator(".members-table .table-row", { hasText: "cat" })
      .getByText(/dead for 4 of 4/)
      .waitFor();
    await page.locator('.members-table a[href*="/members/cat"]').click();
    await page.locator(".history li").first().waitFor();
    await page.getByRole("link", { name: "Traces", exact: true }).click();
    await page.locator(".rumors .table-row", { hasText: "Emma" }).first().click();
    await page.locator("#tree-drawing .node").first().waitFor();

    // The bar leads through the recording as it does through the live run.
    await page.getByRole("link", { name: "Members", exact: true }).click();
    await page.getByRole("heading", { name: /^5 members/ }).waitFor();
    const atEnd = (await page.locator("h1").textContent()) ?? "";
    await page.getByRole("button", { name: "First event" }).click();
    await page.waitForFunction(() => new URL(location.href).searchParams.has("at"));
    await page.getByText("of monday.").waitFor();
    await page.getByRole("heading", { name: /^1 member/ }).waitFor();
    await page.getByRole("slider", { name: /moment/ }).focus();
    const before = page.url();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((url) => location.href !== url, before);
    assert.equal(new URL(page.url()).searchParams.get("run"), "monday");
    await shot(page, "sauron-recording-past-light");
    await page.getByRole("button", { name: "To its end" }).click();
    await page.getByRole("heading", { name: atEnd, exact: true }).waitFor();
    await page.locator(".view-state", { hasText: "END" }).waitFor();
    await assertClean(watched, "at its end");
  }));

test("a run is downloaded in pieces as a file that can be imported, and deleted when one is sure", () =>
  onSauron(0, async ({ club, open, ask }) => {
    const count = 30_000;
    await tellSauron(club, logged(count));
    const watched = await open(withToken(club, "/runs"));
    const { page } = watched;
    await page.locator(".runs-table .table-row", { hasText: "30,000" }).waitFor();
    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download live" }).click();
    const download = await started;
    assert.equal(download.suggestedFilename(), "live.wcr");
    const file = join(club.home, "again.wcr");
    await download.saveAs(file);
    assert.equal(readFileSync(file, "utf8").trimEnd().split("\n").length, count + 1);
    assert.ok(statSync(file).size > 3 * 1024 * 1024, "so that it takes several pieces");
    await importFile(page, file, "again");
    await page.getByText("30,000 events imported.").waitFor();
    assert.equal((await ask<Run[]>("/api/v1/runs")).find((run) => run.run === "again")?.events, count);
    await page.getByRole("button", { name: "Delete again" }).click();
    await page.getByText("Delete again with its 30,000 events?").waitFor();
    await assertClean(watched, "asked");
    await page.keyboard.press("Enter"); // the answer that does no harm has the focus
    await page.getByText("Delete again with its").waitFor({ state: "detached" });
    assert.equal((await ask<Run[]>("/api/v1/runs")).length, 2);
    await page.getByRole("button", { name: "Delete again" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("heading", { name: "No recording yet, only the live run." }).waitFor();
    assert.equal((await ask<Run[]>("/api/v1/runs")).length, 1);
  }));

test("a file that is no recording is refused with its line, and without the token the page says what to do", () =>
  onSauron(0, async ({ club, open, ask }) => {
    const watched = await open(withToken(club, "/runs"));
    const { page } = watched;
    const lines = logged(3).map((event) => JSON.stringify(event));
    const name = "<b>broken</b>.wcr";
    const body = [...lines, '{"kind":"danced"}', ""].join("\n");
    await page
      .getByLabel("A recording", { exact: true })
      .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(body) });
    await page.locator(".import-form bdi", { hasText: name }).waitFor();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page
      .getByRole("alert")
      .getByText(/Line 4, column \d+: /)
      .waitFor();
    assert.equal((await ask<Run[]>("/api/v1/runs")).length, 1);
    await page.getByLabel("as run").fill("live");
    await page.getByRole("alert").getByText("live is taken").waitFor();
    assert.ok(await page.getByRole("button", { name: "Import", exact: true }).isDisabled());
    const stranger = await open("/runs", { theme: "dark", width: 600 });
    await stranger.page.getByRole("main").getByText("watercooler open sauron").waitFor();
    await assertClean(stranger, "without the token");
    await shot(stranger.page, "sauron-runs-dark-600");
  }));

test("two runs of a club stand beside each other, and the command line says the same", () =>
  onSauron(6, async ({ club, open, ask }) => {
    const files = ["near", "far"].map((name) => join(club.home, `${name}.wcr`));
    const [near = "", far = ""] = files;
    const choose = async (books: string[]) => {
      const from = new Date().toISOString();
      for (const book of books) await club.run("pick", "amy", book, "--wait");
      await until("Sauron has heard that all know", async () => {
        const { converged, latest } = await ask<Convergence>("/api/v1/convergence");
        return converged && latest?.value === books.at(-1);
      });
      return from;
    };
    const begin = await choose(["Emma", "Dune", "Persuasion"]);
    await club.run("export", "-o", near, "--from", begin);
    await club.run("chaos", "add", "latency", "600ms"); // much more than a busy machine adds
    const from = await choose(["Ulysses", "Hamlet", "Macbeth"]);
    await club.run("chaos", "heal");
    await club.run("export", "-o", far, "--from", from);
    for (const file of files) await club.run("import", file);
    const watched = await open("/compare");
    const { page } = watched;
    await page.getByRole("heading", { name: "Pick a run for A and for B." }).waitFor();
    await assertClean(watched, "nothing chosen");
    await page.goto(`${new URL(page.url()).origin}/compare?a=near&b=far`);
    await page
      .getByRole("heading", { name: /^B (converges \d+ % slower|takes [\d.]+ times as long to converge) \(T95 / })
      .waitFor();
    await page.locator(".chart svg").nth(3).waitFor();
    await assertClean(watched, "compared");
    await shot(page, "sauron-compare-light-1360");
    const said = (await page.locator("h1").textContent()) ?? "";
    assert.equal((await club.run("compare", "near", "far")).replaceAll(/\s+/g, " ").startsWith(said), true);
    const told = await ask<Comparison>("/api/v1/compare?a=near&b=far");
    assert.equal(told.sentence, said);
    await page.locator(".figures tr", { hasText: "T95" }).waitFor();
    await page.keyboard.press("T");
    await page.getByRole("region", { name: "Convergence as a table" }).waitFor();
    await page.keyboard.press("T");
    await page.getByRole("button", { name: "Swap" }).click();
    await page.getByRole("heading", { name: /^B converges \d+ % faster \(T95 / }).waitFor();
    assert.deepEqual(
      ["a", "b"].map((name) => new URL(page.url()).searchParams.get(name)),
      ["far", "near"],
    );
    await page.goBack();
    await page.getByRole("heading", { name: said, exact: true }).waitFor();
    const narrow = await open("/compare?a=near&b=live", { theme: "dark", width: 600 });
    await narrow.page.locator(".chart svg").nth(3).waitFor();
    await assertClean(narrow, "narrow and dark");
    await shot(narrow.page, "sauron-compare-dark-600");
    assert.equal(await overflow(narrow.page), 0);
    await page.goto(`${new URL(page.url()).origin}/compare?a=near&b=nobody`);
    await page.getByRole("alert").getByText('there is no run "nobody"').waitFor();
  }));

interface Convergence {
  converged: boolean;
  latest: { value: string } | null;
}
interface Roster {
  rows: { dead_for: number }[];
}
interface Run {
  run: string;
  events: number;
}
interface Comparison {
  sentence: string;
}

/** Lines of a member that talks a lot. */
const logged = (count: number): object[] =>
  Array.from({ length: count }, (_, at) =>
    told("amy", at + 1, Date.now() - 60_000 + at, { kind: "logged", reason: `info: line ${at}` }),
  );
