import { useCallback, useEffect, useMemo, useState } from "react";
import type { RosterRow, RumorTree, TreeNode } from "@/shared/lib/sauron/ask.ts";
import { memberPath, tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { useDark } from "@/shared/lib/theme.ts";
import { duration, plural } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Empty } from "@/shared/ui/states.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { Ramp } from "./legend.tsx";
import { MemberCanvas } from "./member_canvas.tsx";
import { paletteOf } from "./palette.ts";
import { ring } from "./places.ts";
import { Tools } from "./tools.tsx";
import type { How } from "./use_drag.ts";
import { TrafficModel } from "./use_traffic.ts";
import { beside, dotsAt, edgesAt, knownAt, type Wave, waveOf } from "./wave.ts";

interface Props {
  tree: RumorTree;
  rows: readonly RosterRow[];
  /** Milliseconds since the birth; null: the end. */
  at_ms: number | null;
  onAt: (ms: number) => void;
  table: boolean;
  onTable: (table: boolean) => void;
  selected: ReadonlySet<string>;
  onSelect: (names: readonly string[], how: How) => void;
  onOpen: (name: string) => void;
}

/** The wave of one rumor on the ring, at any moment of its way. */
export function WaveView(props: Props) {
  const { tree, rows, table, selected, onSelect, onOpen } = props;
  const href = useHref();
  const palette = paletteOf(useDark());
  const wave = useMemo(() => waveOf(tree, rows), [tree, rows]);
  const [at_ns, player] = usePlayer(wave, props.at_ms, props.onAt);
  const [still] = useState(() => new TrafficModel(1000)); // no messages of their own: the ways are the lines
  const dots = useMemo(() => dotsAt(wave, at_ns), [wave, at_ns]);
  const edges = useCallback(() => {
    const all = edgesAt(wave, at_ns);
    return { edges: all, of: all.length };
  }, [wave, at_ns]);
  const edgesOf = useCallback(
    (member: number) => edges().edges.filter(({ from, to }) => from === member || to === member),
    [edges],
  );
  const place = useCallback((width: number, height: number) => ring(wave.names.length, width, height), [wave]);
  const chosen = useMemo(
    () => new Set(wave.names.flatMap((name, at) => (selected.has(name) ? [at] : []))),
    [wave, selected],
  );
  const name = (member: number) => wave.names[member] ?? "";
  const known = knownAt(wave, at_ns);
  const summary = `${known.toLocaleString("en")} of ${plural(wave.names.length, "member")} knew it ${duration(at_ns / 1e6)} after its birth.`;
  return (
    <section className="panel map-main" aria-label="The wave of a rumor">
      <Tools>
        <Player wave={wave} at_ns={at_ns} player={player} />
        <div className="panel-tools">
          <a className="button" href={href(tracePath(tree.uuid))}>
            Trace
          </a>
          <a className="button" href={href("/map")}>
            All traffic
          </a>
          <TwinButton table={table} onChange={props.onTable} />
        </div>
      </Tools>
      <div className="map-legends">
        <p>
          <strong>{summary}</strong>
          {wave.late > 0 && <span className="muted"> {plural(wave.late, "member")} learned it later still.</span>}
        </p>
        <Ramp from="has known it for long" to="just learned it" note="hollow: does not know it" />
      </div>
      {table ? (
        <WaveTable tree={tree} onSelect={(who) => onSelect([who], "only")} />
      ) : (
        <MemberCanvas
          summary={`The wave of “${tree.value}” on the ring. ${summary}`}
          names={wave.names}
          dots={dots}
          place={place}
          round
          palette={palette}
          edges={edges}
          edgesOf={edgesOf}
          model={still}
          pulses="none"
          selected={chosen}
          onSelect={(members, how) => onSelect(members.map(name), how)}
          onOpen={(member) => onOpen(name(member))}
          words={(member) => <Words wave={wave} member={member} at_ns={at_ns} />}
        />
      )}
    </section>
  );
}

