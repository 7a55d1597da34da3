import { type ReactNode, useEffect } from "react";
import type { RosterRow } from "@/shared/lib/sauron/ask.ts";
import { filterValue } from "@/shared/lib/sauron/filter_value.ts";
import { memberPath, tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { duration, plural } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Facts } from "@/shared/ui/drawer.tsx";
import { dashboardOf } from "@/shared/ui/port_link.tsx";
import { StateMark } from "@/shared/ui/state_mark.tsx";
import { rate } from "./tables.tsx";
import { edgesOf } from "./traffic_window.ts";
import { type TrafficModel, useTrafficVersion } from "./use_traffic.ts";

interface Props {
  rows: readonly RosterRow[];
  model: TrafficModel;
  onSelect: (names: readonly string[]) => void;
  /** What can be done to those who are selected. */
  actions: ReactNode;
  /** Why the others think of it what they think. */
  why: (row: RosterRow) => ReactNode;
}

/** About who is selected: one in full, of several their names. */
export function SelectedPanel({ rows, model, onSelect, actions, why }: Props) {
  const only = rows.length === 1 ? rows[0] : undefined;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) onSelect([]);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onSelect]);
  return (
    <aside className="map-panel" aria-labelledby="selected-title">
      <header>
        <h2 id="selected-title">
          {only ? (
            <>
              <bdi className="foreign">{only.name}</bdi> <StateMark state={only.state} />
            </>
          ) : (
            `${plural(rows.length, "member")} chosen`
          )}
        </h2>
        <button type="button" className="button quiet" onClick={() => onSelect([])} aria-label="Choose nobody">
          ✕
        </button>
      </header>
      {only ? <One row={only} model={model} onSelect={onSelect} /> : <Several rows={rows} onSelect={onSelect} />}
      {actions}
      {only && why(only)}
    </aside>
  );
}

function One({ row, model, onSelect }: { row: RosterRow; model: TrafficModel; onSelect: Props["onSelect"] }) {
  const href = useHref();
  useTrafficVersion(model);
  const { window } = model;
  const at = window.members.indexOf(row.name);
  const perSecond = (of: Uint32Array) => rate(window.perSecond(of[at] ?? 0));
  const runs = row.truth === "alive" || row.truth === "frozen";
  const dashboard = runs && row.port ? dashboardOf(row.address ?? "", row.port) : null;
  return (
    <>
      {row.trouble && <p className="map-trouble">{row.trouble}</p>}
      <p className="map-links">
        <a className="button" href={href(memberPath(row.name))}>
          Member page
        </a>
        {dashboard && (
          <a className="button" href={dashboard} target="_blank" rel="noreferrer">
            Dashboard
          </a>
        )}
        {row.uuid && (
          <a className="button" href={href(tracePath(row.uuid))}>
            Trace its book
          </a>
        )}
        <a className="button" href={href("/requests", { filter: `member:${filterValue(row.name)}` })}>
          What it did
        </a>
      </p>
      <Facts
        facts={[
          ["Port", row.port],
          ["Reads", row.book && <bdi className="foreign clipped">{row.book}</bdi>],
          ["Version", row.version],
          ["Sends", `${perSecond(window.sends)}/s`],
          ["Receives", `${perSecond(window.receives)}/s`],
          ["Lost of it", window.losses[at] ? (window.losses[at] ?? 0).toLocaleString("en") : undefined],
          ["Known by", `${row.known_by} of the living`],
          ["Suspected by", row.suspected_by || undefined],
          ["Dead for", row.dead_for || undefined],
          ["Heard", row.silence_ms === undefined ? "never" : `${duration(row.silence_ms)} ago`],
        ]}
      />
      <Peers model={model} at={at} onSelect={onSelect} />
    </>
  );
}

const peers_max = 6;

/** With whom it talks most. */
function Peers({ model, at, onSelect }: { model: TrafficModel; at: number; onSelect: Props["onSelect"] }) {
  const { window } = model;
  const edges = at < 0 ? [] : edgesOf(window, at);
  const peers = [...new Set(edges.map(({ from, to }) => (from === at ? to : from)))];
  const size = window.members.length;
  const rows = peers
    .map((peer) => ({
      name: window.members[peer] ?? "",
      sent: window.messages[at * size + peer] ?? 0,
      got: window.messages[peer * size + at] ?? 0,
    }))
    .sort((a, b) => b.sent + b.got - a.sent - a.got);
  if (rows.length === 0) return <p className="muted">It talked with nobody in this time.</p>;
  return (
    <table className="map-peers">
      <caption>
        {rows.length > peers_max ? `The busiest ${peers_max} of its ${rows.length} peers` : "Its peers"} in this time
      </caption>
      <thead>
        <tr>
          <th scope="col">Peer</th>
          <th scope="col" className="number">
            sent to
          </th>
          <th scope="col" className="number">
            got from
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, peers_max).map(({ name, sent, got }) => (
          <tr key={name}>
            <th scope="row">
              <MemberChip name={name} onOpen={() => onSelect([name])} />
            </th>
            <td className="number">{sent.toLocaleString("en")}</td>
            <td className="number">{got.toLocaleString("en")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const listed_max = 60;

function Several({ rows, onSelect }: { rows: readonly RosterRow[]; onSelect: Props["onSelect"] }) {
  return (
    <ul className="map-chosen">
      {rows.slice(0, listed_max).map((row) => (
        <li key={row.name}>
          <MemberChip name={row.name} state={row.state} onOpen={() => onSelect([row.name])} />
        </li>
      ))}
      {rows.length > listed_max && <li className="muted">and {plural(rows.length - listed_max, "more member")}</li>}
    </ul>
  );
}
