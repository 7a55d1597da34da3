import { useParams } from "@tanstack/react-router";
import { MemberActions } from "@/features/control/member_actions.tsx";
import { BeliefPanel, HistoryPanel, LackPanel, LivesPanel, NowPanel } from "@/features/roster/member_about.tsx";
import "@/features/roster/roster.css";
import { CallError } from "@/shared/lib/api/call.ts";
import { type MemberHistory, type RosterRow, type SauronEvent, useAsk } from "@/shared/lib/sauron/ask.ts";
import { filterValue } from "@/shared/lib/sauron/filter_value.ts";
import { useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { StateMark } from "@/shared/ui/state_mark.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";

/** One member: how it is, what became of it, its lives, and why the others believe of it what they do. */
export function Member() {
  const { name = "" } = useParams({ strict: false }) as { name?: string };
  useTitle(name);
  const moment = useMoment();
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at, name }, moment, { every_ms: 1000 });
  const history = useAsk<MemberHistory>(`/api/v1/members/${encodeURIComponent(name)}`, { run: moment.run }, moment, {
    every_ms: 2000,
  });
  const row = roster.data?.rows.find((each) => each.name === name);
  const unknown = history.error instanceof CallError && history.error.status === 404;
  if (unknown && !row) return <Empty command="watercooler ls">Nobody called {name} has reported. There are:</Empty>;
  if (history.error && !history.data && !unknown)
    return <Problem what="The member cannot be read." why={history.error.message} onRetry={history.refetch} />;
  if (!roster.data) return <Loading what="Asking for the member" lines={6} />;
  return (
    <>
      <Heading name={name} row={row} />
      {row && <MemberActions names={[name]} />}
      <div className={`member-page ${row?.lacks ? "lacking" : ""}`}>
        {row && <NowPanel row={row} />}
        {history.data && <LivesPanel history={history.data} />}
        {row?.lacks ? <LackPanel row={row} /> : <Why history={history.data} row={row} />}
        {history.data && <HistoryPanel history={history.data} />}
      </div>
    </>
  );
}

function Heading({ name, row }: { name: string; row: RosterRow | undefined }) {
  const href = useHref();
  return (
    <div className="page-head">
      <h1 className="member-head">
        <bdi className="foreign">{name}</bdi>
        {row ? <StateMark state={row.state} /> : <span className="muted">not known yet at that moment</span>}
      </h1>
      <p>
        {row?.trouble && <span>{sentence(row.trouble)} </span>}
        <a href={href("/requests", { filter: `member:${filterValue(name)}` })}>What it did</a>
      </p>
    </div>
  );
}

const sentence = (phrase: string): string => `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;

/** By the word of the last one who doubted it. */
export function Why({ history, row }: { history: MemberHistory | undefined; row: RosterRow | undefined }) {
  if (!row || row.suspected_by + row.dead_for === 0) return null;
  const doubts = (event: SauronEvent) => event.peer === row.name && ["suspected", "died"].includes(event.kind);
  const doubt = history?.states?.findLast(doubts);
  return doubt ? <BeliefPanel name={row.name} of={doubt.member} /> : null;
}
