import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef } from "react";
import { MemberActions } from "@/features/control/member_actions.tsx";
import { Faults, Sentence } from "@/features/map/about.tsx";
import { activeFaults, faultsFilter } from "@/features/map/faults.ts";
import { lookOf, type MapChange, type MapSearch, namesOf, namesText, windowMs } from "@/features/map/look.ts";
import "@/features/map/map.css";
import { SelectedPanel } from "@/features/map/selected_panel.tsx";
import { TrafficMap } from "@/features/map/traffic_map.tsx";
import { members_max } from "@/features/map/traffic_window.ts";
import type { How } from "@/features/map/use_drag.ts";
import { type TrafficModel, useTraffic } from "@/features/map/use_traffic.ts";
import { WaveView } from "@/features/map/wave_view.tsx";
import { CallError } from "@/shared/lib/api/call.ts";
import {
  type MemberHistory,
  type Roster,
  type RosterRow,
  type RumorTree,
  type SauronEvent,
  useAsk,
} from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { Empty, Loading, PanelBoundary, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";
import { Why } from "./member.tsx";
import { PartitionTool } from "./partition_tool.tsx";

/** Who sends to whom; or how one rumor went round. */
export function MapPage() {
  useTitle("Map");
  const moment = useMoment();
  const { rumor } = useSearch({ strict: false }) as MapSearch;
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at }, moment, { every_ms: 1000 });
  if (roster.error && !roster.data)
    return <Problem what="The members cannot be read." why={roster.error.message} onRetry={roster.refetch} />;
  if (!roster.data) return <Loading what="Asking who there is" lines={8} />;
  return (
    <div className="map">
      {rumor ? (
        <WaveOfRumor uuid={rumor} roster={roster.data} />
      ) : roster.data.members === 0 ? (
        <>
          <div className="page-head">
            <h1>Nobody has reported to this Sauron.</h1>
          </div>
          <Empty command="watercooler new --count 5">No members yet. Start some:</Empty>
        </>
      ) : (
        <TrafficOfClub roster={roster.data} />
      )}
    </div>
  );
}

function useAddress() {
  const search = useSearch({ strict: false }) as MapSearch;
  const navigate = useNavigate();
  const href = useHref();
  const change = useCallback(
    (next: MapChange) =>
      void navigate({ to: ".", search: (before: object) => ({ ...before, ...next }), replace: true } as never),
    [navigate],
  );
  const open = useCallback((name: string) => void navigate({ href: href(memberPath(name)) }), [navigate, href]);
  const selected = useMemo(() => new Set(namesOf(search.select)), [search.select]);
  const select = useCallback(
    (names: readonly string[], how: How = "only") => {
      const next = new Set(how === "only" ? [] : selected);
      for (const name of names) {
        if (how === "toggle" && next.has(name)) next.delete(name);
        else next.add(name);
      }
      change({ select: next.size > 0 ? namesText([...next]) : undefined });
    },
    [selected, change],
  );
  return { search, change, open, selected, select };
}

/** The same list as long as it holds the same. */
function useSame(names: readonly string[]): readonly string[] {
  const kept = useRef(names);
  if (names.length !== kept.current.length || names.some((name, at) => name !== kept.current[at])) kept.current = names;
  return kept.current;
}

function TrafficOfClub({ roster }: { roster: Roster }) {
  const { search, change, open, selected, select } = useAddress();
  const rows = useMemo(() => roster.rows.slice(0, members_max), [roster]);
  const names = useSame(rows.map(({ name }) => name));
  const look = lookOf(search, rows.length);
  const traffic = useTraffic(windowMs(look.window), names);
  const faults = useFaults(rows);
  const chosen = rows.filter(({ name }) => selected.has(name));
  return (
    <>
      <div className="page-head">
        <h1>
          <Sentence roster={roster} model={traffic.model} pending={traffic.pending} />
        </h1>
        <Faults faults={faults} />
      </div>
      {traffic.error && (
        <Problem what="The messages cannot be read." why={traffic.error.message} onRetry={traffic.refetch} />
      )}
      <div className={`map-body ${chosen.length > 0 ? "with-panel" : ""}`}>
        <PanelBoundary name="The map">
          <TrafficMap
            roster={roster}
            rows={rows}
            names={names}
            model={traffic.model}
            complete={traffic.complete}
            look={look}
            onLook={change}
            selected={selected}
            onSelect={select}
            onOpen={open}
          />
        </PanelBoundary>
        <Panel names={names} chosen={chosen} model={traffic.model} onSelect={select} />
      </div>
    </>
  );
}

