import { type KeyboardEvent, memo, type PointerEvent, useMemo, useState, type WheelEvent } from "react";
import { type EventRow, type Histogram, useAsk } from "@/shared/lib/sauron/ask.ts";
import { eventWords } from "@/shared/lib/sauron/event_words.ts";
import { isLive, useGoTo, useMoment } from "@/shared/lib/sauron/moment.ts";
import { fromMs, toMs } from "@/shared/lib/sauron/time.ts";
import { useSize } from "@/shared/lib/use_size.ts";
import { clock } from "@/shared/lib/words.ts";
import { momentAt, outline, type Span, share, zoomed } from "./scale.ts";
import { stateKinds } from "./stepping.ts";

const height = 34;
const columns_max = 200;
const markers_max = 300;

/** The whole run from left to right: how much happened when, and what changed. Drag to look at a moment. */
export function Scrubber() {
  const moment = useMoment();
  const goTo = useGoTo();
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [zoom, setZoom] = useState<Span | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const whole = useAsk("/api/v1/histogram", { run: moment.run, buckets: columns_max }, moment, { every_ms: 5000 });
  const part = useAsk(
    "/api/v1/histogram",
    { run: moment.run, buckets: columns_max, from: zoom && fromMs(zoom.from), to: zoom && fromMs(zoom.to) },
    moment,
    { enabled: zoom !== null },
  );
  const all = spanOf(whole.data);
  const shown = zoom ? part.data : whole.data;
  const span = zoom ?? all;
  const { from, to } = span;
  const density = useMemo(
    () => shown && outline((shown.buckets ?? []) as never, shown.bucket_ms ?? 1, { from, to }, width, height - 8),
    [shown, from, to, width],
  );
  const at = dragged ?? (moment.at ? toMs(moment.at) : span.to);

  const under = (event: PointerEvent | WheelEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return (event.clientX - box.left) / Math.max(1, box.width);
  };
  const drop = () => {
    if (dragged !== null) goTo(fromMs(dragged));
    setDragged(null);
  };
  const wheel = (event: WheelEvent) => {
    const next = zoomed(all, span, under(event), event.deltaY > 0 ? 1.5 : 1 / 1.5);
    setZoom(next.to - next.from >= all.to - all.from ? null : next);
  };
  const press = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const to = at + (by * (span.to - span.from)) / 100;
    goTo(to >= span.to && isLive({ ...moment, at: null }) && !zoom ? null : fromMs(Math.max(span.from, to)));
  };

  return (
    <div
      ref={ref}
      className="scrubber"
      role="slider"
      tabIndex={0}
      aria-label="The moment that is looked at"
      aria-valuemin={0}
      aria-valuemax={1000}
      aria-valuenow={Math.round(share(span, at) * 1000)}
      aria-valuetext={moment.at ? clock(moment.at) : "now"}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(momentAt(span, under(event)));
      }}
      onPointerMove={(event) => dragged !== null && setDragged(momentAt(span, under(event)))}
      onPointerUp={drop}
      onPointerCancel={() => setDragged(null)}
      onWheel={wheel}
      onKeyDown={press}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          {density && <path className="density" d={density} transform="translate(0 8)" />}
          <Markers from={from} to={to} width={width} />
          <path className="cursor" d={`M${(share(span, at) * (width - 3) + 1.5).toFixed(1)} 0v${height}`} />
        </svg>
      )}
      <span className="scrubber-ends" aria-hidden="true">
        <span>{clock(fromMs(span.from))}</span>
        {dragged !== null && <strong>{clock(fromMs(dragged))}</strong>}
        <span>{isLive(moment) && !zoom ? "now" : clock(fromMs(span.to))}</span>
      </span>
    </div>
  );
}

function spanOf(histogram: Histogram | undefined): Span {
  const to = histogram?.to ? toMs(histogram.to) : Date.now();
  return { from: histogram?.from ? toMs(histogram.from) : to - 1000, to: Math.max(to, 1) };
}

/** Faults, freezes and changes of state: the newest of them, each where it happened. Not drawn anew while one drags. */
const Markers = memo(function Markers({ from, to, width }: Span & { width: number }) {
  const moment = useMoment();
  const found = useAsk(
    "/api/v1/requests",
    { run: moment.run, filter: `kind:${stateKinds} -kind:joined`, limit: markers_max, count: 0 },
    moment,
    { every_ms: 5000 },
  );
  const events = (found.data?.events ?? []) as EventRow[];
  return events
    .map((event) => ({ event, at: toMs(event.wall_time) }))
    .filter(({ at }) => at >= from && at <= to)
    .map(({ event, at }) => (
      <path
        key={`${event.member} ${event.boot} ${event.seq}`}
        className={`marker ${markerKind(event.kind)}`}
        d={`M${(share({ from, to }, at) * width).toFixed(1)} 0v7`}
      >
        <title>{`${clock(event.wall_time)} ${eventWords(event)}`}</title>
      </path>
    ));
});

function markerKind(kind: string): string {
  if (kind === "frozen" || kind === "thawed") return "frozen";
  if (kind === "suspected" || kind === "fault_set" || kind === "fault_cleared") return "suspect";
  if (kind === "died" || kind === "eye_lost") return "dead";
  return "alive";
}
