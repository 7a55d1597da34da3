// Which faults are in force, by the events that say when they began and ended. No React here.
import type { SauronEvent } from "@/shared/lib/sauron/ask.ts";

export const faultsFilter = "kind:fault_set,fault_cleared,started";

export interface ActiveFault {
  text: string;
  /** At how many members. */
  members: number;
}

/** Events newest first. Who starts anew has none of the faults of the life before, and who does not run makes none. */
export function activeFaults(events: readonly SauronEvent[], runs: (member: string) => boolean): ActiveFault[] {
  const over = new Set<string>();
  const seen = new Set<string>();
  const active = new Map<string, number>();
  for (const { kind, member, count = 0, reason = "" } of events) {
    if (kind === "started") over.add(member);
    const fault = `${member} ${count}`;
    if (kind === "started" || over.has(member) || seen.has(fault) || !runs(member)) continue;
    seen.add(fault);
    if (kind === "fault_set") active.set(reason, (active.get(reason) ?? 0) + 1);
  }
  return [...active].map(([text, members]) => ({ text, members }));
}
