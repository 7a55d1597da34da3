// Sauron's app with a real Sauron and members that report to it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeFindings, openPage, shot, strangers, type Theme } from "./browser.ts";
import { onStage } from "./story.ts";

const overview = (theme: Theme) =>
  onStage(async ({ club, browser }) => {
    await club.run("sauron", "start", "--port", "0");
    await club.run("new", "--count", "3", "--interval", "0");
    const { page, requests, troubles } = await openPage(browser, { theme });
    await page.goto(club.url("sauron"));
    for (const name of ["amy", "bob", "cat"]) await page.getByText(name, { exact: true }).first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(strangers(requests), []);
    assert.deepEqual(troubles, []);
    await shot(page, `sauron-overview-${theme}`);
  });

test("the overview names who reported in light", () => overview("light"));

test("the overview names who reported in dark", () => overview("dark"));
