// What a page costs its reader: tasks that block it, and how long an input waits for its paint.
import assert from "node:assert/strict";
import type { Page, Request } from "playwright-core";
import { until } from "./club.ts";

export interface Measured {
  /** Milliseconds of each task over 50. */
  tasks: number[];
  /** Milliseconds from each input to the paint behind it, where that took 16 or more. */
  inputs: number[];
}

/** From now on, until what is returned is called. */
export async function watchPage(page: Page): Promise<() => Promise<Measured>> {
  await page.evaluate(() => {
    const measured: Measured = { tasks: [], inputs: [] };
    const seen = new Map<number, number>();
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) measured.tasks.push(entry.duration);
    }).observe({ type: "longtask" });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEventTiming & { interactionId?: number })[]) {
        if (entry.interactionId)
          seen.set(entry.interactionId, Math.max(entry.duration, seen.get(entry.interactionId) ?? 0));
      }
      measured.inputs = [...seen.values()];
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    Object.assign(window, { measured });
  });
  return () => page.evaluate(() => (window as unknown as { measured: Measured }).measured);
}

/** Looks at moments by the time bar, each a share of the run: how long from letting go until all of it is painted. */
export async function seek(page: Page, shares: readonly number[]): Promise<number[]> {
  const asked = new Set<Request>();
  const begin = (request: Request) => void (request.url().includes("/api/v1/") && asked.add(request));
  const end = (request: Request) => void asked.delete(request);
  page.on("request", begin).on("requestfinished", end).on("requestfailed", end);
  const painted = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
  const bar = await page.locator(".scrubber").boundingBox();
  assert.ok(bar);
  const sought: number[] = [];
  for (const share of shares) {
    const before = page.url();
    await page.mouse.move(bar.x + bar.width * share, bar.y + bar.height / 2);
    await page.mouse.down();
    const began = performance.now();
    await page.mouse.up();
    await until("the moment is painted", async () => {
      await painted();
      return page.url() !== before && asked.size === 0;
    });
    await painted();
    sought.push(performance.now() - began);
  }
  page.off("request", begin).off("requestfinished", end).off("requestfailed", end);
  return sought;
}
