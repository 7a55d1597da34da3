import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useSize } from "@/shared/lib/use_size.ts";
import { type Layer, Layers } from "./layers.ts";
import { type Places, type Point, walk } from "./places.ts";
import { Pulses } from "./pulses.ts";
import { paintLayer, type Scene } from "./scene.ts";
import { type How, useDrag } from "./use_drag.ts";
import { type TrafficModel, useTrafficVersion } from "./use_traffic.ts";

interface Props extends Omit<Scene, "places" | "pointed" | "line" | "width" | "height"> {
  /** What the drawing shows, as a sentence. */
  summary: string;
  place: (width: number, height: number) => Places;
  model: TrafficModel;
  /** Dots that travel: each message is one, or as many as can be followed; none. */
  pulses: "all" | "some" | "none";
  onSelect: (members: readonly number[], how: How) => void;
  onOpen: (member: number) => void;
  /** About who is pointed at; -1: how to use the map. */
  words: (pointed: number) => ReactNode;
}

/** Members as dots and their messages as lines: three layers, so that what moves is all that is drawn again. */
export function MemberCanvas(props: Props) {
  const { names, dots, selected, palette, edges, note, place } = props;
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const [pointed, setPointed] = useState(-1);
  const line = useRef<readonly Point[]>([]);
  const places = useMemo(() => place(width, height), [place, width, height]);
  const { layers, canvases, pulses } = useLayers(props, { ...props, places, pointed, width, height, line: [] }, line);
  const onLine = (next: readonly Point[]) => {
    line.current = next;
    layers.touch("over");
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is drawn is drawn again when it changes
  useEffect(() => {
    layers.touch("edges", "members", "over");
  }, [layers, places, dots, names, selected, pointed, palette, edges, note, width, height]);
  const drag = useDrag({ places, onPoint: setPointed, onLine, onSelect: props.onSelect, onOpen: props.onOpen });
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once for each, not with every count
  const said = useMemo(() => props.words(pointed), [pointed]);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = walk(event.key, pointed, names.length);
    if (to !== null) setPointed(to);
    else if (event.key === "Enter" && pointed >= 0) enter(props, pointed, event.shiftKey);
    else return;
    event.preventDefault();
  };
  return (
    <div className="map-drawn">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk round it */}
      <section className="map-canvases" tabIndex={0} aria-label="The map: arrows walk, Enter selects" onKeyDown={press}>
        <div ref={ref} className={`map-layers ${pointed >= 0 ? "pointing" : ""}`} {...drag}>
          <canvas ref={canvases.edges} />
          <canvas ref={canvases.members} role="img" aria-label={props.summary} />
          <canvas ref={canvases.over} />
        </div>
      </section>
      <p className="map-words">{props.words(pointed)}</p>
      <div className="hidden-words" aria-live="polite">
        {said}
      </div>
      <Notes model={props.model} edges={edges} pulses={props.pulses === "none" ? null : pulses} />
    </div>
  );
}

/** As a click; on who alone is selected, as a double click. */
function enter({ selected, onOpen, onSelect }: Props, pointed: number, shift: boolean): void {
  if (shift) onSelect([pointed], "toggle");
  else if (selected.size === 1 && selected.has(pointed)) onOpen(pointed);
  else onSelect([pointed], "only");
}

type Canvas = RefObject<HTMLCanvasElement | null>;

/** The drawing's own rhythm: it looks at the latest scene, and React need not run for a frame. */
function useLayers({ model, pulses: shown }: Props, scene: Scene, line: RefObject<readonly Point[]>) {
  const edges: Canvas = useRef<HTMLCanvasElement>(null);
  const members: Canvas = useRef<HTMLCanvasElement>(null);
  const over: Canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef({ scene, shown });
  latest.current = { scene, shown };
  const [{ layers, pulses }] = useState(() => {
    const moving = new Pulses();
    const canvas: Record<Layer, Canvas> = { edges, members, over };
    const draw = (layer: Layer, now: number) =>
      paintLayer(layer, canvas[layer].current, { ...latest.current.scene, line: line.current }, moving, now);
    return { layers: new Layers(draw), pulses: moving };
  });
  useEffect(() => {
    const end = model.subscribe(() => {
      const how = latest.current.shown;
      if (how !== "none") pulses.add(model.window, performance.now(), how === "all");
      layers.touch("edges", "over");
    });
    return () => {
      end();
      pulses.clear();
      layers.stop();
    };
  }, [layers, pulses, model]);
  return { layers, pulses, canvases: { edges, members, over } };
}

interface NotesProps {
  model: TrafficModel;
  edges: Scene["edges"];
  pulses: Pulses | null;
}

/** What the drawing leaves out. */
function Notes({ model, edges, pulses }: NotesProps) {
  useTrafficVersion(model);
  const { edges: drawn, of } = edges();
  return (
    <p className="map-notes muted">
      {drawn.length < of && (
        <span>
          {drawn.length.toLocaleString("en")} of {of.toLocaleString("en")} lines are drawn: the losses and the busiest.
          The matrix has all.
        </span>
      )}
      {pulses && pulses.each > 1 && <span>Pulses: 1 of {pulses.each.toLocaleString("en")} messages is shown.</span>}
    </p>
  );
}
