// How updates went round, with real members.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { shot } from "./browser.ts";
import { until } from "./club.ts";
import { assertClean, onSauron, tellSauron } from "./sauron_stage.ts";
import { numbered, told } from "./told.ts";

test("updates are drawn and told beside what was to be expected; who lacks one is named", () =>
  onSauron(8, async ({ club, open }) => {
    for (const book of ["Emma", "Persuasion", "Dune"]) await club.run("pick", "amy", book, "--wait");
    await club.run("pick", "bob", "Middlemarch", "--wait");
    const watched = await open("/convergence");
    const { page } = watched;
    await page.getByText("CONVERGED", { exact: true }).waitFor();
    await page.locator(".update-rows li").nth(3).waitFor();
    await page.locator(".one-update").getByText("“Middlemarch”").waitFor();
    await page.locator(".one-update").getByText("8 of 8", { exact: true }).waitFor();
    await page.locator(".formula", { hasText: "n = 8, f = 3" }).waitFor();
    await page.locator(".curve-box > div .curve.theory").waitFor();
    await page.getByText("Nobody lacks anything.").waitFor();
    await shot(page, "sauron-convergence-light");
    await assertClean(watched, "light");
    await page.locator(".update-rows").getByRole("button", { name: /Emma/ }).click();
    await page.locator(".one-update").getByText("“Emma”").waitFor();
    await page.waitForFunction(() => new URL(location.href).searchParams.has("uuid"));
    await page.getByLabel("by", { exact: true }).fill("bob");
    await page.keyboard.press("Enter");
    await page.locator(".one-update").getByText("“Middlemarch”").waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".update-rows li").length < 4);
    await page.getByText("watercooler trace --of bob").waitFor();
    await page.getByLabel("by", { exact: true }).fill("nobody");
    await page.keyboard.press("Enter");
    await page.getByText("nobody has said nothing.").waitFor();
    await page.getByLabel("by", { exact: true }).fill("");
    await page.keyboard.press("Enter");
    await page.locator(".update-rows li").nth(3).waitFor();
    await page.keyboard.press("Escape");
    await page.getByLabel("the last").selectOption("10");
    await page.getByText("watercooler converge --curve --latest 10").waitFor();
    await page.locator(".updates").getByRole("button", { name: "Show as table" }).click();
    await page.getByRole("row", { name: /Persuasion amy 8 of 8/ }).waitFor();

    await club.run("freeze", "cat");
    await club.run("pick", "amy", "Villette");
    await page.getByText("NOT CONVERGED", { exact: true }).waitFor();
    await page.locator(".open-rows", { hasText: "Villette" }).getByRole("link", { name: "cat" }).waitFor();
    await page.getByText("watercooler why amy of cat --about entry").waitFor();
    await shot(page, "sauron-convergence-open");
    await assertClean(watched, "open");
    await club.run("thaw", "cat");
    await page.getByText("Nobody lacks anything.").waitFor();
  }));

test("a moment of the past and a recording have their own curves; it fits a phone in the dark", () =>
  onSauron(4, async ({ club, open, ask }) => {
    await club.run("pick", "amy", "Emma", "--wait");
    const then = await until("all is told", async () => {
      const answer = await ask<{ converged: boolean; wall_time: string }>("/api/v1/convergence");
      return answer.converged ? answer.wall_time : null;
    });
    await club.run("pick", "amy", "Persuasion", "--wait");
    const watched = await open(`/convergence?at=${then}`, { theme: "dark", width: 600 });
    const { page } = watched;
    await page.locator(".one-update").getByText("“Emma”").waitFor();
    assert.equal(await page.locator(".update-rows", { hasText: "Persuasion" }).count(), 0);
    await page.getByText(`watercooler converge --curve --latest 5 --at ${then}`).waitFor();
    await shot(page, "sauron-convergence-narrow");
    await assertClean(watched, "past, dark, narrow");
    await page.getByRole("button", { name: "Back to live" }).click();
    await page.locator(".one-update").getByText("“Persuasion”").waitFor();

    const file = join(club.home, "office.wcr");
    await club.run("export", "-o", file);
    await club.run("import", file, "--run", "run31");
    await page.goto(`${new URL(page.url()).origin}/convergence?run=run31`);
    await page.locator(".one-update").getByText("“Persuasion”").waitFor();
    await page.getByText("watercooler converge --curve --latest 5 --run run31").waitFor();
    await page.goto(`${new URL(page.url()).origin}/convergence?uuid=01932f5c-8a1e-7c55-9b1e-5d0c2a7be001`);
    await page.getByText("No event says that").waitFor();
    assert.deepEqual(watched.troubles, []);
  }));

test("without members it says so, and of a thousand it names those that wait", () =>
  onSauron(0, async ({ club, open }) => {
    const watched = await open("/convergence");
    const { page } = watched;
    await page.getByText("watercooler new --count 5").waitFor();
    await assertClean(watched, "nobody");
    const now = Date.now();
    const uuid = "01932f5c-8a1e-7c55-9b1e-5d0c2a7be001";
    const rumor = { uuid, origin: numbered(0), key: "book", value: "Middlemarch", version: 1 };
    const all = Array.from({ length: 1000 }, (_, at) => [
      told(numbered(at), 1, now, { kind: "started" }),
      ...(at === 0 ? [told(numbered(at), 2, now + 1, { kind: "born", ...rumor, hop: 0 })] : []),
      ...(at > 0 && at < 700
        ? [told(numbered(at), 2, now + 1 + at / 10, { kind: "applied", ...rumor, hop: 3, peer: numbered(0) })]
        : []),
    ]);
    await tellSauron(club, all.flat());
    await page.reload();
    await page.getByText("300 members without it").waitFor();
    await page.getByRole("button", { name: "the first 100" }).click();
    await page.locator(".open-waiting").getByText("and 200 more").waitFor();
    await page.locator(".one-update").getByText("Nothing is expected").waitFor();
    await shot(page, "sauron-convergence-1000");
    await assertClean(watched, "a thousand");
  }));