function Words({ wave, member, at_ns }: { wave: Wave; member: number; at_ns: number }) {
  if (member < 0) return <span className="muted">Point at a member: when did it learn, and from whom?</span>;
  const time = wave.times[member] ?? Number.POSITIVE_INFINITY;
  const teller = wave.names[wave.parents[member] ?? -1];
  return (
    <>
      <bdi>{wave.names[member]}</bdi>{" "}
      {!Number.isFinite(time)
        ? "never learned it."
        : `${time > at_ns ? "learns" : "learned"} it after ${duration(time / 1e6)}${teller ? `, from ${teller}` : ""}.`}
    </>
  );
}

interface Playing {
  playing: boolean;
  play: (on: boolean) => void;
  go: (ns: number) => void;
}

const whole_way_ms = 5000;
const drawn_every_ms = 33;

/** Time that is moved by hand, or goes on by itself: the whole way in five seconds. */
function usePlayer({ last_ns }: Wave, at_ms: number | null, onAt: (ms: number) => void): [number, Playing] {
  const [moving, setMoving] = useState<number | null>(null);
  const at_ns = moving ?? Math.min(last_ns, at_ms === null ? last_ns : Math.round(at_ms * 1e6));
  const playing = moving !== null;
  useEffect(() => {
    if (!playing) return;
    let before = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const by = ((now - before) / whole_way_ms) * last_ns;
      before = now;
      setMoving((at) => (at === null ? null : Math.min(last_ns, at + by)));
    }, drawn_every_ms);
    return () => clearInterval(timer);
  }, [playing, last_ns]);
  const go = (ns: number) => {
    setMoving(null);
    onAt(Math.round(ns) / 1e6); // to the nanosecond: at the moment of whoever learned it, he knows it
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of the way ends it
  useEffect(() => {
    if (moving !== null && moving >= last_ns) go(last_ns);
  }, [moving, last_ns]);
  const play = (on: boolean) => (on ? setMoving(at_ns >= last_ns ? 0 : at_ns) : go(at_ns));
  return [at_ns, { playing, play, go }];
}

function Player({ wave, at_ns, player }: { wave: Wave; at_ns: number; player: Playing }) {
  return (
    <div className="map-player">
      <button type="button" className="button primary" onClick={() => player.play(!player.playing)}>
        {player.playing ? "Pause" : "Play"}
      </button>
      <button
        type="button"
        className="button"
        aria-label="When the one before learned it"
        onClick={() => player.go(beside(wave, at_ns, false))}
      >
        ‹
      </button>
      <input
        type="range"
        aria-label="Time since the birth"
        aria-valuetext={duration(at_ns / 1e6)}
        min={0}
        max={wave.last_ns}
        step="any"
        value={at_ns}
        onChange={(event) => player.go(Number(event.target.value))}
      />
      <button
        type="button"
        className="button"
        aria-label="When the next one learned it"
        onClick={() => player.go(beside(wave, at_ns, true))}
      >
        ›
      </button>
      <output className="number">
        {duration(at_ns / 1e6)} of {duration(wave.last_ns / 1e6)}
      </output>
    </div>
  );
}

/** The wave as a table, in the order in which they learned. */
function WaveTable({ tree, onSelect }: { tree: RumorTree; onSelect: (name: string) => void }) {
  const href = useHref();
  const columns: Column<TreeNode>[] = [
    {
      key: "member",
      head: "Member",
      width: "minmax(6rem, 1fr)",
      cell: ({ member }) => <MemberChip name={member} href={href(memberPath(member))} />,
    },
    {
      key: "time",
      head: "Learned it after",
      width: "8rem",
      numeric: true,
      cell: ({ since_birth_ns }) => duration(Math.max(0, since_birth_ns) / 1e6),
    },
    { key: "hop", head: "Hop", width: "4rem", numeric: true, cell: ({ hop }) => hop },
    { key: "from", head: "From", width: "minmax(6rem, 1fr)", cell: ({ told_by }) => told_by ?? "" },
    { key: "how", head: "How", width: "6rem", wideOnly: true, cell: ({ how }) => how },
  ];
  const nodes = useMemo(() => [...tree.nodes].sort((a, b) => a.since_birth_ns - b.since_birth_ns), [tree]);
  return (
    <VirtualTable
      label="When each learned it"
      columns={columns}
      rows={nodes}
      rowKey={({ member }) => member}
      onOpen={({ member }) => onSelect(member)}
      empty={<Empty>Nobody knows it.</Empty>}
    />
  );
}
