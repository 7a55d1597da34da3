import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { CriticalPath } from "@/features/trace/critical.tsx";
import { Icicle } from "@/features/trace/icicle.tsx";
import { type Axis, deliveries_max, matches, rowsOf } from "@/features/trace/layout.ts";
import "@/features/trace/trace.css";
import { Candidates } from "@/features/trace/rumors.tsx";
import { saveSvg } from "@/features/trace/save_svg.ts";
import { TreeDrawing } from "@/features/trace/tree_drawing.tsx";
import { TraceTable, Waterfall } from "@/features/trace/waterfall.tsx";
import { CallError } from "@/shared/lib/api/call.ts";
import { address, type RumorTree, useAsk } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { spacetimeOf } from "@/shared/lib/sauron/spacetime_link.ts";
import { MemberChip, UuidChip } from "@/shared/ui/chips.tsx";
import { Empty, Loading, PanelBoundary, Problem } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";

export interface TraceSearch {
  view?: string;
  axis?: string;
}
const views = ["tree", "waterfall", "table", "raw"] as const;
type View = (typeof views)[number];

/** One rumor: who told whom, how long it took, and what held it up. */
export function Trace() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  useTitle(`Trace ${id.slice(0, 8)}`);
  const moment = useMoment();
  const found = useAsk<RumorTree>(`/api/v1/rumors/${encodeURIComponent(id)}`, { run: moment.run }, moment, {
    every_ms: 2000,
  });
  const tree = found.data;
  if (!tree && found.error instanceof CallError && found.error.status === 409) return <Candidates prefix={id} />;
  if (!tree && found.error instanceof CallError && found.error.status === 404)
    return <Empty command="watercooler watch kind:born">No rumor begins with {id}. The latest ones are told by:</Empty>;
  if (!tree && found.error)
    return <Problem what="The rumor cannot be read." why={found.error.message} onRetry={found.refetch} />;
  if (!tree) return <Loading what="Asking for the rumor" lines={8} />;
  return (
    <div className="trace">
      <Heading tree={tree} />
      <PanelBoundary name="The trace">
        <Shown tree={tree} />
      </PanelBoundary>
    </div>
  );
}

function Heading({ tree }: { tree: RumorTree }) {
  const href = useHref();
  return (
    <div className="page-head">
      <h1>
        <bdi className="foreign clipped">
          {tree.key === "book" ? "" : `${tree.key} `}“{tree.value}”
        </bdi>
      </h1>
      <p className="trace-facts">
        {tree.version !== undefined && <span>version {tree.version}</span>}
        <span>
          by <MemberChip name={tree.origin} href={href(memberPath(tree.origin))} />
        </span>
        <span>
          {tree.birth_known ? "born" : "first seen"} <TimeLink at={tree.born} />
        </span>
        <UuidChip uuid={tree.uuid} />
        <a href={href("/spacetime", spacetimeOf(tree))}>in space-time</a>
      </p>
      <p className="trace-summary">
        <bdi>{tree.summary}</bdi>
      </p>
    </div>
  );
}

