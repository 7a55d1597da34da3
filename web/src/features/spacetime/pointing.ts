// Which event a pointer or a key means. No React here.
import type { Spacetime } from "@/shared/lib/sauron/ask.ts";
import type { Scene, Spot } from "./scene.ts";

/** What lies under a point: an event, by the mark that is nearest, or by the message that passes there. */
export function under(scene: Scene, told: Spacetime, spot: Spot): number | null {
  let best: number | null = null;
  let nearest = 12;
  for (const mark of scene.marks) {
    const away = Math.hypot(mark.along - spot.along, mark.across - spot.across);
    if (away >= nearest) continue;
    nearest = away;
    best = mark.events[0] ?? null;
  }
  if (best !== null) return best;
  const link = scene.links.find((each) => distance(spot, each.from, each.to) < 5);
  const arrow = link && told.arrows[link.arrow];
  return arrow?.sent ?? arrow?.received ?? arrow?.held ?? null;
}

function distance(spot: Spot, from: Spot, to: Spot): number {
  const [x, y] = [to.along - from.along, to.across - from.across];
  const along = ((spot.along - from.along) * x + (spot.across - from.across) * y) / Math.max(1e-9, x * x + y * y);
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(spot.along - from.along - part * x, spot.across - from.across - part * y);
}

/** The next event of the lane (1), the one before it (-1). */
export function alongLane(told: Spacetime, at: number | null, by: 1 | -1): number | null {
  if (at === null) return told.events.length > 0 ? 0 : null;
  const lane = told.events[at]?.lane;
  for (let next = at + by; next >= 0 && next < told.events.length; next += by)
    if (told.events[next]?.lane === lane) return next;
  return at;
}

/** The event of another lane that lies nearest: of the next one that has any, to the right (1) or to the left. */
export function acrossLanes(scene: Scene, told: Spacetime, at: number | null, by: 1 | -1): number | null {
  if (at === null) return alongLane(told, at, 1);
  const here = scene.spots[at] as Spot;
  for (let lane = (told.events[at]?.lane ?? 0) + by; lane >= 0 && lane < told.lanes.length; lane += by) {
    let best: number | null = null;
    told.events.forEach((event, index) => {
      if (event.lane !== lane) return;
      const away = Math.abs((scene.spots[index] as Spot).along - here.along);
      if (best === null || away < Math.abs((scene.spots[best] as Spot).along - here.along)) best = index;
    });
    if (best !== null) return best;
  }
  return at;
}
