// The page of faults: what holds, what was, and how one is made and taken away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shot } from "./browser.ts";
import { until } from "./club.ts";
import { assertClean, onSauron } from "./sauron_stage.ts";

interface Fault {
  id: number;
  fault: string;
}

test("a fault is put together, added, felt, and healed, and the page shows the command all the while", () =>
  onSauron(4, async ({ club, open }) => {
    const posted = async () => JSON.parse(await club.run("--json", "chaos", "ls")) as Fault[];
    const watched = await open(`/faults#token=${club.token()}`);
    const { page } = watched;
    await page.getByRole("heading", { name: "No fault holds now." }).waitFor();
    await page.getByRole("combobox", { name: "Fault" }).selectOption("latency");
    await page.getByLabel("How much").fill("soon");
    await page.getByText("How much longer: such as 100ms.").waitFor();
    assert.ok(await page.getByRole("button", { name: "Add", exact: true }).isDisabled());
    await page.getByLabel("How much").fill("30ms");
    await page.getByLabel("From", { exact: true }).fill("amy");
    await page.getByLabel("To", { exact: true }).fill("b*, cat");
    await page.getByText(/chaos add latency 30ms --from amy --to 'b\*,cat' --for 5m$/).waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "1 fault holds now." }).waitFor();
    await page
      .locator(".holding-rows li", { hasText: "latency 30ms" })
      .getByText(/^for (4|5) min/)
      .waitFor();
    assert.deepEqual(
      (await posted()).map((each) => each.fault),
      ["latency 30ms --from amy --to b*,cat"],
    );
    await page.getByRole("combobox", { name: "Fault" }).selectOption("partition");
    await page.getByLabel("Sides").fill("amy | [b-z]*");
    await page.getByLabel("until it is healed").check();
    await page.getByText(/chaos add partition amy '\[b-z\]\*' --forever$/).waitFor();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "2 faults hold now." }).waitFor();
    await page.locator(".faults-history .table-row", { hasText: "partition" }).getByText("holds").waitFor();
    await assertClean(watched, "two faults");
    await shot(page, "sauron-faults-light-1360");
    await page.getByRole("button", { name: /^End fault 1,/ }).click();
    await page.getByRole("heading", { name: "1 fault holds now." }).waitFor();
    await page.getByRole("button", { name: "Heal all" }).click();
    await page.getByRole("heading", { name: "No fault holds now." }).waitFor();
    assert.deepEqual(await posted(), []);
    await page
      .locator(".faults-history .table-row", { hasText: "partition" })
      .getByText(/\d (s|ms)$/)
      .waitFor();
    assert.deepEqual(watched.troubles, []);
  }));

test("without the token one looks only; a moment of the past shows what held then", () =>
  onSauron(4, async ({ club, open, ask }) => {
    await club.run("chaos", "add", "loss", "20%", "--forever");
    const told = async (kind: string) =>
      (await ask<{ events: { wall_time: string }[] }>(`/api/v1/requests?filter=kind:${kind}&order=oldest`)).events;
    await until("all have it", async () => (await told("fault_set")).length === 4);
    const then = (await told("fault_set")).at(-1)?.wall_time ?? "";
    await club.run("chaos", "heal");
    await until("nobody has it", async () => (await told("fault_cleared")).length === 4);
    await club.run("kill", "cat");
    const watched = await open("/faults", { theme: "dark", width: 600 });
    const { page } = watched;
    await page.locator(".fault-form").getByRole("button", { name: "Why not?" }).click();
    await page.locator(".hint code", { hasText: "watercooler open sauron" }).first().waitFor();
    await page.keyboard.press("Escape");
    assert.ok(await page.getByRole("button", { name: "Add", exact: true }).isDisabled());
    await page.locator(".faults-history .table-row", { hasText: "cat is held dead" }).waitFor();
    await assertClean(watched, "looking only");
    await shot(page, "sauron-faults-dark-600");
    await page.goto(`${new URL(page.url()).origin}/faults?at=${then}`);
    await page.getByRole("heading", { name: "1 fault holds at that moment." }).waitFor();
    await page.locator(".holding-rows li", { hasText: "loss 20%" }).getByText("at 4 members").waitFor();
    await assertClean(watched, "then");
    // The time in the history leads to where it began.
    await page.getByRole("button", { name: "Back to live" }).click();
    await page.locator(".faults-history .table-row", { hasText: "loss 20%" }).getByRole("button").click();
    await page.getByText("You are looking at").waitFor();
  }));
