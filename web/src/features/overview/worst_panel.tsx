import type { Roster } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref } from "@/shared/lib/sauron/moment.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty } from "@/shared/ui/states.tsx";

/** Who is worst off, and why. */
export function WorstPanel({ roster }: { roster: Roster }) {
  const href = useHref();
  const rows = new Map(roster.rows.map((row) => [row.name, row]));
  return (
    <Panel title="Worst off" className="worst">
      {roster.worst.length === 0 ? (
        <Empty>Nobody is in trouble.</Empty>
      ) : (
        <ul className="worst-rows">
          {roster.worst.map((name) => {
            const row = rows.get(name);
            return (
              row && (
                <li key={name}>
                  <MemberChip name={name} state={row.state} href={href(memberPath(name))} />
                  <span className="muted">{row.trouble}</span>
                </li>
              )
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
