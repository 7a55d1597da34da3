import { Curves } from "@/features/overview/curves.tsx";
import { HappenedPanel } from "@/features/overview/happened_panel.tsx";
import "@/features/overview/overview.css";
import { Tiles } from "@/features/overview/tiles.tsx";
import { WaitingPanel } from "@/features/overview/waiting_panel.tsx";
import { WorstPanel } from "@/features/overview/worst_panel.tsx";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import { useMoment } from "@/shared/lib/sauron/moment.ts";
import { Empty, Loading, PanelBoundary, Problem } from "@/shared/ui/states.tsx";
import { useTitle } from "@/shared/ui/use_title.ts";
import { Verdict } from "./verdict.tsx";

/** How the club is, in one sentence, and what stands behind it. */
export function Overview() {
  useTitle("Overview");
  const moment = useMoment();
  const worst = { run: moment.run, at: moment.at, rows: "worst" };
  const roster = useAsk("/api/v1/roster", worst, moment, { every_ms: 1000 });
  const nobody = roster.data?.members === 0;
  return (
    <div className="overview">
      <Verdict nobody={nobody} />
      {roster.isPending && <Loading what="Asking Sauron" />}
      {roster.error && !roster.data && (
        <Problem what="The members cannot be read." why={roster.error.message} onRetry={roster.refetch} />
      )}
      {nobody && <Empty command="watercooler new --count 5">No members yet. Start some:</Empty>}
      {roster.data && !nobody && (
        <PanelBoundary name="The figures">
          <Tiles roster={roster.data} />
          <WaitingPanel roster={roster.data} />
          <div className="overview-panels">
            <Curves />
            <WorstPanel roster={roster.data} />
            <HappenedPanel />
          </div>
        </PanelBoundary>
      )}
    </div>
  );
}