function Shown({ tree }: { tree: RumorTree }) {
  const search = useSearch({ strict: false }) as TraceSearch;
  const navigate = useNavigate();
  const view: View = views.find((each) => each === search.view) ?? "tree";
  const axis: Axis = search.axis === "hops" ? "hops" : "time";
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const rows = useMemo(() => rowsOf(tree), [tree]);
  const hits = useMemo(() => matches(rows, text), [rows, text]);
  const found = hits.length > 0 ? (hits[at % hits.length] ?? null) : null;
  const large = Math.max(tree.copies, tree.nodes.length) > deliveries_max;
  const change = (next: TraceSearch) =>
    void navigate({ to: ".", search: (before: object) => ({ ...before, ...next }), replace: true } as never);
  const move = (by: number) => setAt((before) => (hits.length === 0 ? 0 : (before + by + hits.length) % hits.length));
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || hits.length === 0) return;
      if (event.key === "n") setAt((before) => (before + 1) % hits.length);
      if (event.key === "N") setAt((before) => (before + hits.length - 1) % hits.length);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [hits]);
  return (
    <div className="trace-body">
      <section className="panel trace-panel" aria-label="Who told whom" data-tour="tree">
        <div className="panel-head">
          <Views view={view} onView={(next) => change({ view: next })} uuid={tree.uuid} />
          {view === "tree" && !large && (
            <label>
              along{" "}
              <select className="field" value={axis} onChange={(event) => change({ axis: event.target.value })}>
                <option value="time">time</option>
                <option value="hops">hops</option>
              </select>
            </label>
          )}
          {view === "tree" && (
            <Find
              text={text}
              count={hits.length}
              at={at}
              onText={(next) => {
                setText(next);
                setAt(0);
              }}
              onMove={move}
            />
          )}
          <Downloads tree={tree} drawing={view === "tree" && !large} />
        </div>
        {view === "tree" && large && <Icicle tree={tree} found={found} />}
        {view === "tree" && !large && <TreeDrawing tree={tree} rows={rows} axis={axis} found={found} />}
        {view === "waterfall" && <Waterfall tree={tree} />}
        {view === "table" && <TraceTable tree={tree} />}
        {view === "raw" && <Raw tree={tree} />}
      </section>
      <CriticalPath tree={tree} />
    </div>
  );
}

function Views({ view, onView, uuid }: { view: View; onView: (view: View) => void; uuid: string }) {
  const href = useHref();
  return (
    <fieldset className="views">
      <legend className="hidden-words">Shown as</legend>
      {views.map((each) => (
        <button key={each} type="button" className="button" aria-pressed={each === view} onClick={() => onView(each)}>
          {each}
        </button>
      ))}
      <a className="button" href={href("/map", { rumor: uuid, t: "0" })}>
        map replay
      </a>
    </fieldset>
  );
}

interface FindProps {
  text: string;
  count: number;
  at: number;
  onText: (text: string) => void;
  onMove: (by: number) => void;
}
function Find({ text, count, at, onText, onMove }: FindProps) {
  return (
    <search className="trace-find">
      <label className="hidden-words" htmlFor="find">
        Find a member
      </label>
      <input
        id="find"
        className="field"
        value={text}
        placeholder="find a member"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onMove(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      {text && (
        <span className="number" role="status">
          {count === 0 ? "none" : `${(at % count) + 1} of ${count}`}
        </span>
      )}
    </search>
  );
}

function Downloads({ tree, drawing }: { tree: RumorTree; drawing: boolean }) {
  const { run } = useMoment();
  const of = (format: string) => address(`/api/v1/rumors/${tree.uuid}`, { run, format });
  const svg = () => {
    const element = document.getElementById("tree-drawing");
    if (element instanceof SVGSVGElement) saveSvg(element, `${tree.uuid}.svg`);
  };
  return (
    <div className="panel-tools">
      <a className="button" href={of("otlp")} download={`${tree.uuid}.otlp.json`}>
        OTLP
      </a>
      <a className="button" href={of("mermaid")} download={`${tree.uuid}.mmd`}>
        Mermaid
      </a>
      {drawing && (
        <button type="button" className="button" onClick={svg}>
          SVG
        </button>
      )}
    </div>
  );
}

const raw_max = 200_000;

function Raw({ tree }: { tree: RumorTree }) {
  const { run } = useMoment();
  const text = useMemo(() => JSON.stringify(tree, null, 2), [tree]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="trace-raw" tabIndex={0} aria-label="As JSON">
      <p>
        <a href={address(`/api/v1/rumors/${tree.uuid}`, { run })}>The whole answer</a>
        {text.length > raw_max && <> has {text.length.toLocaleString("en")} letters; here are the first of them.</>}
      </p>
      <pre className="mono">{text.slice(0, raw_max)}</pre>
    </section>
  );
}
