import { type DragEvent, useRef, useState } from "react";
import { bytes, plural } from "@/shared/lib/words.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { Command, Problem } from "@/shared/ui/states.tsx";
import { isRunName, runNameOf } from "./recording.ts";
import { runHref } from "./runs_table.tsx";
import type { Imported } from "./transfer.ts";
import { type Transfer, useImport } from "./use_runs.ts";

interface Props {
  token: string | null;
  /** Runs that are there already. */
  known: readonly string[];
  onChanged: () => void;
}

/** A recording, chosen or dropped here, becomes a run. */
export function ImportPanel({ token, known, onChanged }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const imports = useImport(onChanged);
  const take = (files: FileList | null) => {
    imports.clear();
    setFile(files?.[0] ?? null);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <Panel title="Import a recording" className="import">
      {token === null ? (
        <TokenNeeded what="import or delete a recording" />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the button does the same for who drops nothing
        <div
          className={`import-box ${over ? "over" : ""}`}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <Choose onChoose={take} busy={imports.state.kind === "running"} />
          {file && (
            <Chosen
              key={`${file.name} ${file.lastModified}`}
              file={file}
              known={known}
              state={imports.state}
              onStart={(run) => imports.start(file, run, token)}
              onCancel={imports.cancel}
            />
          )}
        </div>
      )}
    </Panel>
  );
}

/** Why something cannot be done here, and what opens this page with the token. */
export function TokenNeeded({ what }: { what: string }) {
  return (
    <p className="token-needed">
      This page was opened without the club's token. To {what}, open the address that this prints:{" "}
      <Command text="watercooler open sauron" />
    </p>
  );
}

function Choose({ onChoose, busy }: { onChoose: (files: FileList | null) => void; busy: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <p className="import-choose">
      <input
        ref={input}
        type="file"
        hidden
        aria-label="A recording"
        accept=".wcr,.jsonl,.ndjson"
        onChange={(event) => {
          onChoose(event.target.files);
          event.target.value = ""; // the same file may be chosen again
        }}
      />
      <button type="button" className="button" disabled={busy} onClick={() => input.current?.click()}>
        Choose a file
      </button>
      <span className="muted">
        or drop one here, such as <code>watercooler record</code> writes.
      </span>
    </p>
  );
}

interface ChosenProps {
  file: File;
  known: readonly string[];
  state: Transfer<Imported>;
  onStart: (run: string) => void;
  onCancel: () => void;
}
function Chosen({ file, known, state, onStart, onCancel }: ChosenProps) {
  const [run, setRun] = useState(() => runNameOf(file.name));
  const good = isRunName(run);
  const running = state.kind === "running";
  return (
    <form
      className="import-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (good) onStart(run);
      }}
    >
      <p>
        <bdi className="foreign">{file.name}</bdi>, {bytes(file.size)}
      </p>
      <label>
        as run{" "}
        <input
          className="field mono"
          value={run}
          disabled={running}
          aria-invalid={!good}
          onChange={(event) => setRun(event.target.value)}
        />
      </label>
      {running ? (
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      ) : (
        <button type="submit" className="button primary" disabled={!good}>
          Import
        </button>
      )}
      {!good && <p role="alert">A name has 1 to 64 letters, digits, dots, dashes; live is taken.</p>}
      {good && state.kind === "idle" && known.includes(run) && (
        <p className="muted">{run} is there already: what it lacks is added to it, what it has is not taken twice.</p>
      )}
      <Progress file={file} run={run} state={state} />
    </form>
  );
}

function Progress({ file, run, state }: { file: File; run: string; state: Transfer<Imported> }) {
  if (state.kind === "idle") return null;
  if (state.kind === "failed")
    return <Problem what={`${plural(state.so_far.stored, "event")} came in.`} why={state.why} />;
  const { bytes: sent, stored, duplicates } = state.kind === "running" ? state.so_far : state.result;
  return (
    <div className="import-progress" role="status">
      {state.kind === "running" && (
        <progress aria-label="How much is sent" max={Math.max(1, file.size)} value={sent}>
          {bytes(sent)}
        </progress>
      )}
      <p>
        {plural(stored, "event")} {state.kind === "running" ? "so far" : "imported"}
        {duplicates > 0 && `, ${duplicates.toLocaleString("en")} were there already`}.{" "}
        {state.kind === "done" && <a href={runHref(run)}>Open {run}</a>}
      </p>
    </div>
  );
}
