import { useCallback, useMemo } from "react";
import { type Roster, type RosterRow, type RumorRow, useAsk } from "@/shared/lib/sauron/ask.ts";
import { isLive, useMoment } from "@/shared/lib/sauron/moment.ts";
import { toMs } from "@/shared/lib/sauron/time.ts";
import { useDark } from "@/shared/lib/theme.ts";
import { plural } from "@/shared/lib/words.ts";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { LeftOut } from "./about.tsx";
import { Legend } from "./legend.tsx";
import { type Lines, type Look, layouts, lineChoices, type MapChange, windows } from "./look.ts";
import { MatrixCanvas } from "./matrix_canvas.tsx";
import { isGone, orderOf, sorts } from "./matrix_pixels.ts";
import { MemberCanvas } from "./member_canvas.tsx";
import { colourings, dotsOf, type Palette, paletteOf } from "./palette.ts";
import { ring } from "./places.ts";
import { MembersTable, PairsTable, rate } from "./tables.tsx";
import { Choice, Select, Tools } from "./tools.tsx";
import { busiest, type Edge, edgesOf, type TrafficWindow } from "./traffic_window.ts";
import type { How } from "./use_drag.ts";
import { useForce } from "./use_force.ts";
import { useStill } from "./use_still.ts";
import { type TrafficModel, useTrafficVersion } from "./use_traffic.ts";

const lines_max = 2000;
const counted_max = 60;

interface Props {
  roster: Roster;
  rows: readonly RosterRow[];
  names: readonly string[];
  model: TrafficModel;
  complete: boolean;
  look: Look;
  onLook: (next: MapChange) => void;
  selected: ReadonlySet<string>;
  onSelect: (names: readonly string[], how: How) => void;
  onOpen: (name: string) => void;
}

/** Who sends to whom: as a ring, a matrix, or by forces; or as a table. */
export function TrafficMap(props: Props) {
  const { look, onLook, model } = props;
  const { layout, table } = look;
  return (
    <section className="panel map-main" aria-label="Who sends to whom">
      <Tools>
        <Choice
          legend="Layout"
          values={layouts}
          value={layout}
          onChange={(next) => onLook({ layout: next, show: undefined })}
        />
        {layout === "matrix" ? (
          <Select legend="Sorted by" values={sorts} value={look.sort} onChange={(sort) => onLook({ sort })} />
        ) : (
          <>
            <Select
              legend="Colour"
              values={colourings}
              value={look.colouring}
              onChange={(colour) => onLook({ colour })}
            />
            <Select legend="Lines" values={lineChoices} value={look.lines} onChange={(lines) => onLook({ lines })} />
          </>
        )}
        <Select legend="Over" values={windows} value={look.window} onChange={(window) => onLook({ window })} />
        <div className="panel-tools">
          <TwinButton table={table} onChange={(on) => onLook({ show: on ? "table" : undefined })} />
        </div>
      </Tools>
      {table ? <Table {...props} /> : layout === "matrix" ? <Matrix {...props} /> : <Members {...props} />}
      <LeftOut roster={props.roster} model={model} complete={props.complete} />
    </section>
  );
}

function Table({ rows, model, look, selected, onSelect }: Props) {
  if (look.layout === "matrix")
    return <PairsTable model={model} onSelect={(from, to) => onSelect([from, to], "only")} />;
  return (
    <MembersTable
      rows={rows}
      model={model}
      selected={selected}
      onToggle={(name) => onSelect([name], "toggle")}
      onSelect={(name) => onSelect([name], "only")}
    />
  );
}

const chosenOf = (names: readonly string[], selected: ReadonlySet<string>): ReadonlySet<number> =>
  new Set(names.flatMap((name, at) => (selected.has(name) ? [at] : [])));

