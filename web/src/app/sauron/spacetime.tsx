import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import { chainOf, futureOf, type Graph, graphOf, pastOf } from "@/features/spacetime/causes.ts";
import { Diagram } from "@/features/spacetime/diagram.tsx";
import { LanesPanel } from "@/features/spacetime/lanes_panel.tsx";
import type { Light } from "@/features/spacetime/paint.ts";
import { diagramSvg } from "@/features/spacetime/save.ts";
import "@/features/spacetime/spacetime.css";
import { SpacetimeTable } from "@/features/spacetime/spacetime_table.tsx";
import { Kinds, Moves } from "@/features/spacetime/tools.tsx";
import {
  arranged,
  type Change,
  lanesOf,
  moved,
  msBetween,
  panned,
  paramsOf,
  type SpacetimeSearch,
  viewOf,
  zoomed,
} from "@/features/spacetime/view.ts";
import { answerSentence, hiddenWords } from "@/features/spacetime/words.ts";
import { type Requests, type Spacetime as Told, useAsk } from "@/shared/lib/sauron/ask.ts";
import { shellWord } from "@/shared/lib/sauron/command_text.ts";
import { eventId } from "@/shared/lib/sauron/event_words.ts";
import { filterValue } from "@/shared/lib/sauron/filter_value.ts";
import { useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { splitNames } from "@/shared/lib/sauron/names.ts";
import { beside, toMs } from "@/shared/lib/sauron/time.ts";
import { saveBlob } from "@/shared/lib/save.ts";
import { useDark } from "@/shared/lib/theme.ts";
import { duration } from "@/shared/lib/words.ts";
import { EventPanel } from "@/shared/ui/event_panel.tsx";
import { Command, Empty, Loading, PanelBoundary, Problem } from "@/shared/ui/states.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";

interface Stretch {
  from: string;
  length_ms: number;
}

const settled_ms = 220;
const again_ms = 2000;
/** What happened longer ago than this is all there. */
const whole_after_ms = 5000;

/** What some members did for a stretch of time, and what they sent each other. */
export function Spacetime() {
  useTitle("Space-time");
  const moment = useMoment();
  const [search, change] = useAddress();
  const view = viewOf(search);
  const params = paramsOf(search, view, moment.run, moment.at);
  const over = params.to !== null && Date.now() - toMs(params.to) > whole_after_ms;
  const found = useAsk("/api/v1/spacetime", params, moment, over ? {} : { every_ms: again_ms });
  const told = found.data;
  return (
    <div className="spacetime">
      <div className="page-head">
        <h1>{told ? answerSentence(told) : "Space-time"}</h1>
        {told && <Notes told={told} onChange={change} />}
      </div>
      {found.error && !told ? (
        <Problem what="The diagram cannot be made." why={found.error.message} onRetry={found.refetch} />
      ) : !told ? (
        <Loading what="Asking what happened" lines={8} />
      ) : told.members === 0 ? (
        <Empty command="watercooler new --count 5">No members yet. Start some:</Empty>
      ) : (
        <PanelBoundary name="The diagram">
          {found.error && <Problem what="There is nothing newer." why={found.error.message} onRetry={found.refetch} />}
          <Shown told={told} search={search} onChange={change} />
        </PanelBoundary>
      )}
    </div>
  );
}

function useAddress(): [SpacetimeSearch, (next: Change) => void] {
  const search = useSearch({ strict: false }) as SpacetimeSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (next: Change) =>
      void navigate({ to: ".", search: (before: object) => ({ ...before, ...next }), replace: true } as never),
    [navigate],
  );
  return [search, change];
}

