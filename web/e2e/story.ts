// What every story begins with: a club of its own and the file's browser. Club and pages are gone when it ends.
import { after } from "node:test";
import type { Browser } from "playwright-core";
import { openPage, sharedBrowser, type Theme, type Watched } from "./browser.ts";
import { Club } from "./club.ts";

export interface Stage {
  club: Club;
  browser: Browser;
  /** The member's page, once it shows its table. */
  open(name: string, options?: OpenOptions): Promise<Watched>;
}

interface OpenOptions {
  theme?: Theme;
  width?: number;
  height?: number;
  /** Whether the address has the club's token. */
  token?: boolean;
  /** Before anything is loaded. */
  before?: (watched: Watched) => Promise<void>;
}

export async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const opened = await openStage();
  try {
    await play(opened.stage);
  } finally {
    await opened.close();
  }
}

/**
 * One club for all stories of a file that only look: they find what was started, and leave it so. To be called where the
 * file begins; what is returned plays a story.
 */
export function sharedStage<Started>(start: (stage: Stage) => Promise<Started>) {
  let begun: Promise<{ opened: OpenStage; started: Started }> | undefined;
  let close = async () => {};
  const begin = async () => {
    const opened = await openStage();
    close = opened.close;
    return { opened, started: await start(opened.stage) };
  };
  after(() => close());
  return async (play: (started: Started) => Promise<void>): Promise<void> => {
    begun ??= begin();
    const { opened, started } = await begun;
    try {
      await play(started);
    } finally {
      await opened.closePages();
    }
  };
}

interface OpenStage {
  stage: Stage;
  closePages(): Promise<void>;
  close(): Promise<void>;
}

async function openStage(): Promise<OpenStage> {
  const club = await Club.open();
  const browser = await sharedBrowser();
  const open = async (name: string, { token = false, before, ...size }: OpenOptions = {}) => {
    const watched = await openPage(browser, size);
    await before?.(watched);
    await watched.page.goto(`${club.url(name)}/${token ? `#token=${club.token()}` : ""}`);
    await watched.page.locator(".books .table-body .table-row").first().waitFor();
    return watched;
  };
  const closePages = async () => {
    for (const context of browser.contexts()) await context.close();
  };
  const close = async () => {
    await closePages();
    await club.close();
  };
  return { stage: { club, browser, open }, closePages, close };
}
