import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useStore } from "zustand";
import { ImportPanel, TokenNeeded } from "@/features/runs/import_panel.tsx";
import "@/features/runs/runs.css";
import { RunsTable, runHref } from "@/features/runs/runs_table.tsx";
import { deleteRun } from "@/features/runs/transfer.ts";
import { useExport, useRuns, useRunsChanged } from "@/features/runs/use_runs.ts";
import { address, type Run } from "@/shared/lib/sauron/ask.ts";
import { tokenStore } from "@/shared/lib/sauron/control.ts";
import { useMoment } from "@/shared/lib/sauron/moment.ts";
import { saveBlob } from "@/shared/lib/save.ts";
import { bytes, plural } from "@/shared/lib/words.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { Command, Loading, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";

/** The live run and the recordings: which there are, and what can be done with them. */
export function Runs() {
  useTitle("Runs");
  const runs = useRuns();
  const rows = runs.data;
  return (
    <div className="runs">
      <div className="page-head">
        <h1>{rows ? sentence(rows.length - 1) : "Runs"}</h1>
        {rows && rows.length > 1 && (
          <p>
            <a href={compareHref(rows)}>Compare two runs</a>
          </p>
        )}
      </div>
      {runs.error && !rows ? (
        <Problem what="The runs cannot be read." why={runs.error.message} onRetry={runs.refetch} />
      ) : !rows ? (
        <Loading what="Asking which runs there are" lines={5} />
      ) : (
        <Shown rows={rows} />
      )}
    </div>
  );
}

const sentence = (recordings: number): string =>
  recordings === 0 ? "No recording yet, only the live run." : `The live run, and ${plural(recordings, "recording")}.`;

/** The two that were recorded last, the older one as A. */
function compareHref(rows: readonly Run[]): string {
  const time = ({ last_wall_time = "" }: Run) => last_wall_time;
  const [b, a] = [...rows].sort((one, other) => (time(one) < time(other) ? 1 : -1));
  return address("/compare", { a: a?.run, b: b?.run });
}

function Shown({ rows }: { rows: readonly Run[] }) {
  const { run: here } = useMoment();
  const navigate = useNavigate();
  const changed = useRunsChanged();
  const { token } = useStore(tokenStore);
  const [doomed, setDoomed] = useState<Run | null>(null);
  const exports = useExport((run, blob) => saveBlob(blob, `${run}.wcr`));
  const open = (run: Run) => void navigate({ href: runHref(run.run) });
  const tools = (run: Run) => (
    <span className="run-tools">
      <button
        type="button"
        className="button"
        disabled={exports.state.kind === "running" || run.events === 0}
        onClick={() => exports.start(run.run)}
        aria-label={`Download ${run.run}`}
      >
        Download
      </button>
      {run.run !== "live" && (
        <button type="button" className="button" onClick={() => setDoomed(run)} aria-label={`Delete ${run.run}`}>
          Delete
        </button>
      )}
    </span>
  );
  return (
    <>
      {doomed && <Delete run={doomed} token={token} onEnd={() => setDoomed(null)} onDeleted={changed} />}
      <Download exports={exports} />
      <section className="panel runs-table" aria-label="Runs">
        <RunsTable rows={rows} here={here} tools={tools} onOpen={open} />
      </section>
      <div className="runs-below">
        <ImportPanel token={token} known={rows.map((row) => row.run)} onChanged={changed} />
        <Panel title="By the command line" className="runs-commands">
          <ul className="commands">
            <li>
              <Command text="watercooler record monday.wcr --for 30s" /> keeps what the club does from now on
            </li>
            <li>
              <Command text="watercooler export -o monday.wcr" /> keeps all that is stored of the live run
            </li>
            <li>
              <Command text="watercooler import monday.wcr" /> makes a run of it, here or elsewhere
            </li>
          </ul>
        </Panel>
      </div>
    </>
  );
}

function Download({ exports }: { exports: ReturnType<typeof useExport> }) {
  const { state, name } = exports;
  if (state.kind === "idle") return null;
  if (state.kind === "failed") return <Problem what={`${name} was not downloaded.`} why={state.why} />;
  if (state.kind === "done")
    return (
      <p role="status">
        {name}.wcr has {bytes(state.result)}; it is where the browser keeps downloads.
      </p>
    );
  return (
    <p role="status" className="download">
      {bytes(state.so_far)} of {name} so far.{" "}
      <button type="button" className="button" onClick={exports.cancel}>
        Cancel
      </button>
    </p>
  );
}

interface DeleteProps {
  run: Run;
  token: string | null;
  onEnd: () => void;
  onDeleted: () => void;
}
/** Asked once: nothing brings it back but its file. */
function Delete({ run, token, onEnd, onDeleted }: DeleteProps) {
  const { run: here } = useMoment();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const act = async () => {
    if (token === null) return;
    setBusy(true);
    try {
      await deleteRun(run.run, token);
      if (here === run.run) void navigate({ href: "/runs" });
      onDeleted();
      onEnd();
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };
  if (problem !== null) return <Problem what={`${run.run} was not deleted.`} why={problem} onRetry={act} />;
  return (
    <div className="band warning" role="alertdialog" aria-label={`Delete ${run.run}?`}>
      {token === null ? (
        <TokenNeeded what="delete a recording" />
      ) : (
        <>
          <strong>
            Delete <bdi>{run.run}</bdi> with its {plural(run.events, "event")}?
          </strong>
          <span>Only its file brings it back.</span>
        </>
      )}
      <span className="band-buttons">
        {token !== null && (
          <button type="button" className="button" disabled={busy} onClick={act}>
            Delete
          </button>
        )}
        {/* biome-ignore lint/a11y/noAutofocus: the question was just asked for, and this answer does no harm */}
        <button type="button" className="button primary" autoFocus onClick={onEnd}>
          Keep
        </button>
      </span>
    </div>
  );
}
