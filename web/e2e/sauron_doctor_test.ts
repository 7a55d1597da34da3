// The doctor: how Sauron itself is.
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { shot } from "./browser.ts";
import { assertClean, onSauron, tellSauron } from "./sauron_stage.ts";
import { numbered, told } from "./told.ts";

test("a Sauron that is well says so, with each eye and its lag", () =>
  onSauron(5, async ({ open }) => {
    for (const [theme, width] of [
      ["light", 1360],
      ["dark", 600],
    ] as const) {
      const watched = await open("/doctor", { theme, width });
      const { page } = watched;
      await page.getByRole("heading", { name: "Sauron is well." }).waitFor();
      await page.getByText(/^sqlite at .* takes events/).waitFor();
      await page.getByText(/events a second now/).waitFor();
      await page.getByText("No event of the live run is missing.").waitFor();
      assert.equal(await page.locator(".doctor-eyes .table-body .table-row").count(), 5);
      await assertClean(watched, `doctor, ${theme} at ${width}`);
      await shot(page, `sauron-doctor-${theme}-${width}`);
    }
  }));

test("by keys: to the doctor, along the eyes, to a member; a recording changes nothing of it", () =>
  onSauron(3, async ({ open }) => {
    const { page } = await open("/?at=2026-01-01T00:00:00Z");
    await page.getByText("You are looking at").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await page.getByText("whatever moment is looked at").waitFor();
    await page.getByRole("grid", { name: "Eyes" }).focus();
    await page.getByRole("button", { name: "Member", exact: true }).click();
    await page.waitForFunction(() => new URL(location.href).searchParams.get("sort") === "member");
    await page.getByRole("grid", { name: "Eyes" }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/members\/amy/);
  }));

test("a store that another program holds locked is the first line, with what to do, until it is free again", () =>
  onSauron(3, async ({ club, open }) => {
    const watched = await open("/doctor");
    const { page } = watched;
    await page.getByRole("heading", { name: "Sauron is well." }).waitFor();
    const other = new DatabaseSync(join(club.home, club.name, "sauron", "store.db"));
    other.exec("BEGIN IMMEDIATE");
    await page.getByRole("heading", { name: "Something is wrong: store." }).waitFor();
    const first = page.locator(".checks li").first();
    await first.getByText(/^It takes nothing for .*WC-STORE-BUSY/).waitFor();
    await first.getByText(/^fuser -v /).waitFor();
    await assertClean(watched, "failing");
    await shot(page, "sauron-doctor-failing-light");
    other.exec("ROLLBACK");
    other.close();
    await page.getByRole("heading", { name: "Sauron is well." }).waitFor();
  }));

test("what never came is told, and of a thousand eyes the slow ones stand first", () =>
  onSauron(2, async ({ club, open }) => {
    const probed = (seq: number) => told("<b>dan</b>", seq, Date.now(), { kind: "probed" });
    await tellSauron(club, [probed(1), probed(5)]);
    const watched = await open("/doctor");
    const { page } = watched;
    await page.getByText("3 events of the live run never came.").waitFor();
    await page.getByRole("link", { name: "Of whom" }).click();
    await page.locator(".members-table .table-body .table-row").first().getByText("<b>dan</b>").waitFor();
    // A real answer, as if a thousand were connected.
    await page.route("**/api/v1/health", async (route) => {
      const health = await (await route.fetch()).json();
      const [eye] = health.eyes;
      health.eyes = Array.from({ length: 1000 }, (_, at) => ({
        ...eye,
        member: numbered(at),
        lag_ms: at === 517 ? 12_000 : at % 100,
      }));
      await route.fulfill({ json: health });
    });
    await page.getByRole("link", { name: "Doctor" }).click();
    await page.getByText(/^1,000 members are connected, the slowest 12.0 s behind. 1 of them is slow/).waitFor();
    const rows = page.locator(".doctor-eyes .table-body .table-row");
    await rows.first().getByText("member-0517").waitFor();
    await page.getByText("watercooler show member-0517").waitFor();
    assert.ok((await rows.count()) < 60);
    await assertClean(watched, "a thousand eyes");
    await shot(page, "sauron-doctor-1000");
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }));
