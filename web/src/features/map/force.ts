// A layout by forces: who talks much with each other stands near, nobody on anybody. No React here.
// Ours: a graph library, its layout and a drawing of theirs are forty KiB for what is needed of them here, and a thousand
// members are half a million pairs a step, which no better algorithm is wanted for.
export interface Links {
  from: Uint32Array;
  to: Uint32Array;
  weight: Float64Array;
}

export interface Cloud {
  x: Float64Array;
  y: Float64Array;
}

/** On a spiral that fills a circle: the same beginning each time, so the same end. */
export function seeded(count: number): Cloud {
  const cloud = { x: new Float64Array(count), y: new Float64Array(count) };
  for (let at = 0; at < count; ++at) {
    const away = Math.sqrt((at + 0.5) / Math.max(1, count));
    cloud.x[at] = away * Math.cos(at * 2.399963);
    cloud.y[at] = away * Math.sin(at * 2.399963);
  }
  return cloud;
}

/** One step of Fruchterman and Reingold's: all push each other away, links pull; nobody goes further than `heat`. */
export function step({ x, y }: Cloud, links: Links, heat: number): void {
  const count = x.length;
  const apart = 1.6 / Math.sqrt(Math.max(1, count));
  const pull = { x: new Float64Array(count), y: new Float64Array(count) };
  for (let a = 0; a < count; ++a) {
    for (let b = a + 1; b < count; ++b) {
      const dx = (x[a] as number) - (x[b] as number);
      const dy = (y[a] as number) - (y[b] as number);
      const force = apart ** 2 / (dx * dx + dy * dy + 1e-6);
      add(pull, a, dx * force, dy * force);
      add(pull, b, -dx * force, -dy * force);
    }
  }
  for (let at = 0; at < links.from.length; ++at) {
    const [a, b] = [links.from[at] as number, links.to[at] as number];
    const dx = (x[a] as number) - (x[b] as number);
    const dy = (y[a] as number) - (y[b] as number);
    const force = (Math.sqrt(dx * dx + dy * dy) / apart) * (links.weight[at] as number);
    add(pull, a, -dx * force, -dy * force);
    add(pull, b, dx * force, dy * force);
  }
  for (let at = 0; at < count; ++at) {
    const dx = (pull.x[at] as number) - (x[at] as number) * apart;
    const dy = (pull.y[at] as number) - (y[at] as number) * apart;
    const far = Math.hypot(dx, dy) || 1;
    x[at] = (x[at] as number) + (dx / far) * Math.min(far, heat);
    y[at] = (y[at] as number) + (dy / far) * Math.min(far, heat);
  }
}

function add(pull: Cloud, at: number, dx: number, dy: number): void {
  pull.x[at] = (pull.x[at] as number) + dx;
  pull.y[at] = (pull.y[at] as number) + dy;
}

/** To the middle, and from -1 to 1. */
export function fitted({ x, y }: Cloud): Cloud {
  const middle = (all: Float64Array) => (Math.max(...all) + Math.min(...all)) / 2;
  const [mx, my] = [middle(x), middle(y)];
  const size = (all: Float64Array, m: number) => Math.max(1e-6, ...all.map((each) => Math.abs(each - m)));
  const [sx, sy] = [size(x, mx), size(y, my)];
  return { x: x.map((each) => (each - mx) / sx), y: y.map((each) => (each - my) / sy) };
}

/** Places by name. Who has one keeps it; who is new stands near those whom it talks with, or outside, in the order of names. */
export function placeNew(
  names: readonly string[],
  pinned: ReadonlyMap<string, readonly [number, number]>,
  peersOf: (member: number) => readonly number[],
): Cloud {
  const cloud = { x: new Float64Array(names.length), y: new Float64Array(names.length) };
  names.forEach((name, at) => {
    const turn = 2 * Math.PI * (at / names.length);
    const own = pinned.get(name) ?? near(peersOf(at), names, pinned, turn) ?? [Math.cos(turn), Math.sin(turn)];
    cloud.x[at] = own[0];
    cloud.y[at] = own[1];
  });
  return cloud;
}

function near(
  peers: readonly number[],
  names: readonly string[],
  pinned: ReadonlyMap<string, readonly [number, number]>,
  turn: number,
): readonly [number, number] | null {
  const known = peers.flatMap((peer) => pinned.get(names[peer] ?? "") ?? []);
  if (known.length === 0) return null;
  const mean = (axis: 0 | 1) =>
    known.filter((_, at) => at % 2 === axis).reduce((a, b) => a + b, 0) / (known.length / 2);
  return [mean(0) + 0.05 * Math.cos(turn), mean(1) + 0.05 * Math.sin(turn)];
}
