// A dot for each message that goes, while they can be counted; beyond that for each so many-th. No React here.
import { addCross, along, type Context } from "./draw.ts";
import type { Palette } from "./palette.ts";
import type { Places } from "./places.ts";
import type { TrafficWindow } from "./traffic_window.ts";

interface Pulse {
  from: number;
  to: number;
  begins: number;
  lost: boolean;
}

export const shown_per_second_max = 200;
const travel_ms = 550;
/** Losses are never left out, and nor is a step, but a page must live. */
const under_way_max = 1500;

export class Pulses {
  /** One dot stands for so many messages. */
  each = 1;
  private under_way: Pulse[] = [];
  private skipped = 0;

  get count(): number {
    return this.under_way.length;
  }

  /** What the latest frame brought. `all`: a club that is stepped shows everything. */
  add(window: TrafficWindow, now: number, all: boolean): void {
    const part = window.latest;
    if (!part || part.ms === 0) return;
    this.each = all ? 1 : Math.max(1, Math.ceil(window.rate / shown_per_second_max));
    const spread = Math.min(part.ms, 1000);
    const count = Math.max(1, part.told.messages);
    let nth = 0;
    for (let row = 0; row < part.from.length; ++row) {
      const from = window.place(part.from[row] as number);
      const to = window.place(part.to[row] as number);
      if (from < 0 || to < 0) continue;
      const lost = part.lost[row] as number;
      for (let message = 0; message < (part.messages[row] as number); ++message) {
        const is_lost = message < lost;
        this.skipped = (this.skipped + 1) % this.each;
        if (this.skipped !== 0 && !is_lost) continue;
        if (this.under_way.length >= under_way_max) {
          this.each = Math.max(this.each, Math.ceil(count / Math.max(1, nth)));
          return;
        }
        this.under_way.push({ from, to, begins: now + (spread * nth++ * this.each) / count, lost: is_lost });
      }
    }
  }

  draw(context: Context, places: Places, palette: Palette, curved: boolean, now: number): void {
    this.under_way = this.under_way.filter(({ begins }) => now - begins < travel_ms);
    const [dots, crosses] = [new Path2D(), new Path2D()];
    for (const { from, to, begins, lost } of this.under_way) {
      const share = (now - begins) / travel_ms;
      if (share < 0) continue;
      const at = along(places, from, to, lost ? Math.min(share, 0.62) : share, curved);
      if (lost && share > 0.6) addCross(crosses, at, 5);
      else {
        dots.moveTo(at.x + 2.6, at.y);
        dots.arc(at.x, at.y, 2.6, 0, 2 * Math.PI);
      }
    }
    context.fillStyle = palette.link;
    context.fill(dots);
    context.strokeStyle = palette.fault;
    context.lineWidth = 2;
    context.stroke(crosses);
  }

  clear(): void {
    this.under_way = [];
  }
}