/** What is not in the drawing, and where it is. */
function Notes({ told, onChange }: { told: Told; onChange: (change: Change) => void }) {
  const whole = told.told_ns >= told.length_ns;
  const told_ms = told.told_ns / 1e6;
  return (
    <>
      {hiddenWords(told) && <p className="muted">{hiddenWords(told)}</p>}
      {told.events.length === 0 && <ToNewestRumor onChange={onChange} />}
      {!whole && (
        <p className="spacetime-cut" role="status">
          There is more than fits: here are the first {duration(told_ms)} of {duration(told.length_ns / 1e6)}.{" "}
          <button type="button" className="button" onClick={() => onChange({ from: told.from, length: told_ms })}>
            Only these
          </button>{" "}
          <button
            type="button"
            className="button"
            onClick={() => onChange({ from: beside(told.from, BigInt(told.told_ns)), length: told_ms })}
          >
            Those that follow
          </button>
        </p>
      )}
    </>
  );
}

const before_ms = 20;
const rumor_ms = 400;

/** Where nothing happened: the way to where something did. */
function ToNewestRumor({ onChange }: { onChange: (change: Change) => void }) {
  const moment = useMoment();
  const last = { run: moment.run, to: moment.at, filter: "kind:born", limit: 1, count: 0 };
  const births = useAsk<Requests>("/api/v1/requests", last, moment);
  const born = births.data?.events?.[0];
  const from = born?.wall_time && beside(born.wall_time, BigInt(-before_ms * 1e6));
  if (!from) return null;
  return (
    <p>
      <button type="button" className="button" onClick={() => onChange({ from, length: rumor_ms, uuid: born.uuid })}>
        To the newest rumor
      </button>
    </p>
  );
}

interface ShownProps {
  told: Told;
  search: SpacetimeSearch;
  onChange: (change: Change) => void;
}
function Shown({ told: answer, search, onChange }: ShownProps) {
  const view = viewOf(search);
  const lanes = lanesOf(search, answer);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lanes are those that the address names
  const told = useMemo(() => arranged(answer, lanes), [answer, search.members]);
  const moment = useMoment();
  const href = useHref();
  const navigate = useNavigate();
  const [table, setTable] = useState(false);
  const { stretch, move } = useStretch(told, search, onChange);
  const [pointed, setPointed] = useState<number | null>(null);
  const graph = useMemo(() => graphOf(told), [told]);
  const selected = search.event === undefined ? null : (graph.byName.get(search.event) ?? null);
  const light = useLight(graph, pointed, selected);
  const select = useCallback((index: number) => onChange({ event: idOf(told, index) }), [told, onChange]);
  const close = useCallback(() => onChange({ event: undefined }), [onChange]);
  const zoom = useCallback((share: number, factor: number) => move((now) => zoomed(now, share, factor)), [move]);
  const pan = useCallback((share: number) => move((now) => panned(now, share)), [move]);
  const shown = { axis: view.axis, ...stretch };
  const event = selected === null ? undefined : told.events[selected]?.event;
  return (
    <>
      <div className="spacetime-tools">
        <Moves view={view} onChange={onChange} onZoom={zoom} onPan={pan} />
        <Follow told={told} following={search.from === undefined && moment.at === null} onChange={onChange} />
        <Kinds told={told} view={view} onChange={onChange} />
        <span className="panel-tools">
          <SaveButton told={told} shown={shown} sideways={view.sideways} light={light} />
          <TwinButton table={table} onChange={setTable} />
        </span>
      </div>
      <div className="spacetime-body">
        <section className="panel spacetime-panel" aria-label="Space-time">
          {table ? (
            <SpacetimeTable told={told} onOpen={(id) => onChange({ event: id })} />
          ) : (
            <Diagram
              graph={graph}
              shown={shown}
              sideways={view.sideways}
              light={light}
              lookedAt_ms={moment.at === null || search.from === undefined ? null : msBetween(stretch.from, moment.at)}
              summary={`${answerSentence(told)} One lane per member; the table has every event.`}
              onPoint={setPointed}
              onSelect={select}
              onZoom={zoom}
              onPan={pan}
              onMoveLane={(from, to) => onChange(moved(told.lanes, from, to))}
            />
          )}
        </section>
        {search.event ? (
          <EventPanel
            id={search.event}
            event={event}
            onTerm={(term) => void navigate({ href: href("/requests", { filter: term, event: search.event }) })}
            onClose={close}
          />
        ) : (
          <LanesPanel
            told={told}
            lanes={lanes}
            hide={splitNames(search.hide)}
            byHand={told.chosen === "asked" || search.hide !== undefined}
            onChange={onChange}
          />
        )}
      </div>
      <p className="spacetime-command">
        <span className="muted">For ShiViz:</span> <Command text={shivizCommand(told, moment.run)} />
      </p>
    </>
  );
}

