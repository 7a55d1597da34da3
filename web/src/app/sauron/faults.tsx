import { Hint } from "@/features/control/hint.tsx";
import { useOrders } from "@/features/control/use_orders.ts";
import { AddForm } from "@/features/faults/add_form.tsx";
import "@/features/faults/faults.css";
import { History } from "@/features/faults/history.tsx";
import { HoldingPanel } from "@/features/faults/holding.tsx";
import { type Span, spansFilter, spansOf } from "@/features/faults/spans.ts";
import { type EventRow, useAsk } from "@/shared/lib/sauron/ask.ts";
import { isLive, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useClub, useHindrance } from "@/shared/lib/sauron/use_control.ts";
import { plural } from "@/shared/lib/words.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { Loading, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";

const read_max = 1000;

/** What is wrong with the network between members, what was, and how to make it so. */
export function Faults() {
  useTitle("Faults");
  const moment = useMoment();
  const live = isLive(moment);
  const club = useClub();
  const hindrance = useHindrance();
  const history = useSpans();
  const orders = useOrders();
  const holding = live ? club.data?.faults.length : history.spans?.filter(holds).length;
  return (
    <div className="faults">
      <div className="page-head">
        <h1>{holding === undefined ? "Faults" : sentence(holding, live)}</h1>
      </div>
      <div className="faults-panels">
        <div className="faults-side">
          <HoldingPanel
            faults={live ? (club.data?.faults ?? null) : null}
            spans={history.spans?.filter(holds) ?? []}
            unable={hindrance !== null}
            cli={orders.cli}
            busy={orders.busy}
            problem={live ? (club.error?.message ?? null) : null}
            onOrder={(command) => void orders.give(command)}
          />
          <AddForm
            cli={orders.cli}
            unable={hindrance !== null}
            why={hindrance && <Hint text={hindrance} />}
            busy={orders.busy}
            onAdd={(command) => void orders.give(command)}
          />
        </div>
        <HistoryPanel history={history} />
      </div>
    </div>
  );
}

const holds = (span: Span): boolean => span.kind === "fault" && span.ended === null;

function sentence(count: number, live: boolean): string {
  const when = live ? "now" : "at that moment";
  return count === 0
    ? `No fault holds ${when}.`
    : `${plural(count, "fault")} ${count === 1 ? "holds" : "hold"} ${when}.`;
}

function useSpans() {
  const moment = useMoment();
  const found = useAsk(
    "/api/v1/requests",
    { run: moment.run, filter: spansFilter, to: moment.at, limit: read_max, count: 0 },
    moment,
    { every_ms: 1000 },
  );
  const spans = found.data ? spansOf((found.data.events ?? []) as EventRow[]) : undefined;
  return { found, spans };
}

function HistoryPanel({ history: { found, spans } }: { history: ReturnType<typeof useSpans> }) {
  const href = useHref();
  const more = <a href={href("/requests", { filter: spansFilter })}>All of these events</a>;
  const note = found.data?.next
    ? `by the newest ${read_max.toLocaleString("en")} events`
    : "faults, freezes, ends, and who is held dead";
  return (
    <Panel title="What was set and cleared" note={note} className="faults-history" tools={more}>
      {found.error && !spans ? (
        <Problem what="What happened cannot be read." why={found.error.message} onRetry={found.refetch} />
      ) : !spans ? (
        <Loading what="Asking what happened" lines={6} />
      ) : (
        <History spans={spans} />
      )}
    </Panel>
  );
}
