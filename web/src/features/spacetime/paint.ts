// The diagram, drawn. No React here.
import type { Part } from "./causes.ts";
import { type Frame, pointOf } from "./frame.ts";
import type { Palette } from "./palette.ts";
import type { Pen, Point, Stroke } from "./pen.ts";
import { type Link, type Mark, radiusOf, type Scene, type Spot, type Stand } from "./scene.ts";
import type { Line } from "./view.ts";

const styles: Record<Line, { width: number; dash?: readonly number[] }> = {
  push: { width: 1.8 },
  pull: { width: 1.8, dash: [9, 5] },
  digest: { width: 2, dash: [1.5, 4] },
  membership: { width: 1 },
  ping: { width: 1 },
  fault: { width: 1.8 },
  control: { width: 3 },
};

/** What stands out. */
export interface Light {
  /** The event that is pointed at. */
  pointed: number | null;
  selected: number | null;
  /** Its chain of causes; then only this is bright. */
  chain: Part | null;
  /** Of what is selected: what could have led to it, and what it could have led to. */
  past: Part | null;
  future: Part | null;
}
export const noLight: Light = { pointed: null, selected: null, chain: null, past: null, future: null };

export function paint(pen: Pen, scene: Scene, frame: Frame, colours: Palette, light: Light, lookedAt: number | null) {
  const sheet = { pen, scene, frame, colours, light };
  paintUntold(sheet);
  paintGrid(sheet, lookedAt);
  paintCones(sheet);
  paintOthers(sheet);
  for (const stand of scene.stands) paintStand(sheet, stand);
  for (const link of scene.links) if (inSight(frame, link.from, link.to)) paintLink(sheet, link);
  for (const mark of scene.marks) if (inSight(frame, mark, mark)) paintMark(sheet, mark);
  paintMargins(sheet);
}

interface Sheet {
  pen: Pen;
  scene: Scene;
  frame: Frame;
  colours: Palette;
  light: Light;
}

function inSight(frame: Frame, ...spots: readonly Spot[]): boolean {
  const points = spots.map((spot) => pointOf(frame, spot));
  const beyond = (test: (point: Point) => boolean) => points.every(test);
  return !(
    beyond(({ x }) => x < -20) ||
    beyond(({ y }) => y < -20) ||
    beyond(({ x }) => x > frame.width + 20) ||
    beyond(({ y }) => y > frame.height + 20)
  );
}

/** Where it is not known to the diagram what happened: that is not the same as nothing. */
function paintUntold({ pen, scene, frame, colours }: Sheet) {
  const { untold, along_px, across_px } = scene;
  if (untold === null || untold >= along_px) return;
  const from = pointOf(frame, { along: untold, across: 0 });
  const to = pointOf(frame, { along: along_px, across: across_px });
  pen.fill([from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }], colours.grid);
  if (along_px - untold < 40) return;
  const middle = pointOf(frame, { along: (untold + along_px) / 2, across: across_px / 2 });
  pen.text("not told: there is more than fits", middle, { colour: colours.muted, size: 13, align: "middle" });
}

function paintGrid({ pen, scene, frame, colours }: Sheet, lookedAt: number | null) {
  const across = (along: number, colour: string, width: number) =>
    pen.line([pointOf(frame, { along, across: 0 }), pointOf(frame, { along, across: scene.across_px })], {
      colour,
      width,
    });
  for (const { along } of scene.ticks) across(along, colours.grid, 1);
  for (const head of scene.heads)
    pen.line(laneOf(frame, head.across, -frame.lead_px, scene.along_px), { colour: colours.lane, width: 1 });
  if (lookedAt !== null) across(lookedAt, colours.link, 2);
}

const laneOf = (frame: Frame, across: number, from: number, to: number): Point[] => [
  pointOf(frame, { along: from, across }),
  pointOf(frame, { along: to, across }),
];

const cone = { width: 7, strength: 0.3 };

/** Of each lane what could have led to the selected event, and what that could have led to. */
function paintCones({ pen, scene, frame, colours, light }: Sheet) {
  for (const [across, until] of edges(scene, light.past, Math.max))
    pen.line(laneOf(frame, across, -frame.lead_px, until), { ...cone, colour: colours.past });
  for (const [across, from] of edges(scene, light.future, Math.min))
    pen.line(laneOf(frame, across, from, scene.along_px), { ...cone, colour: colours.future });
}

