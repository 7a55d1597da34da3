// Lets the forces work for three seconds, away from the page's own thread, and tells how far it is ten times a second.
import { fitted, type Links, seeded, step } from "./force.ts";

const settle_ms = 3000;
const told_every_ms = 100;
const steps_max = 400;

export interface ForceJob {
  count: number;
  links: Links;
}
export interface ForceTold {
  x: Float64Array;
  y: Float64Array;
  done: boolean;
}

self.onmessage = ({ data }: MessageEvent<ForceJob>) => settle(data);

function settle({ count, links }: ForceJob): void {
  const cloud = seeded(count);
  const began = performance.now();
  let told = began;
  for (let done = 0; done < steps_max; ++done) {
    const now = performance.now();
    if (now - began > settle_ms) break;
    step(cloud, links, 0.12 * (1 - Math.max(done / steps_max, (now - began) / settle_ms)) + 0.002);
    if (now - told < told_every_ms) continue;
    told = now;
    tell({ ...fitted(cloud), done: false });
  }
  tell({ ...fitted(cloud), done: true });
}

const tell = (message: ForceTold): void => postMessage(message);
