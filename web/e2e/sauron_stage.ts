// A real Sauron with members that report to it, and its app in a real browser.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { axeFindings, openPage, strangers, type Theme, type Watched } from "./browser.ts";
import { type Club, until } from "./club.ts";
import { onStage } from "./story.ts";

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
  onStage(async ({ club, browser }) => {
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
    await play({ club, open, ask });
  });

interface Counted {
  living: number;
}

export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Nothing that axe finds, nothing that left this host, nothing in the console, nothing beside the page. */
export async function assertClean({ page, requests, troubles }: Watched, where: string): Promise<void> {
  assert.deepEqual(await axeFindings(page), [], where);
  assert.deepEqual(strangers(requests), [], where);
  assert.deepEqual(troubles, [], where);
  assert.equal(await overflow(page), 0, where);
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
