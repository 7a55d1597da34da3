// What every story begins with: a club of its own and a browser, both gone when it ends.
import type { Browser } from "playwright-core";
import { openBrowser, openPage, type Theme, type Watched } from "./browser.ts";
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
  const club = await Club.open();
  const browser = await openBrowser();
  const open = async (name: string, { token = false, before, ...size }: OpenOptions = {}) => {
    const watched = await openPage(browser, size);
    await before?.(watched);
    await watched.page.goto(`${club.url(name)}/${token ? `#token=${club.token()}` : ""}`);
    await watched.page.locator(".books .table-body .table-row").first().waitFor();
    return watched;
  };
  try {
    await play({ club, browser, open });
  } finally {
    await browser.close();
    await club.close();
  }
}