const idOf = (told: Told, index: number): string | undefined => {
  const event = told.events[index]?.event;
  return event && eventId(event);
};

/** What is shown right now: while it is moved, what the hand did; the address follows when the hand rests. */
function useStretch(told: Told, search: SpacetimeSearch, onChange: (change: Change) => void) {
  const view = viewOf(search);
  const from = view.from ?? told.from;
  const length_ms = view.from === null ? told.length_ns / 1e6 : view.length_ms;
  const address: Stretch = useMemo(() => ({ from, length_ms }), [from, length_ms]);
  const [moving, setMoving] = useState<Stretch | null>(null);
  const stretch = moving ?? address;
  const move = useCallback(
    (next: (now: Stretch) => Change) =>
      setMoving((before) => {
        const now = before ?? address;
        const { from = now.from, length = now.length_ms } = next(now);
        return { from, length_ms: length };
      }),
    [address],
  );
  useEffect(() => {
    if (!moving) return;
    const timer = setTimeout(() => onChange({ from: moving.from, length: moving.length_ms }), settled_ms);
    return () => clearTimeout(timer);
  }, [moving, onChange]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the address says it
  useEffect(() => setMoving(null), [search.from, search.length]);
  return { stretch, move };
}

function useLight(graph: Graph, pointed: number | null, selected: number | null): Light {
  return useMemo(
    () => ({
      pointed: pointed !== null && pointed < graph.told.events.length ? pointed : null,
      selected,
      chain: pointed === null || selected !== null ? null : chainOf(graph, pointed),
      past: selected === null ? null : pastOf(graph, selected),
      future: selected === null ? null : futureOf(graph, selected),
    }),
    [graph, pointed, selected],
  );
}

/** Whether what is shown goes on with the club. */
function Follow({ told, following, onChange }: { told: Told; following: boolean; onChange: (c: Change) => void }) {
  const length = Math.max(1, Math.round(told.length_ns / 1e6));
  return following ? (
    <button type="button" className="button" onClick={() => onChange({ from: told.from, length })}>
      Hold still
    </button>
  ) : (
    <button type="button" className="button" onClick={() => onChange({ from: undefined, length })}>
      To the latest
    </button>
  );
}

interface SaveProps {
  told: Told;
  shown: Stretch & { axis: "wall" | "logical" };
  sideways: boolean;
  light: Light;
}
function SaveButton({ told, shown, sideways, light }: SaveProps) {
  const dark = useDark();
  const save = () => {
    const svg = diagramSvg(told, shown, { sideways, dark, light, title: answerSentence(told) });
    saveBlob(new Blob([svg], { type: "image/svg+xml" }), `spacetime-${told.from.replaceAll(":", "-")}.svg`);
  };
  return (
    <button type="button" className="button" onClick={save}>
      SVG
    </button>
  );
}

function shivizCommand(told: Told, run: string): string {
  const members = shellWord(`member:${told.lanes.map(filterValue).join(",")}`);
  const when = `--from ${told.from} --until ${told.to}`;
  return `watercooler export ${members} --format shiviz ${when}${run === "live" ? "" : ` --run ${shellWord(run)}`} -o shiviz.log`;
}
