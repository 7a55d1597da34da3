import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { withTerm } from "@/features/requests/filter.ts";
import { FilterBar } from "@/features/requests/filter_bar.tsx";
import { Histogram, type Range } from "@/features/requests/histogram.tsx";
import "@/features/requests/requests.css";
import { RequestsTable } from "@/features/requests/requests_table.tsx";
import { type RequestsOfPage, useRequests } from "@/features/requests/use_requests.ts";
import { CallError } from "@/shared/lib/api/call.ts";
import { isPageKey } from "@/shared/lib/chord.ts";
import { copyText } from "@/shared/lib/copy.ts";
import { address, type SauronEvent } from "@/shared/lib/sauron/ask.ts";
import { eventId } from "@/shared/lib/sauron/event_words.ts";
import { tracePath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { plural } from "@/shared/lib/words.ts";
import { EventPanel } from "@/shared/ui/event_panel.tsx";
import { Empty, Loading, PanelBoundary, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";

export interface RequestsSearch {
  filter?: string;
  from?: string;
  to?: string;
  event?: string;
}

/** All that members did, over time. */
export function Requests() {
  useTitle("Requests");
  const { filter, range, event, change } = useAddress();
  const [away, setAway] = useState(false);
  const requests = useRequests(filter, range, away);
  const refused = requests.error instanceof CallError && requests.error.status === 400;
  const page = useRef<HTMLDivElement>(null);
  const toNewest = () => {
    page.current?.querySelector(".table")?.scrollTo({ top: 0 });
    setAway(false);
    requests.readAgain();
  };
  const onKey = useRowKeys();
  const open = useCallback((row: SauronEvent) => change({ event: eventId(row) }), [change]);
  const close = useCallback(() => change({ event: undefined }), [change]);

  return (
    <div className="requests" ref={page}>
      <div className="page-head">
        <h1>
          <Sentence requests={requests} filter={filter} />
        </h1>
        <FilterBar
          filter={filter}
          wrong={refused ? (requests.error?.message ?? null) : null}
          onFilter={(next) => change({ filter: next || undefined, event: undefined })}
        />
      </div>
      {!refused && (
        <Histogram
          filter={filter}
          range={range}
          onRange={(next) => change({ from: next?.from, to: next?.to, event: undefined })}
        />
      )}
      <div className={`requests-body ${event ? "with-panel" : ""}`}>
        <section className="panel requests-panel" aria-label="Rows">
          {!refused && <Tools requests={requests} filter={filter} range={range} onNewest={toNewest} />}
          <PanelBoundary name="The rows">
            <RequestsTable
              rows={refused ? [] : requests.rows}
              selected={event}
              onOpen={open}
              onKey={onKey}
              onScrolled={setAway}
              onEnd={requests.readMore}
              empty={<Nothing requests={requests} filter={filter} range={range} refused={refused} />}
            />
          </PanelBoundary>
        </section>
        {event && (
          <EventPanel
            id={event}
            event={requests.rows.find((row) => eventId(row) === event)}
            onTerm={(term) => change({ filter: withTerm(filter, term) })}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}

function useAddress() {
  const search = useSearch({ strict: false }) as RequestsSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (next: Partial<Record<keyof RequestsSearch, string | undefined>>) =>
      void navigate({
        to: ".",
        search: (before: object) => ({ ...before, ...next }),
        replace: "event" in next,
      } as never),
    [navigate],
  );
  const range: Range | null = search.from && search.to ? { from: search.from, to: search.to } : null;
  return { filter: search.filter ?? "", range, event: search.event ?? null, change };
}

/** Keys on a row of the table. */
function useRowKeys(): (key: string, row: SauronEvent) => void {
  const navigate = useNavigate();
  const href = useHref();
  return (key, row) => {
    if (key === "t" && row.uuid) void navigate({ href: href(tracePath(row.uuid)) });
    if (key === "y") void copyText(row.uuid ?? eventId(row));
  };
}

function Sentence({ requests, filter }: { requests: RequestsOfPage; filter: string }) {
  const { count } = requests;
  if (!count) return <>Requests</>;
  const words = plural((count.events ?? 0) as number, "event");
  return (
    <>
      {count.exact ? "" : "More than "}
      {words} {filter ? "fit the filter" : "are stored"}
    </>
  );
}

interface ToolsProps {
  requests: RequestsOfPage;
  filter: string;
  range: Range | null;
  onNewest: () => void;
}
function Tools({ requests, filter, range, onNewest }: ToolsProps) {
  const moment = useMoment();
  const link = useRef<HTMLAnchorElement>(null);
  const { tail, live } = requests;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "e" && isPageKey(event)) link.current?.click();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  const exported = address("/api/v1/export", {
    format: "jsonl",
    run: moment.run,
    filter,
    from: range?.from,
    to: range?.to ?? moment.at,
    limit: 20_000,
  });
  return (
    <div className="panel-head requests-tools">
      {tail.newer > 0 ? (
        <button type="button" className="button primary" onClick={onNewest}>
          {tail.newer.toLocaleString("en")} newer: to the newest
        </button>
      ) : (
        <span className="muted">{live ? "New rows come in at the top." : "These stand still."}</span>
      )}
      {tail.leftOut > 0 && (
        <span>
          {tail.leftOut.toLocaleString("en")} of the new ones are not shown: too many at once.{" "}
          <button type="button" className="button" onClick={onNewest}>
            Read them
          </button>
        </span>
      )}
      <div className="panel-tools">
        <a ref={link} className="button" href={exported} download="events.jsonl" title="e">
          Export
        </a>
      </div>
    </div>
  );
}

interface NothingProps {
  requests: RequestsOfPage;
  filter: string;
  range: Range | null;
  refused: boolean;
}
function Nothing({ requests, filter, range, refused }: NothingProps) {
  if (refused) return <Empty>Nothing is shown until the filter makes sense.</Empty>;
  if (requests.error)
    return <Problem what="The rows cannot be read." why={requests.error.message} onRetry={requests.readAgain} />;
  if (requests.pending) return <Loading what="Asking for rows" lines={6} />;
  if (requests.more) return <Loading what="Looking further back" lines={6} />;
  if (!filter && !range)
    return <Empty command="watercooler new --count 5">Nothing has happened yet. Start some members:</Empty>;
  return <Empty>Nothing fits{range ? " in this stretch of time" : ""}. Take a part of the filter away.</Empty>;
}