function Members({ roster, rows, names, model, look, selected, onSelect, onOpen }: Props) {
  const live = isLive(useMoment());
  const still = useStill();
  const palette = paletteOf(useDark());
  const { window } = model;
  const { dots, legend } = useDots(rows, model, look, palette);
  const force = useForce(look.layout === "force", window, names);
  const inRing = useCallback((width: number, height: number) => ring(names.length, width, height), [names.length]);
  const edges = useMemo(() => linesOf(window, look.lines), [window, look.lines]);
  const of = useCallback((member: number) => edgesOf(window, member), [window]);
  const note = useCounts(model, still && names.length <= counted_max);
  const chosen = useMemo(() => chosenOf(names, selected), [names, selected]);
  const frozen = roster.states.frozen > 0 && roster.states.frozen === roster.living;
  const force_on = look.layout === "force";
  return (
    <>
      <div className="map-legends">
        {legend}
        {force_on && force.settling && <span role="status">Settling…</span>}
        {force_on && !force.settling && (
          <button type="button" className="button" onClick={force.again}>
            Settle again
          </button>
        )}
      </div>
      <MemberCanvas
        summary={`${plural(names.length, "member")} ${force_on ? "by forces" : "on a ring"}, ${window.total.messages.toLocaleString("en")} messages between them, ${window.total.lost.toLocaleString("en")} lost.`}
        names={names}
        dots={dots}
        place={force_on ? force.place : inRing}
        round={!force_on}
        palette={palette}
        edges={edges}
        edgesOf={of}
        note={note}
        model={model}
        pulses={!live || still ? "none" : frozen ? "all" : "some"}
        selected={chosen}
        onSelect={(members, how) =>
          onSelect(
            members.map((at) => names[at] ?? ""),
            how,
          )
        }
        onOpen={(member) => onOpen(names[member] ?? "")}
        words={(member) => <MemberWords model={model} member={member} />}
      />
    </>
  );
}

/** Looked for once in each state of the window. */
function linesOf(window: TrafficWindow, lines: Lines): () => { edges: Edge[]; of: number } {
  let [version, found] = [-1, { edges: [] as Edge[], of: 0 }];
  return () => {
    if (window.version === version || lines === "none") return found;
    version = window.version;
    const all = busiest(window, lines_max);
    found = lines === "all" ? all : { edges: all.edges.filter(({ lost }) => lost > 0), of: 0 };
    return found;
  };
}

function MemberWords({ model: { window }, member }: { model: TrafficModel; member: number }) {
  if (member < 0)
    return (
      <span className="muted">
        Point at a member for its counts, click for more, draw a line round several. Shift adds.
      </span>
    );
  const edges = edgesOf(window, member);
  const sends = edges.filter(({ from }) => from === member).length;
  const gets = edges.filter(({ to }) => to === member).length;
  const count = (of: Uint32Array) => (of[member] ?? 0).toLocaleString("en");
  const lost = window.losses[member] ?? 0;
  return (
    <>
      <bdi>
        <strong>{window.members[member]}</strong>
      </bdi>{" "}
      sent {count(window.sends)} to {plural(sends, "member")}
      {lost > 0 && `, ${lost.toLocaleString("en")} of them lost`}, and got {count(window.receives)} from{" "}
      {plural(gets, "member")}.
    </>
  );
}

