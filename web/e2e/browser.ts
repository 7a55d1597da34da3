// One browser per test file, and pages that remember everything that a test must not miss.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

export const shots = process.env.WATERCOOLER_SHOTS ?? new URL("../dist/screenshots", import.meta.url).pathname;

export type Theme = "light" | "dark";

let shared: Promise<Browser> | undefined;
/** The one of this test file: starting it costs as much as a short story. Each page of it is a stranger to the others. */
export function sharedBrowser(): Promise<Browser> {
  shared ??= openBrowser();
  return shared;
}
after(async () => (await shared)?.close());

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** A page with what it asked for and what went wrong on it. */
export interface Watched {
  page: Page;
  context: BrowserContext;
  requests: string[];
  troubles: string[];
}

interface Options {
  theme?: Theme;
  width?: number;
  height?: number;
  /** Whether the guided tour comes up, as at a first visit. */
  tour?: boolean;
  /** Whether things may move by themselves. */
  moving?: boolean;
}

export async function openPage(
  browser: Browser,
  { theme = "light", width = 1360, height = 900, tour = false, moving = false }: Options = {},
) {
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    reducedMotion: moving ? "no-preference" : "reduce",
  });
  if (!tour)
    await context.addInitScript(
      () => location.protocol === "http:" && localStorage.setItem("watercooler-tour", "seen"),
    );
  const page = await context.newPage();
  const watched: Watched = { page, context, requests: [], troubles: [] };
  page.on("request", (request) => watched.requests.push(request.url()));
  page.on("websocket", (socket) => watched.requests.push(socket.url()));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") watched.troubles.push(message.text());
  });
  page.on("pageerror", (error) => watched.troubles.push(String(error)));
  return watched;
}

/** What left this host. */
export const strangers = (requests: readonly string[]): string[] =>
  requests.filter((url) => !url.startsWith("data:") && new URL(url).hostname !== "127.0.0.1");

/**
 * The first of what axe finds wrong with the page, by all of its rules or by these. It stays in the page, which has no
 * frames, and does not write down what is right: that takes a third of the time.
 */
export async function axeFindings(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  if (rules) axe.withRules(rules);
  else axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  const { violations } = await axe.analyze();
  const findings = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
  return findings.slice(0, 5);
}

/** Kept as a test's output, for people to look at. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** The longest task of a page's own thread since it was loaded, in milliseconds; 0: none over 50. */
export const longestTask = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let worst = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) worst = Math.max(worst, entry.duration);
        }).observe({ type: "longtask", buffered: true });
        setTimeout(() => resolve(worst), 0);
      }),
  );