interface PanelProps {
  names: readonly string[];
  chosen: readonly RosterRow[];
  model: TrafficModel;
  onSelect: (names: readonly string[]) => void;
}
function Panel({ names, chosen, model, onSelect }: PanelProps) {
  if (chosen.length === 0) return null;
  return (
    <SelectedPanel
      rows={chosen}
      model={model}
      onSelect={onSelect}
      actions={
        <>
          <MemberActions names={chosen.map(({ name }) => name)} />
          <PartitionTool names={names} chosen={new Set(chosen.map(({ name }) => name))} />
        </>
      }
      why={(row) => <WhyDoubted row={row} />}
    />
  );
}

/** Only if somebody doubts it. */
function WhyDoubted({ row }: { row: RosterRow }) {
  const moment = useMoment();
  const doubted = row.suspected_by + row.dead_for > 0;
  const history = useAsk<MemberHistory>(
    `/api/v1/members/${encodeURIComponent(row.name)}`,
    { run: moment.run },
    moment,
    {
      every_ms: 2000,
      enabled: doubted,
    },
  );
  return doubted ? <Why history={history.data} row={row} /> : null;
}

function useFaults(rows: readonly RosterRow[]) {
  const moment = useMoment();
  const events = useAsk(
    "/api/v1/requests",
    { run: moment.run, filter: faultsFilter, to: moment.at, limit: 5000, count: 0 },
    moment,
    { every_ms: 2000 },
  );
  return useMemo(() => {
    const runs = new Set(rows.filter(({ truth }) => truth === "alive" || truth === "frozen").map(({ name }) => name));
    return activeFaults((events.data?.events ?? []) as SauronEvent[], (member) => runs.has(member));
  }, [events.data, rows]);
}

function WaveOfRumor({ uuid, roster }: { uuid: string; roster: Roster }) {
  const moment = useMoment();
  const { search, change, open, selected, select } = useAddress();
  const found = useAsk<RumorTree>(`/api/v1/rumors/${encodeURIComponent(uuid)}`, { run: moment.run }, moment, {
    every_ms: 2000,
  });
  const tree = found.data;
  const names = useSame(roster.rows.map(({ name }) => name));
  const { model } = useTraffic(windowMs("10s"), names);
  if (!tree && found.error instanceof CallError && [404, 409].includes(found.error.status))
    return <Empty command="watercooler watch kind:born">{found.error.message} The latest ones are told by:</Empty>;
  if (!tree && found.error)
    return <Problem what="The rumor cannot be read." why={found.error.message} onRetry={found.refetch} />;
  if (!tree) return <Loading what="Asking for the rumor" lines={8} />;
  const chosen = roster.rows.filter(({ name }) => selected.has(name));
  return (
    <>
      <div className="page-head">
        <h1>
          <bdi className="foreign clipped">
            {tree.key === "book" ? "" : `${tree.key} `}“{tree.value}”
          </bdi>
        </h1>
        <p>
          <bdi>{tree.summary}</bdi>
        </p>
      </div>
      <div className={`map-body ${chosen.length > 0 ? "with-panel" : ""}`}>
        <PanelBoundary name="The wave">
          <WaveView
            tree={tree}
            rows={roster.rows}
            at_ms={search.t === undefined || Number.isNaN(Number(search.t)) ? null : Number(search.t)}
            onAt={(ms) => change({ t: String(ms) })}
            table={search.show === "table"}
            onTable={(on) => change({ show: on ? "table" : undefined })}
            selected={selected}
            onSelect={select}
            onOpen={open}
          />
        </PanelBoundary>
        <Panel names={names} chosen={chosen} model={model} onSelect={select} />
      </div>
    </>
  );
}
