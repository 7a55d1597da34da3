// One rumor, from the pick to its last member; and its numbers, which are the same wherever they are asked for.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { shot } from "./browser.ts";
import { type Club, until } from "./club.ts";
import { assertClean, onSauron } from "./sauron_stage.ts";

interface Tree {
  uuid: string;
  summary: string;
  living: number;
  reached: number;
  reached_living: number;
  copies: number;
  redundant: number;
  announcements: number;
  pulls: number;
  t100_ns: number;
  critical: string[];
}

const members = ["amy", "bob", "cat", "dan", "eve", "fay"];

/** What the members themselves have counted since they began, all together. */
async function counted(club: Club): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const name of members) {
    const text = await (await fetch(`${club.url(name)}/metrics`)).text();
    for (const [, key = "", value] of text.matchAll(
      /^(?:watercooler_events_total\{kind="(\w+)"\}|watercooler_payload_copies_total) (\d+)$/gm,
    ))
      sums[key || "payloads"] = (sums[key || "payloads"] ?? 0) + Number(value);
  }
  return sums;
}

const about = ["born", "applied", "duplicate", "stale", "rejected", "announced", "pulled", "payloads"] as const;
const ofRumors = (sums: Record<string, number>) => about.map((key) => sums[key] ?? 0).join(" ");

/** Once nothing that rumors are counted by has changed for a while: half a dozen looks, a fifth of a second apart. */
async function quiet(club: Club): Promise<Record<string, number>> {
  let before = "";
  let same = 0;
  return until("no rumor is under way", async () => {
    const sums = await counted(club);
    same = ofRumors(sums) === before ? same + 1 : 0;
    before = ofRumors(sums);
    if (same >= 6) return sums;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return null;
  });
}

/** `Reached 6 of 6 in 4.1 ms, 2 hops, 12 deliveries (7 redundant).` */
function numbersOf(summary: string) {
  const found = /^Reached (\d+) of (\d+) in ([\d.]+ \S+), \d+ hops?, (\d+) deliver(?:y|ies) \((\d+) redundant\)/.exec(
    summary,
  );
  assert.ok(found, summary);
  const [, reached, living, took, copies, redundant] = found;
  return {
    reached: Number(reached),
    living: Number(living),
    took,
    copies: Number(copies),
    redundant: Number(redundant),
  };
}

/** A fact of the page of convergence. */
const fact = async (page: Page, name: string): Promise<string> =>
  (await page.locator(".one-update .facts > div", { hasText: name }).locator("dd").textContent()) ?? "";

test("a rumor is followed from the pick to its last member in three clicks, and all count the same", () =>
  onSauron(members.length, async ({ club, open, ask }) => {
    const before = await quiet(club);
    const watched = await open("/");
    const { page } = watched;
    await page.getByText("CONVERGED", { exact: true }).waitFor();
    await club.run("pick", "bob", "Persuasion", "--wait");
    const after = await quiet(club);
    const gained = Object.fromEntries(about.map((key) => [key, (after[key] ?? 0) - (before[key] ?? 0)]));
    const rumor = await until("Sauron has heard what the members counted", async () => {
      const text = await club.run("trace", "--of", "bob", "--json");
      const tree = JSON.parse(text) as Tree;
      return tree.reached === members.length && tree.redundant === gained.duplicate ? tree : null;
    });

    await page.locator(".happenings li", { hasText: "Persuasion" }).getByRole("link", { name: "trace" }).click();
    await page.locator("h1", { hasText: "Persuasion" }).waitFor();
    await page.getByText(rumor.summary).waitFor();
    const summary = (await page.locator(".trace-summary").textContent()) ?? "";
    const last = page.locator(".critical-path li").last();
    assert.ok((await last.textContent())?.startsWith(rumor.critical.at(-1) ?? "?"));
    await shot(page, "sauron-trace-followed");
    await last.getByTitle("The event by which").click();
    const learned = `${rumor.critical.at(-1)} learned bob's “Persuasion”`;
    const event = page.locator(".event-panel");
    await event.getByRole("heading", { name: learned }).waitFor();
    await shot(page, "sauron-trace-followed-event");
    await event.getByRole("link", { name: "In space-time" }).click();
    await page.locator(".cone-key").getByText("could have led to it").waitFor();
    await event.getByRole("heading", { name: learned }).waitFor();
    await shot(page, "sauron-trace-followed-spacetime");
    await assertClean(watched, "followed");

    const told = numbersOf(summary);
    const { living, reached_living, copies, redundant } = rumor;
    assert.deepEqual(
      { ...told, took: undefined },
      { reached: reached_living, living, copies, redundant, took: undefined },
    );
    assert.equal(gained.born, 1);
    assert.equal(gained.applied, rumor.reached - 1, "who was reached applied it");
    assert.equal(gained.duplicate, redundant);
    assert.equal(gained.announced, rumor.announcements);
    assert.equal(gained.pulled, rumor.pulls);
    assert.equal(gained.payloads, rumor.reached - 1 + redundant, "each payload that was sent was news or redundant");
    assert.deepEqual([gained.stale, gained.rejected], [0, 0]);
    const plain = await club.run("trace", rumor.uuid);
    assert.ok(plain.replaceAll(/\s+/g, " ").includes(summary), `${plain} has ${summary}`);

    await page.goto(`${club.url("sauron")}/convergence?uuid=${rumor.uuid}`);
    await page.locator(".one-update").getByText("“Persuasion”").waitFor();
    assert.equal(await fact(page, "Reached"), `${told.reached} of ${told.living}`);
    assert.equal(await fact(page, "All knew"), told.took);
    assert.equal(await fact(page, "Copies"), `${told.copies}, of which ${told.redundant} redundant`);
    assert.equal((await ask<Tree>(`/api/v1/rumors/${rumor.uuid}`)).summary, summary);
  }));
