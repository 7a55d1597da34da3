import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useDark } from "@/shared/lib/theme.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { Caption } from "./caption.tsx";
import type { Graph } from "./causes.ts";
import { type Frame, frameOf, paperOf, spotOf } from "./frame.ts";
import { type Light, paint } from "./paint.ts";
import { palette } from "./palette.ts";
import { canvasPen } from "./pen.ts";
import { acrossLanes, alongLane, under } from "./pointing.ts";
import { type Scene, type Shown, sceneOf } from "./scene.ts";

interface Props {
  graph: Graph;
  shown: Shown;
  sideways: boolean;
  light: Light;
  /** The moment that is looked at, in milliseconds since the beginning of what is shown. */
  lookedAt_ms: number | null;
  summary: string;
  onPoint: (event: number | null) => void;
  onSelect: (event: number) => void;
  /** Closer or farther, as seen from a share of the time. */
  onZoom: (share: number, factor: number) => void;
  onPan: (share: number) => void;
  onMoveLane: (from: number, to: number) => void;
}

const lane_min_px = { upright: 58, sideways: 30 };

/** The diagram on a canvas as large as what is in sight; what lies beyond is scrolled to. */
export function Diagram(props: Props) {
  const { graph, shown, sideways, light, lookedAt_ms, summary } = props;
  const { told } = graph;
  const dark = useDark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLElement>(null);
  const [ref, { width, height }] = useSize<HTMLElement>();
  const [scroll, setScroll] = useState({ x: 0, y: 0 });
  const frame = useMemo(() => frameOf(sideways, width, height, scroll), [sideways, width, height, scroll]);
  const scene = useMemo(() => {
    const along = Math.max(60, (sideways ? width : height) - frame.head_px - frame.lead_px - 14);
    const across = (sideways ? height : width) - frame.axis_px - 4;
    const lane_min = sideways ? lane_min_px.sideways : lane_min_px.upright;
    return sceneOf(told, shown, { along, across, lane_min });
  }, [told, shown, sideways, width, height, frame.head_px, frame.lead_px, frame.axis_px]);
  const lookedAt = lookedAt_ms === null || shown.axis === "logical" ? null : lookedAt_ms / shown.length_ms;

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || width === 0 || height === 0) return;
    const ratio = devicePixelRatio;
    canvas.current.width = width * ratio;
    canvas.current.height = height * ratio;
    const colours = palette(dark);
    context.scale(ratio, ratio);
    context.fillStyle = colours.background;
    context.fillRect(0, 0, width, height);
    paint(canvasPen(context), scene, frame, colours, light, lookedAt === null ? null : lookedAt * scene.along_px);
  }, [scene, frame, width, height, dark, light, lookedAt]);

  useScrollTo(box, scene, frame, light.pointed);
  const pointing = usePointing(props, scene, frame);
  useWheel(box, props, scene, frame);
  const size = paperOf(scene, frame);
  return (
    <>
      <section
        ref={(element) => {
          box.current = element;
          ref(element);
        }}
        className={`spacetime-scroll ${pointing.grabbed ? "grabbed" : ""}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows go from event to event
        tabIndex={0}
        aria-label="Diagram: arrow keys go from event to event, Enter opens one"
        onScroll={(event) => setScroll({ x: event.currentTarget.scrollLeft, y: event.currentTarget.scrollTop })}
        onKeyDown={(event) => press(event, props, scene)}
        onPointerDown={pointing.down}
        onPointerMove={pointing.move}
        onPointerUp={pointing.up}
        onPointerCancel={pointing.cancel}
        onPointerLeave={() => props.onPoint(null)}
        onClick={pointing.click}
      >
        <div className="spacetime-room" style={{ width: size.x, height: size.y }}>
          <canvas ref={canvas} role="img" aria-label={summary} style={{ width, height }} />
        </div>
      </section>
      <Caption graph={graph} light={light} together={togetherAt(scene, light.pointed ?? light.selected)} />
    </>
  );
}

const togetherAt = ({ marks, markOf }: Scene, event: number | null): number =>
  event === null ? 1 : (marks[markOf[event] ?? -1]?.events.length ?? 1);

/** Keeps the event that the keys went to in sight. */
function useScrollTo(box: React.RefObject<HTMLElement | null>, scene: Scene, frame: Frame, event: number | null) {
  useEffect(() => {
    const spot = event === null ? undefined : scene.spots[event];
    if (!spot || !box.current?.matches(":focus")) return;
    const { sideways, head_px, lead_px, axis_px } = frame;
    const along = lead_px + spot.along;
    const [x, y] = sideways ? [along, spot.across] : [spot.across, along];
    const [left, top] = sideways ? [head_px, axis_px] : [axis_px, head_px];
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = box.current;
    const within = (at: number, from: number, room: number) =>
      at < from + 20 ? at - 20 : at > from + room - 20 ? at - room + 20 : from;
    box.current.scrollTo({
      left: within(x, scrollLeft, clientWidth - left),
      top: within(y, scrollTop, clientHeight - top),
    });
  }, [box, scene, frame, event]);
}

type Grab = { kind: "lane"; lane: number } | { kind: "time"; from: number; last: number };

/** A pointer points, chooses, moves a lane by its head, or the time. */
function usePointing(props: Props, scene: Scene, frame: Frame) {
  const grab = useRef<Grab | null>(null);
  const [grabbed, setGrabbed] = useState(false);
  const dragged = useRef(false);
  const spot = (event: MouseEvent) => {
    const corner = event.currentTarget.getBoundingClientRect();
    const at = { x: event.clientX - corner.left, y: event.clientY - corner.top };
    return { ...spotOf(frame, at), inHead: (frame.sideways ? at.x : at.y) < frame.head_px, at };
  };
  const laneAt = (across: number) => Math.floor(across / scene.lane_px);
  const end = () => {
    grab.current = null;
    setGrabbed(false);
  };
  return {
    grabbed,
    down: (event: PointerEvent) => {
      if (event.button !== 0) return;
      const { across, inHead, at } = spot(event);
      dragged.current = false;
      const along = frame.sideways ? at.x : at.y;
      grab.current = inHead ? { kind: "lane", lane: laneAt(across) } : { kind: "time", from: along, last: along };
    },
    move: (event: PointerEvent) => {
      const here = spot(event);
      const held = grab.current;
      if (held?.kind === "time" && props.shown.axis === "wall") {
        const along = frame.sideways ? here.at.x : here.at.y;
        if (!dragged.current && Math.abs(along - held.from) < 5) return;
        dragged.current = true;
        setGrabbed(true);
        props.onPan((held.last - along) / scene.along_px);
        held.last = along;
      } else if (held?.kind === "lane") setGrabbed(laneAt(here.across) !== held.lane);
      else props.onPoint(here.inHead ? null : under(scene, props.graph.told, here));
    },
    up: (event: PointerEvent) => {
      const { across } = spot(event);
      if (grab.current?.kind === "lane" && laneAt(across) !== grab.current.lane) {
        dragged.current = true;
        props.onMoveLane(grab.current.lane, Math.min(props.graph.told.lanes.length - 1, Math.max(0, laneAt(across))));
      }
      end();
    },
    cancel: end,
    click: (event: MouseEvent) => {
      const here = spot(event);
      if (dragged.current || here.inHead) return;
      const hit = under(scene, props.graph.told, here);
      if (hit !== null) props.onSelect(hit);
    },
  };
}

/** The wheel goes closer; where there is something to scroll to, only with Ctrl. */
function useWheel(box: React.RefObject<HTMLElement | null>, props: Props, scene: Scene, frame: Frame) {
  const turn = useRef<(event: WheelEvent) => void>(() => {});
  turn.current = (event) => {
    if (event.deltaY === 0 || (props.shown.axis === "logical" && !event.ctrlKey)) return;
    event.preventDefault();
    if (event.shiftKey) return props.onPan(event.deltaY > 0 ? 0.1 : -0.1);
    const corner = (event.currentTarget as Element).getBoundingClientRect();
    const { along } = spotOf(frame, { x: event.clientX - corner.left, y: event.clientY - corner.top });
    const share = Math.min(1, Math.max(0, along / scene.along_px));
    props.onZoom(props.shown.axis === "logical" ? 0.5 : share, event.deltaY > 0 ? 1.25 : 0.8);
  };
  const listen = useCallback((event: WheelEvent) => turn.current(event), []);
  useEffect(() => {
    const element = box.current;
    // React's own listener may not prevent the page from scrolling.
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, [box, listen]);
}

function press(event: KeyboardEvent, props: Props, scene: Scene) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { sideways, light } = props;
  const { told } = props.graph;
  const at = light.pointed ?? light.selected;
  const [back, on, left, right] = sideways
    ? ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]
    : ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
  if (event.key === on) props.onPoint(alongLane(told, at, 1));
  else if (event.key === back) props.onPoint(alongLane(told, at, -1));
  else if (event.key === right) props.onPoint(acrossLanes(scene, told, at, 1));
  else if (event.key === left) props.onPoint(acrossLanes(scene, told, at, -1));
  else if (event.key === "Enter" && at !== null) props.onSelect(at);
  else return;
  event.preventDefault();
}
