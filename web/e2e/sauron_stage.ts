// A real Sauron with members that report to it, and its app in a real browser.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { axeFindings, openPage, shot, strangers, type Theme, type Watched } from "./browser.ts";
import { type Club, until } from "./club.ts";
import { onStage, type Stage, sharedStage } from "./story.ts";

interface Options {
  theme?: Theme;
  width?: number;
  tour?: boolean;
  moving?: boolean;
}
export interface SauronStage {
  club: Club;
  open(path: string, options?: Options): Promise<Watched>;
  /** What Sauron answers, as JSON. */
  ask<Answer>(path: string): Promise<Answer>;
}

export const onSauron = (members: number, play: (stage: SauronStage) => Promise<void>): Promise<void> =>
  onStage(async (stage) => play(await startSauron(stage, members)));

/** The same, one for all stories of a file that only look: see sharedStage. */
export const sharedSauron = (members: number, prepare: (stage: SauronStage) => Promise<void>) =>
  sharedStage(async (stage) => {
    const started = await startSauron(stage, members);
    await prepare(started);
    return started;
  });

async function startSauron({ club, browser }: Stage, members: number): Promise<SauronStage> {
  await club.run("sauron", "start", "--port", "0");
  if (members > 0) await club.run("new", "--count", String(members), "--interval", "0");
  const open = async (path: string, options: Options = {}) => {
    const watched = await openPage(browser, options);
    watched.page.on("dialog", () => assert.fail("a text ran"));
    await watched.page.goto(club.url("sauron") + path);
    return watched;
  };
  const ask = async <Answer>(path: string) => (await fetch(club.url("sauron") + path)).json() as Promise<Answer>;
  if (members > 0) await until("all report", async () => (await ask<Counted>("/api/v1/roster")).living === members);
  return { club, open, ask };
}

interface Counted {
  living: number;
}

export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Nothing that axe finds, nothing that left this host, nothing in the console, nothing beside the page. */
export async function assertClean(watched: Watched, where: string): Promise<void> {
  assert.deepEqual(await axeFindings(watched.page), [], where);
  await assertTidy(watched, where);
}

async function assertTidy({ page, requests, troubles }: Watched, where: string): Promise<void> {
  assert.deepEqual(strangers(requests), [], where);
  assert.deepEqual(troubles, [], where);
  assert.equal(await overflow(page), 0, where);
}

/**
 * The same, of an open page in light and in dark, with much room and on a phone; a picture is kept of each. All is read
 * twice by axe: in light with much room, in dark on a phone. In between it reads what only dark can spoil.
 */
export async function assertCleanEverywhere(watched: Watched, name: string): Promise<void> {
  const { page } = watched;
  await page.setViewportSize({ width: 1360, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await shot(page, `sauron-${name}-light`);
  await assertClean(watched, `${name} in light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, `sauron-${name}-dark`);
  assert.deepEqual(await axeFindings(page, ["color-contrast"]), [], `${name} in dark`);
  await page.setViewportSize({ width: 400, height: 900 });
  await shot(page, `sauron-${name}-400`);
  await assertClean(watched, `${name} on a phone`);
}

/** Events from whoever is no eye. */
export async function tellSauron(club: Club, events: readonly object[]): Promise<void> {
  const lines = 4000;
  for (let first = 0; first < events.length; first += lines) {
    const body = events
      .slice(first, first + lines)
      .map((event) => JSON.stringify(event))
      .join("\n");
    const answer = await fetch(`${club.url("sauron")}/api/v1/events`, { method: "POST", body });
    assert.equal(answer.status, 202, await answer.text());
  }
}
