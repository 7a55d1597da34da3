// Where members stand, who is near a point, and who is within a line that was drawn. No React here.
export interface Places {
  x: Float64Array;
  y: Float64Array;
  /** How large a member is drawn. */
  radius: number;
}

export interface Point {
  x: number;
  y: number;
}

export const named_max = 300;

const radiusFor = (count: number): number => (count <= 30 ? 9 : count <= 100 ? 7 : count <= named_max ? 5 : 3);

/** Beside the ring stand the names: level while they are few, then turned outwards. */
export const level_max = 40;

/** How far the ring goes. */
export function ringSize(count: number, width: number, height: number): number {
  const [beside, above] = count <= level_max ? [150, 34] : count <= named_max ? [78, 78] : [24, 24];
  return Math.max(40, Math.min(width / 2 - beside, height / 2 - above));
}

/** In the order of their names, from the top and with the clock. Many stand in several rows, so that none lies on another. */
export function ring(count: number, width: number, height: number): Places {
  const radius = radiusFor(count);
  const outer = ringSize(count, width, height);
  const step = 2 * radius + 2;
  const rows = Math.min(12, Math.max(1, Math.ceil((count * step) / (2 * Math.PI * outer * 0.92))));
  const places = emptyPlaces(count, radius);
  for (let at = 0; at < count; ++at) {
    const turn = (2 * Math.PI * at) / Math.max(1, count) - Math.PI / 2;
    const away = outer - (at % rows) * step;
    places.x[at] = width / 2 + away * Math.cos(turn);
    places.y[at] = height / 2 + away * Math.sin(turn);
  }
  return places;
}

export const emptyPlaces = (count: number, radius = radiusFor(count)): Places => ({
  x: new Float64Array(count),
  y: new Float64Array(count),
  radius,
});

/** Positions from -1 to 1, to fill the drawing. */
export function spread(x: Float64Array, y: Float64Array, width: number, height: number): Places {
  const places = emptyPlaces(x.length);
  const room = [Math.max(40, width / 2 - 60), Math.max(40, height / 2 - 34)] as const;
  for (let at = 0; at < x.length; ++at) {
    places.x[at] = width / 2 + (x[at] ?? 0) * room[0];
    places.y[at] = height / 2 + (y[at] ?? 0) * room[1];
  }
  return places;
}

/** The member at a point, or the nearest within a finger's breadth; -1: none. */
export function nearest({ x, y, radius }: Places, point: Point): number {
  let best = -1;
  let best_away = Math.max(radius + 5, 10) ** 2;
  for (let at = 0; at < x.length; ++at) {
    const away = ((x[at] ?? 0) - point.x) ** 2 + ((y[at] ?? 0) - point.y) ** 2;
    if (away > best_away) continue;
    best = at;
    best_away = away;
  }
  return best;
}

/** Everybody within a line that was drawn round them. */
export function within({ x, y }: Places, line: readonly Point[]): number[] {
  const inside: number[] = [];
  for (let at = 0; at < x.length; ++at) if (isWithin({ x: x[at] ?? 0, y: y[at] ?? 0 }, line)) inside.push(at);
  return inside;
}

/** A ray to the right crosses the line an odd number of times. */
function isWithin(point: Point, line: readonly Point[]): boolean {
  let inside = false;
  line.forEach((to, at) => {
    const from = line[(at + line.length - 1) % line.length] as Point;
    const crosses = from.y > point.y !== to.y > point.y;
    if (crosses && point.x < ((from.x - to.x) * (point.y - to.y)) / (from.y - to.y) + to.x) inside = !inside;
  });
  return inside;
}

/** Where a key leads from a member: round the ring. Null: nowhere. */
export function walk(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowRight" || key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowLeft" || key === "ArrowUp") return (Math.max(at, 0) + count - 1) % count;
  return null;
}