/** The last of a part in each lane, or the first. */
function edges(scene: Scene, part: Part | null, pick: (a: number, b: number) => number): Map<number, number> {
  const edge = new Map<number, number>();
  for (const event of part?.events ?? []) {
    const { along, across } = scene.spots[event] as Spot;
    edge.set(across, pick(edge.get(across) ?? along, along));
  }
  return edge;
}

function paintOthers({ pen, scene, frame, colours }: Sheet) {
  const { others } = scene;
  if (!others) return;
  const lane = laneOf(frame, others.across, -frame.lead_px, scene.along_px);
  pen.line(lane, { colour: colours.lane, width: 1, dash: [2, 4] });
  const room = scene.lane_px * 0.4;
  for (const bin of others.bins) {
    const corner = (along: number, across: number) => pointOf(frame, { along, across });
    const far = others.across + 3 + bin.share * (room - 3);
    pen.fill(
      [
        corner(bin.along, others.across + 2),
        corner(bin.along, far),
        corner(bin.along + Math.max(1, bin.length - 1), far),
        corner(bin.along + Math.max(1, bin.length - 1), others.across + 2),
      ],
      colours.muted,
      0.55,
    );
  }
}

/** Two bars along the lane, as a pause sign has them. */
function paintStand({ pen, frame, colours }: Sheet, stand: Stand) {
  for (const side of [-3.5, 3.5]) {
    const from = pointOf(frame, { along: stand.along, across: stand.across + side });
    const to = pointOf(frame, { along: stand.along + stand.length, across: stand.across + side });
    pen.line([from, to], { colour: colours.frozen, width: 3 });
  }
}

const strengthOf = (light: Light, part: "events" | "arrows", at: readonly number[]): number => {
  const within = (of: Part | null) => of !== null && at.some((each) => of[part].has(each));
  if (light.chain) return within(light.chain) ? 1 : 0.16;
  if (light.past || light.future) return within(light.past) || within(light.future) ? 1 : 0.2;
  return 1;
};

function paintLink({ pen, frame, colours, light }: Sheet, link: Link) {
  const strength = strengthOf(light, "arrows", [link.arrow]);
  const bright = light.chain?.arrows.has(link.arrow) ?? false;
  const style = styles[link.line];
  const stroke: Stroke = {
    colour: colours.lines[link.line],
    strength,
    width: style.width + (bright ? 1.4 : 0),
    ...(style.dash ? { dash: style.dash } : {}),
  };
  const from = pointOf(frame, link.from);
  const goal = pointOf(frame, link.to);
  const held = link.held && pointOf(frame, link.held);
  const tint = light.past?.arrows.has(link.arrow) ? "past" : light.future?.arrows.has(link.arrow) ? "future" : null;
  if (tint) pen.line(held ? [from, held, goal] : [from, goal], { ...cone, colour: colours[tint] });
  pen.line([from, held ?? goal], stroke);
  if (held) {
    if (held.x !== goal.x || held.y !== goal.y) pen.line([held, goal], { ...stroke, dash: [2, 3] });
    paintPause(pen, between(from, held, 0.86), colours, strength);
  }
  if (link.end === "arrow") paintTip(pen, held ?? from, goal, link.rim, stroke);
  if (link.end === "cross") paintCross(pen, goal, { colour: colours.lines.fault, width: 2.4, strength });
  if (link.end === "question")
    pen.text(
      "?",
      { x: goal.x + 2, y: goal.y },
      { colour: colours.text, size: 13, align: "start", bold: true, strength },
    );
}

const between = (from: Point, to: Point, share: number): Point => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
});

function paintPause(pen: Pen, { x, y }: Point, colours: Palette, strength: number) {
  pen.circle({ x, y }, 7, colours.background, { colour: colours.frozen, width: 1.2, strength }, strength);
  for (const side of [-2, 2])
    pen.line(
      [
        { x: x + side, y: y - 3 },
        { x: x + side, y: y + 3 },
      ],
      { colour: colours.frozen, width: 1.8, strength },
    );
}

