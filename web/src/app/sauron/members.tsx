import { useNavigate, useSearch } from "@tanstack/react-router";
import { BeliefsPanel } from "@/features/beliefs/beliefs_panel.tsx";
import "@/features/roster/roster.css";
import { RosterTable } from "@/features/roster/roster_table.tsx";
import { rosterSentence, shownRows, somebodyWaits, states } from "@/features/roster/rows.ts";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { Empty, Loading, PanelBoundary, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";
import type { Sort } from "@/shared/ui/virtual_table.tsx";

export interface MembersSearch {
  show?: string;
  state?: string;
  find?: string;
  sort?: string;
  /** Of the beliefs: the square's first row and column. */
  row?: number;
  column?: number;
}

/** Everybody, and what they believe of each other. */
export function Members() {
  useTitle("Members");
  const moment = useMoment();
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at }, moment, { every_ms: 1000 });
  const { show } = useSearch({ strict: false }) as MembersSearch;
  return (
    <div className="members">
      <div className="page-head">
        <h1>{roster.data ? rosterSentence(roster.data) : "Members"}</h1>
      </div>
      {roster.error && !roster.data ? (
        <Problem what="The members cannot be read." why={roster.error.message} onRetry={roster.refetch} />
      ) : !roster.data ? (
        <Loading what="Asking who there is" lines={8} />
      ) : (
        <>
          <Tools />
          {show === "beliefs" ? <Beliefs /> : <Table />}
        </>
      )}
    </div>
  );
}

function useChange(): (next: MembersSearch | Record<string, undefined>) => void {
  const navigate = useNavigate();
  return (next) =>
    void navigate({ to: ".", search: (before: object) => ({ ...before, ...next }), replace: true } as never);
}

function Tools() {
  const { show, state, find } = useSearch({ strict: false }) as MembersSearch;
  const change = useChange();
  const beliefs = show === "beliefs";
  return (
    <div className="members-tools">
      <fieldset className="views">
        <legend className="hidden-words">Shown as</legend>
        <button type="button" className="button" aria-pressed={!beliefs} onClick={() => change({ show: undefined })}>
          Members
        </button>
        <button type="button" className="button" aria-pressed={beliefs} onClick={() => change({ show: "beliefs" })}>
          Beliefs
        </button>
      </fieldset>
      {!beliefs && (
        <>
          <label className="hidden-words" htmlFor="find">
            Find a member or a book
          </label>
          <input
            id="find"
            className="field"
            placeholder="find a member or a book"
            value={find ?? ""}
            onChange={(event) => change(event.target.value ? { find: event.target.value } : { find: undefined })}
            onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          />
          <label>
            <span className="hidden-words">State</span>
            <select
              className="field"
              value={state ?? ""}
              onChange={(event) => change(event.target.value ? { state: event.target.value } : { state: undefined })}
            >
              <option value="">every state</option>
              {states.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        </>
      )}
    </div>
  );
}

function Beliefs() {
  const { row, column } = useSearch({ strict: false }) as MembersSearch;
  const change = useChange();
  const square = row !== undefined && column !== undefined ? { row, column } : null;
  return (
    <BeliefsPanel square={square} onSquare={(next) => change({ row: next?.row, column: next?.column } as never)} />
  );
}

function Table() {
  const moment = useMoment();
  const navigate = useNavigate();
  const href = useHref();
  const change = useChange();
  const search = useSearch({ strict: false }) as MembersSearch;
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at }, moment, { every_ms: 1000 });
  const down = search.sort?.startsWith("-") ?? false;
  const sort: Sort = { key: search.sort?.replace(/^-/, "") ?? "name", down };
  const rows = shownRows(roster.data?.rows ?? [], search.find ?? "", search.state ?? null, sort);
  return (
    <section className="panel members-table" aria-label="Members">
      <PanelBoundary name="The members">
        <RosterTable
          rows={rows}
          waiting={roster.data !== undefined && somebodyWaits(roster.data)}
          sort={sort}
          onSort={(next) => change({ sort: `${next.down ? "-" : ""}${next.key}` })}
          onOpen={(row) => void navigate({ href: href(memberPath(row.name)) })}
          empty={
            roster.data?.members === 0 ? (
              <Empty command="watercooler new --count 5">No members yet. Start some:</Empty>
            ) : (
              <Empty>Nobody fits. Take a part of what you look for away.</Empty>
            )
          }
        />
      </PanelBoundary>
    </section>
  );
}
