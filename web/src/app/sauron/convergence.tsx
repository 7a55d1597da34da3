import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import "@/features/convergence/convergence.css";
import { OpenPanel } from "@/features/convergence/open_panel.tsx";
import { UpdatePanel } from "@/features/convergence/update_panel.tsx";
import { UpdatesLegend } from "@/features/convergence/updates_legend.tsx";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import { shellWord } from "@/shared/lib/sauron/command_text.ts";
import type { Update } from "@/shared/lib/sauron/curve.ts";
import { filterValue } from "@/shared/lib/sauron/filter_value.ts";
import { type Moment, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useConvergence } from "@/shared/lib/sauron/use_convergence.ts";
import { type Updates, useUpdates } from "@/shared/lib/sauron/use_updates.ts";
import { CurveDrawing, CurveTable } from "@/shared/ui/curves.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Command, Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";
import { Verdict } from "./verdict.tsx";

export interface ConvergenceSearch {
  uuid?: string;
  origin?: string;
  latest?: number;
}

const latest_usual = 5;
const latest_choices = [5, 10, 20] as const;

/** How updates went round: half, nearly all, all; and who still waits for what. */
export function Convergence() {
  useTitle("Convergence");
  const moment = useMoment();
  const { latest, origin, uuid } = useConvergenceSearch();
  const filter = `kind:born${origin ? ` origin:${filterValue(origin)}` : ""}`;
  const updates = useUpdates(filter, latest);
  const listed = updates.updates.find(({ event }) => event.uuid === uuid);
  const single = useUpdates(`kind:born uuid:${uuid ?? "0"}`, 1, uuid !== undefined && !listed && !updates.pending);
  const chosen = listed ?? single.updates[0] ?? (uuid === undefined ? updates.updates[0] : undefined);
  const { data } = useConvergence();
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at }, moment);
  const nobody = roster.data?.members === 0;
  return (
    <div className="convergence">
      <Verdict nobody={nobody} />
      <Tools />
      {nobody ? (
        <Empty command="watercooler new --count 5">No members yet. Start some:</Empty>
      ) : (
        <div className="convergence-panels">
          <UpdatesPanel updates={updates} chosen={chosen} />
          {data && <OpenPanel convergence={data} />}
          {chosen ? (
            <UpdatePanel update={chosen} command={traceCommand(chosen, moment)} />
          ) : (
            uuid !== undefined && !single.pending && !updates.pending && <Unknown uuid={uuid} />
          )}
        </div>
      )}
    </div>
  );
}

function useConvergenceSearch() {
  const search = useSearch({ strict: false }) as ConvergenceSearch;
  const latest = latest_choices.find((each) => each === search.latest) ?? latest_usual;
  return { latest, origin: search.origin, uuid: search.uuid };
}

function useChange() {
  const navigate = useNavigate();
  return (next: { [Name in keyof ConvergenceSearch]?: ConvergenceSearch[Name] | undefined }) =>
    void navigate({ to: ".", search: (before: object) => ({ ...before, ...next }), replace: true } as never);
}

const Unknown = ({ uuid }: { uuid: string }) => (
  <Panel title="One update" className="one-update">
    <Empty>No event says that {uuid} was born until then.</Empty>
  </Panel>
);

const runOf = ({ run }: Moment): string => (run === "live" ? "" : ` --run ${shellWord(run)}`);
const scope = (moment: Moment): string => `${runOf(moment)}${moment.at ? ` --at ${moment.at}` : ""}`;
const latestOf = (origin: string, moment: Moment): string =>
  `watercooler trace --of ${shellWord(origin)}${runOf(moment)}`;

const traceCommand = ({ event }: Update, moment: Moment): string => `watercooler trace ${event.uuid}${runOf(moment)}`;

function Tools() {
  const moment = useMoment();
  const change = useChange();
  const { latest, origin } = useConvergenceSearch();
  return (
    <div className="convergence-tools">
      <label>
        the last{" "}
        <select
          className="field"
          value={latest}
          onChange={(event) =>
            change({ latest: Number(event.target.value) === latest_usual ? undefined : Number(event.target.value) })
          }
        >
          {latest_choices.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>{" "}
        updates
      </label>
      <OriginField
        key={origin ?? ""}
        origin={origin ?? ""}
        onOrigin={(next) => change({ origin: next || undefined, uuid: undefined })}
      />
      <Command
        text={origin ? latestOf(origin, moment) : `watercooler converge --curve --latest ${latest}${scope(moment)}`}
      />
    </div>
  );
}

/** Whose updates: of everybody where nothing is said. */
function OriginField({ origin, onOrigin }: { origin: string; onOrigin: (origin: string) => void }) {
  const [typed, setTyped] = useState(origin);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onOrigin(typed.trim());
      }}
    >
      <label>
        by{" "}
        <input
          id="find"
          className="field"
          placeholder="anybody"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => typed.trim() !== origin && onOrigin(typed.trim())}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
      </label>
    </form>
  );
}

function UpdatesPanel({ updates: found, chosen }: { updates: Updates; chosen: Update | undefined }) {
  const [table, setTable] = useState(false);
  const change = useChange();
  const { latest, origin } = useConvergenceSearch();
  const { updates, pending, error, retry } = found;
  return (
    <Panel
      title="How updates went round"
      note={`members that knew it, over time${updates.length < latest && !pending ? `; there are ${updates.length}` : ""}`}
      className="updates"
      tools={<TwinButton table={table} onChange={setTable} />}
    >
      {error ? (
        <Problem what="The updates cannot be read." why={error.message} onRetry={retry} />
      ) : pending ? (
        <Loading what="Asking for the last updates" lines={6} />
      ) : updates.length === 0 && !chosen ? (
        <Empty command='watercooler pick amy "Emma" --wait'>
          {origin ? `${origin} has said nothing.` : "Nobody has said anything yet."}
        </Empty>
      ) : table ? (
        <CurveTable updates={updates} />
      ) : (
        <CurveDrawing
          updates={updates}
          chosen={chosen}
          legend={<UpdatesLegend updates={updates} chosen={chosen} onChoose={(uuid) => change({ uuid })} />}
        />
      )}
    </Panel>
  );
}
