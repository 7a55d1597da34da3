import { useNavigate, useSearch } from "@tanstack/react-router";
import { Chart, Legend } from "@/features/compare/chart.tsx";
import "@/features/compare/compare.css";
import { drawings, lastTwo } from "@/features/compare/figures.ts";
import { DivergencePanel, MetricsPanel, SettingsPanel } from "@/features/compare/tables.tsx";
import { useComparison } from "@/features/compare/use_comparison.ts";
import { type Comparison, type Run, useAsk } from "@/shared/lib/sauron/ask.ts";
import { shellWord } from "@/shared/lib/sauron/command_text.ts";
import { always } from "@/shared/lib/sauron/moment.ts";
import { toMs } from "@/shared/lib/sauron/time.ts";
import { day, duration, plural } from "@/shared/lib/words.ts";
import { Command, Empty, Loading, PanelBoundary, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";

export interface CompareSearch {
  a?: string;
  b?: string;
}

/** Two runs beside each other. */
export function Compare() {
  useTitle("Compare");
  const { a = "", b = "" } = useSearch({ strict: false }) as CompareSearch;
  const runs = useAsk("/api/v1/runs", {}, always, { every_ms: 5000 });
  if (runs.error && !runs.data)
    return <Problem what="The runs cannot be read." why={runs.error.message} onRetry={runs.refetch} />;
  if (!runs.data) return <Loading what="Asking which runs there are" />;
  return a && b ? <Compared key={`${a} ${b}`} a={a} b={b} runs={runs.data} /> : <Choose a={a} b={b} runs={runs.data} />;
}

type Chosen = { a: string; b: string; runs: readonly Run[] };

function useChoose(): (next: Partial<CompareSearch>) => void {
  const navigate = useNavigate();
  return (next) => void navigate({ to: ".", search: (before: object) => ({ ...before, ...next }) } as never);
}

/** Nothing is chosen yet, or only one. */
function Choose({ a, b, runs }: Chosen) {
  const choose = useChoose();
  const last = lastTwo(runs);
  const both = { a: a || last.a, b: b || last.b };
  return (
    <div className="compare">
      <div className="page-head">
        <h1>Pick a run for A and for B.</h1>
      </div>
      {runs.length < 2 ? (
        <Empty command="watercooler record monday.wcr --for 30s">
          There is only the live run. Record some of it, and import that on the page of runs:
        </Empty>
      ) : (
        <p className="compare-choose">
          The last two are {both.a} and {both.b}.{" "}
          <button type="button" className="button primary" onClick={() => choose(both)}>
            Compare {both.a} and {both.b}
          </button>
        </p>
      )}
      <Pickers {...both} runs={runs} />
    </div>
  );
}

function Compared({ a, b, runs }: Chosen) {
  const found = useComparison(a, b);
  const { data } = found;
  return (
    <div className="compare">
      <div className="page-head">
        <h1>{data ? data.sentence : `${a} and ${b}`}</h1>
      </div>
      <Pickers a={a} b={b} runs={runs} {...(data ? { data } : {})} />
      {found.error && !data ? (
        <Problem what="They cannot be compared." why={found.error.message} onRetry={found.refetch} />
      ) : !data ? (
        <>
          <Loading what="Sauron reads both runs" lines={8} />
          {found.failureCount > 0 && <p role="status">Sauron still reads: of a large run a million events a second.</p>}
        </>
      ) : (
        <PanelBoundary name="The comparison">
          <div className="charts">
            {drawings.map((drawn) => (
              <Chart key={drawn.title} drawn={drawn} a={data.a} b={data.b} />
            ))}
          </div>
          <div className="compare-tables">
            <MetricsPanel metrics={data.metrics} />
            <div className="compare-side">
              <SettingsPanel settings={data.settings} settings_count={data.settings_count} />
              <DivergencePanel comparison={data} />
            </div>
          </div>
          <p>
            <Command text={`watercooler compare ${shellWord(a)} ${shellWord(b)}`} />
          </p>
        </PanelBoundary>
      )}
    </div>
  );
}

function Pickers({ a, b, runs, data }: Chosen & { data?: Comparison }) {
  const choose = useChoose();
  return (
    <div className="pickers">
      <Picker letter="a" run={a} runs={runs} data={data?.a} onChoose={(run) => choose({ a: run, b })} />
      <button type="button" className="button" onClick={() => choose({ a: b, b: a })}>
        Swap
      </button>
      <Picker letter="b" run={b} runs={runs} data={data?.b} onChoose={(run) => choose({ a, b: run })} />
    </div>
  );
}

interface PickerProps {
  letter: "a" | "b";
  run: string;
  runs: readonly Run[];
  data: Comparison["a"] | undefined;
  onChoose: (run: string) => void;
}
function Picker({ letter, run, runs, data, onChoose }: PickerProps) {
  const names = runs.map((each) => each.run);
  const known = names.includes(run) ? names : [run, ...names];
  return (
    <section className="panel picker" aria-label={`Run ${letter.toUpperCase()}`}>
      <label>
        <strong>{letter.toUpperCase()}</strong> <Legend letter={letter} />
        <select className="field" value={run} onChange={(event) => onChoose(event.target.value)}>
          {known.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {data && <span className="muted">{about(data)}</span>}
    </section>
  );
}

/** What of a run stands beside its name; nothing of it is left out in silence. */
function about(run: Comparison["a"]): string {
  const parts = [plural(run.members, "member"), plural(run.updates, "update")];
  if (run.followed < run.updates) parts.push(`${run.followed.toLocaleString("en")} of them followed`);
  if (run.missing > 0) parts.push(`${plural(run.missing, "event")} missing`);
  if (run.first_wall_time)
    parts.push(day(run.first_wall_time), duration(toMs(run.last_wall_time) - toMs(run.first_wall_time)));
  return parts.join(", ");
}