/** The dots, and what their colours say. */
function useDots(rows: readonly RosterRow[], model: TrafficModel, look: Look, palette: Palette) {
  const moment = useMoment();
  const version = useTrafficVersion(model);
  const { colouring } = look;
  const rumors = useAsk<RumorRow[]>("/api/v1/rumors", { run: moment.run, limit: 5000 }, moment, {
    every_ms: 2000,
    enabled: colouring === "age",
  });
  const ages = useMemo(() => {
    if (colouring !== "age") return [];
    const born = new Map(rumors.data?.map(({ uuid, wall_time }) => [uuid, toMs(wall_time)]));
    const now = moment.at
      ? toMs(moment.at)
      : Math.max(0, ...rows.map(({ last_wall_time }) => toMs(last_wall_time) || 0));
    return rows.map(({ uuid }) => {
      const at = born.get(uuid ?? "");
      return at === undefined ? null : Math.max(0, now - at);
    });
  }, [colouring, rumors.data, rows, moment.at]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the window is the same, what it holds is not
  const rates = useMemo(
    () => (colouring === "rate" ? rows.map((_, at) => model.window.perSecond(model.window.sends[at] ?? 0)) : []),
    [colouring, rows, model, colouring === "rate" ? version : 0],
  );
  const dots = useMemo(
    () => dotsOf(rows, { colouring, palette, ages, rates }),
    [rows, colouring, palette, ages, rates],
  );
  return { dots, legend: <Legend colouring={colouring} palette={palette} rows={rows} ages={ages} rates={rates} /> };
}

/** Where nothing may move, numbers say what dots would. */
function useCounts(model: TrafficModel, on: boolean): ((member: number) => string) | undefined {
  const version = useTrafficVersion(model);
  // biome-ignore lint/correctness/useExhaustiveDependencies: written anew whenever the counts are
  return useMemo(() => {
    if (!on) return undefined;
    const { window } = model;
    return (member) =>
      ` ↑${rate(window.perSecond(window.sends[member] ?? 0))} ↓${rate(window.perSecond(window.receives[member] ?? 0))}`;
  }, [model, on, on ? version : 0]);
}

const sorted_every_ms = 5000;

function Matrix({ rows, names, model, look, selected, onSelect }: Props) {
  const dark = useDark();
  useTrafficVersion(model);
  const { window } = model;
  const turn = Math.floor(performance.now() / sorted_every_ms);
  // biome-ignore lint/correctness/useExhaustiveDependencies: by traffic it is sorted anew now and then, not with each frame
  const order = useMemo(
    () => orderOf(window, look.sort),
    [window, window.members, look.sort, look.sort === "name" ? 0 : turn],
  );
  const gone = useMemo(() => rows.map(isGone), [rows]);
  const chosen = useMemo(() => chosenOf(names, selected), [names, selected]);
  return (
    <>
      <div className="map-legends">
        <p className="map-legend">
          few messages <span className={`map-ramp ${dark ? "" : "of-light"}`} aria-hidden="true" /> many
          <span className="map-shade lost" aria-hidden="true" /> some lost
          <span className="map-shade gone" aria-hidden="true" /> is dead, left or silent
        </p>
      </div>
      <MatrixCanvas
        summary={`Who sent to whom, ${names.length} times ${names.length} fields: ${window.total.messages.toLocaleString("en")} messages, ${window.total.lost.toLocaleString("en")} lost.`}
        model={model}
        names={names}
        order={order}
        gone={gone}
        palette={paletteOf(dark)}
        dark={dark}
        selected={chosen}
        onSelect={(members, how) =>
          onSelect(
            members.map((at) => names[at] ?? ""),
            how,
          )
        }
        words={(pair) => <PairWords model={model} pair={pair} />}
      />
    </>
  );
}

function PairWords({ model, pair }: { model: TrafficModel; pair: readonly [number, number] | null }) {
  if (!pair) return <span className="muted">Rows send, columns receive. Point at a field, or mark a block.</span>;
  const { window } = model;
  const [from, to] = pair;
  const at = from * window.members.length + to;
  const messages = window.messages[at] ?? 0;
  const lost = window.lost[at] ?? 0;
  return (
    <>
      <bdi>
        <strong>{window.members[from]}</strong>
      </bdi>{" "}
      sent{" "}
      <bdi>
        <strong>{window.members[to]}</strong>
      </bdi>{" "}
      {plural(messages, "message")}, {rate(window.perSecond(messages))}/s
      {lost > 0 && `; ${lost.toLocaleString("en")} lost`}.
    </>
  );
}
