// Which members are shown, and in which order. No React here.
import type { Roster, RosterRow } from "@/shared/lib/sauron/ask.ts";
import type { Sort } from "@/shared/ui/virtual_table.tsx";

export const states = ["alive", "suspect", "dead", "frozen", "left", "silent"] as const;
export type State = (typeof states)[number];

const order: Record<State, number> = { dead: 0, suspect: 1, silent: 2, frozen: 3, left: 4, alive: 5 };

/** What a column is sorted by. */
export function sortValue(row: RosterRow, key: string): string | number {
  switch (key) {
    case "state":
      return order[row.state];
    case "port":
      return row.port ?? 0;
    case "book":
      return row.book?.toLowerCase() ?? "";
    case "version":
      return row.version ?? 0;
    case "doubt":
      return row.dead_for * 1_000_000 + row.suspected_by;
    case "heard":
      return row.silence_ms ?? Number.MAX_SAFE_INTEGER;
    case "lacks":
      return row.lacks?.count ?? 0;
    case "held":
      return row.held ?? 0;
    case "missed":
      return row.missed ?? 0;
    default:
      return row.name;
  }
}

export function shownRows(rows: readonly RosterRow[], text: string, state: string | null, sort: Sort): RosterRow[] {
  const query = text.trim().toLowerCase();
  const found = rows.filter(
    (row) =>
      (state === null || row.state === state) &&
      (query === "" || row.name.toLowerCase().includes(query) || row.book?.toLowerCase().includes(query)),
  );
  const sign = sort.down ? -1 : 1;
  return found.sort((a, b) => {
    const [left, right] = [sortValue(a, sort.key), sortValue(b, sort.key)];
    if (left === right) return a.name < b.name ? -1 : 1;
    return left < right ? -sign : sign;
  });
}

/** "8 members: 6 alive, 1 suspect, 1 dead." by Sauron's own counts. */
export function rosterSentence(roster: Roster): string {
  const parts = states
    .filter((state) => roster.states[state] > 0)
    .map((state) => `${roster.states[state].toLocaleString("en")} ${state}`);
  const noun = roster.members === 1 ? "member" : "members";
  // In a club that runs they will hold it in a moment.
  const lacking =
    roster.lacking > 0 && roster.states.frozen > 0
      ? ` ${roster.lacking.toLocaleString("en")} lack what others hold.`
      : "";
  return `${roster.members.toLocaleString("en")} ${noun}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}.${lacking}`;
}

/** Whether time stands still for somebody who lacks something, or holds messages. */
export const somebodyWaits = ({ states: { frozen }, lacking, held }: Roster): boolean =>
  frozen > 0 && (lacking > 0 || held > 0);
