import { useState } from "react";
import { useHref } from "@/shared/lib/sauron/moment.ts";
import { useUpdates } from "@/shared/lib/sauron/use_updates.ts";
import { CurveDrawing, CurveTable } from "@/shared/ui/curves.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { choices_max, choicesFilter } from "./happened.ts";

/** How the last books went round: how many knew after which time. */
export function Curves() {
  const href = useHref();
  const [table, setTable] = useState(false);
  const { updates, pending, error, retry } = useUpdates(choicesFilter, choices_max);
  const tools = (
    <>
      <a href={href("/convergence")}>More</a>
      <TwinButton table={table} onChange={setTable} />
    </>
  );
  return (
    <Panel title="Convergence" note={`of the last ${choices_max} books`} className="curves" tools={tools}>
      {error ? (
        <Problem what="The last books cannot be read." why={error.message} onRetry={retry} />
      ) : pending ? (
        <Loading what="Asking for the last books" />
      ) : updates.length === 0 ? (
        <Empty command='watercooler pick amy "Emma" --wait'>Nobody has chosen a book yet.</Empty>
      ) : table ? (
        <CurveTable updates={updates} />
      ) : (
        <CurveDrawing updates={updates} />
      )}
    </Panel>
  );
}