function paintTip(pen: Pen, from: Point, to: Point, rim: number, { colour, strength = 1 }: Stroke) {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const back = (by: number, turn: number): Point => ({
    x: to.x - by * Math.cos(angle + turn),
    y: to.y - by * Math.sin(angle + turn),
  });
  const wing = Math.atan2(3, rim + 8);
  pen.fill([back(rim, 0), back(rim + 8, wing), back(rim + 8, -wing)], colour, strength);
}

function paintCross(pen: Pen, { x, y }: Point, stroke: Stroke) {
  for (const way of [-1, 1])
    pen.line(
      [
        { x: x - 5, y: y - 5 * way },
        { x: x + 5, y: y + 5 * way },
      ],
      stroke,
    );
}

function paintMark({ pen, frame, colours, light }: Sheet, mark: Mark) {
  const at = pointOf(frame, mark);
  const strength = strengthOf(light, "events", mark.events);
  const has = (event: number | null) => event !== null && mark.events.includes(event);
  const many = mark.events.length > 1;
  const radius = radiusOf(mark);
  if (has(light.pointed) || has(light.selected))
    pen.circle(at, radius + 4, colours.background, { colour: colours.link, width: 2.4 });
  const edge = edgeOf(mark, light, colours);
  const colour = colours.lines[mark.line];
  pen.circle(
    at,
    radius,
    many ? colours.background : colour,
    { colour: edge ?? (many ? colour : colours.background), width: edge ? 2.2 : many ? 1.8 : 1, strength },
    strength,
  );
  if (many)
    pen.text(mark.events.length > 99 ? "99+" : String(mark.events.length), at, {
      colour: colours.text,
      size: mark.events.length > 9 ? 9 : 10.5,
      align: "middle",
      strength,
    });
}

function edgeOf({ events }: Mark, light: Light, colours: Palette): string | null {
  const within = (part: Part | null) => part !== null && events.some((each) => part.events.has(each));
  if (light.selected === null || events.includes(light.selected)) return null;
  return within(light.past) ? colours.past : within(light.future) ? colours.future : null;
}

/** The names of the lanes and the words of the axis stay where they are, whatever is scrolled. */
function paintMargins({ pen, scene, frame, colours }: Sheet) {
  const { axis_px, head_px, sideways, width, height } = frame;
  const box = (x: number, y: number, w: number, h: number) => [
    { x, y },
    { x: x + w, y },
    { x: x + w, y: y + h },
    { x, y: y + h },
  ];
  pen.fill(sideways ? box(0, 0, width, axis_px) : box(0, 0, axis_px, height), colours.background);
  for (const { along, word } of scene.ticks) {
    const at = pointOf(frame, { along, across: 0 });
    const spot = sideways ? { x: at.x, y: axis_px / 2 } : { x: axis_px - 8, y: Math.max(at.y, head_px + 8) };
    const fits = sideways ? at.x >= head_px - 2 : at.y >= head_px - 2;
    if (fits) pen.text(word, spot, { colour: colours.muted, size: 11.5, align: sideways ? "middle" : "end" });
  }
  pen.fill(sideways ? box(0, 0, head_px, height) : box(0, 0, width, head_px), colours.panel);
  for (const head of scene.heads) paintHead({ pen, frame, colours, scene }, head, colours.text);
  if (scene.others) {
    const { across, members } = scene.others;
    const name = sideways || scene.lane_px > 90 ? `[${members} others]` : `+${members}`;
    paintHead({ pen, frame, colours, scene }, { name, across }, colours.muted);
  }
  pen.fill(box(0, 0, sideways ? head_px : axis_px, sideways ? axis_px : head_px), colours.panel);
}

function paintHead(
  { pen, frame, scene }: Omit<Sheet, "light">,
  { name, across }: { name: string; across: number },
  colour: string,
) {
  const at = pointOf(frame, { along: 0, across });
  const { sideways, head_px } = frame;
  const spot = sideways ? { x: head_px - 10, y: at.y } : { x: at.x, y: head_px / 2 };
  pen.text(name, spot, {
    colour,
    size: scene.lane_px < 90 ? 12 : 13,
    align: sideways ? "end" : "middle",
    bold: true,
    width: sideways ? head_px - 16 : scene.lane_px - 8,
  });
}
