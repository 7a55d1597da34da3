import { type PointerEvent, useRef } from "react";
import { nearest, type Places, type Point, within } from "./places.ts";

/** What a click or a line means for what was selected before. */
export type How = "only" | "add" | "toggle";

const drag_min_px = 4;
const double_ms = 450;
const double_px = 6;

interface Options {
  places: Places;
  onPoint: (member: number) => void;
  onSelect: (members: readonly number[], how: How) => void;
  onOpen: (member: number) => void;
  /** The line that is drawn just now. */
  onLine: (line: readonly Point[]) => void;
}

/** Pointing, clicking, and drawing a line round several. */
export function useDrag({ places, onPoint, onSelect, onOpen, onLine }: Options) {
  const line = useRef<Point[] | null>(null);
  const clicked = useRef({ member: -1, at: 0, x: 0, y: 0 });
  /** The first click may open the panel, and so move the map from under the second: that means the same member. */
  const isDouble = ({ clientX, clientY, timeStamp }: PointerEvent): boolean => {
    const { member, at, x, y } = clicked.current;
    return member >= 0 && timeStamp - at < double_ms && Math.hypot(clientX - x, clientY - y) < double_px;
  };
  const click = (event: PointerEvent) => {
    if (isDouble(event) && !event.shiftKey) return onOpen(clicked.current.member);
    const at = nearest(places, pointOf(event));
    clicked.current = { member: at, at: event.timeStamp, x: event.clientX, y: event.clientY };
    if (at >= 0) onSelect([at], event.shiftKey ? "toggle" : "only");
    else if (!event.shiftKey) onSelect([], "only");
  };
  const draw = (next: Point[] | null) => {
    line.current = next;
    onLine(next && next.length > 1 ? next : []);
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      line.current = [pointOf(event)];
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const point = pointOf(event);
      const first = line.current?.[0];
      if (!line.current || !first) return onPoint(nearest(places, point));
      const away = Math.hypot(point.x - first.x, point.y - first.y);
      if (line.current.length > 1 || away >= drag_min_px) draw([...line.current, point]);
    },
    onPointerUp: (event: PointerEvent) => {
      const drawn = line.current;
      draw(null);
      if (drawn && drawn.length > 2) onSelect(within(places, drawn), event.shiftKey ? "add" : "only");
      else if (drawn) click(event);
    },
    onPointerCancel: () => draw(null),
    onPointerLeave: () => {
      if (!line.current) onPoint(-1);
    },
  };
}

function pointOf(event: PointerEvent): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
