// What a search finds. No React here.
import type { RosterRow, RumorRow } from "@/shared/lib/sauron/ask.ts";
import { commandText, shellWord } from "@/shared/lib/sauron/command_text.ts";
import { filterValue } from "@/shared/lib/sauron/filter_value.ts";
import { memberPath, tracePath } from "@/shared/lib/sauron/moment.ts";
import { parseMoment } from "@/shared/lib/sauron/time.ts";
import { clock } from "@/shared/lib/words.ts";

export interface Result {
  group: "Commands" | "Pages" | "Members" | "Books" | "Rumors" | "Times" | "Help";
  label: string;
  detail?: string;
  /** The same by the command line. */
  cli: string;
  to:
    | { path: string; search?: Record<string, string> }
    | { at: string }
    | { command: readonly string[] }
    | { tour: true };
}

const pages: readonly { name: string; path: string; search?: Record<string, string>; cli: string }[] = [
  { name: "Overview", path: "/", cli: "watercooler converge" },
  { name: "Map", path: "/map", cli: "watercooler top" },
  { name: "Requests", path: "/requests", cli: "watercooler watch" },
  { name: "Traces", path: "/trace", cli: "watercooler watch kind:born" },
  { name: "Space-time", path: "/spacetime", cli: "watercooler export --format shiviz --from -2s" },
  { name: "Convergence", path: "/convergence", cli: "watercooler converge --curve" },
  { name: "Members", path: "/members", cli: "watercooler ls" },
  { name: "Runs", path: "/runs", cli: "watercooler import FILE" },
  { name: "Compare", path: "/compare", cli: "watercooler compare A B" },
  { name: "Doctor", path: "/doctor", cli: "watercooler sauron status" },
  { name: "Beliefs", path: "/members", search: { show: "beliefs" }, cli: "watercooler belief" },
];
const tour: Result = {
  group: "Help",
  label: "Guided tour",
  detail: "two minutes",
  cli: "watercooler demo",
  to: { tour: true },
};
const of_a_group_max = 6;

/** What may be the beginning of a uuid, and is not a word first. */
export const uuidPrefix = (query: string): string | null => {
  const digits = query.trim().replaceAll("-", "");
  return /^[0-9a-f]{3,32}$/i.test(digits) ? query.trim() : null;
};

const has = (text: string, query: string): boolean => text.toLowerCase().includes(query);

interface Known {
  rows: readonly RosterRow[];
  rumors: readonly RumorRow[];
  now: number;
}

export function find(typed: string, { rows, rumors, now }: Known): Result[] {
  const query = typed.trim().toLowerCase();
  return [
    ...commands(query, rows),
    ...pages.filter((page) => has(page.name, query)).map(pageResult),
    ...rows
      .filter((row) => query !== "" && has(row.name, query))
      .slice(0, of_a_group_max)
      .map(memberResult),
    ...books(rows, query).slice(0, of_a_group_max).map(bookResult),
    ...(uuidPrefix(typed) ? rumors.slice(0, of_a_group_max).map(rumorResult) : []),
    ...times(typed, now),
    ...(has(tour.label, query) ? [tour] : []),
  ];
}

/** What is done to the whole club, or to the member that is named: "freeze all", "step 5", "freeze amy", "heal". */
function commands(query: string, rows: readonly RosterRow[]): Result[] {
  const [verb = "", ...rest] = query.split(/\s+/);
  const word = rest.join(" ");
  if (verb.length < 2) return [];
  const fits = ({ label, verb: own }: ClubCommand) =>
    own.startsWith(verb) && label.slice(own.length).trimStart().startsWith(word);
  const all = clubCommands.filter(fits);
  const count = Number(word);
  if (
    "step".startsWith(verb) &&
    Number.isInteger(count) &&
    count > 0 &&
    !all.some(({ label }) => label === `step ${count}`)
  )
    all.push({ label: `step ${count}`, verb: "step", command: ["step", word], detail: `${count} gossip intervals` });
  for (const each of ["freeze", "thaw"])
    if (each.startsWith(verb) && rows.some(({ name }) => name === word))
      all.push({ label: `${each} ${word}`, verb: each, command: [each, word], detail: "this member alone" });
  return all.map(({ label, command, detail }) => ({
    group: "Commands",
    label,
    detail,
    cli: commandText("watercooler", command),
    to: { command },
  }));
}

interface ClubCommand {
  label: string;
  verb: string;
  command: readonly string[];
  detail: string;
}
const clubCommands: readonly ClubCommand[] = [
  { label: "freeze all", verb: "freeze", command: ["freeze"], detail: "the time of the club stands still" },
  { label: "thaw", verb: "thaw", command: ["thaw"], detail: "it goes on" },
  { label: "step 1", verb: "step", command: ["step", "1"], detail: "1 gossip interval" },
  { label: "step 5", verb: "step", command: ["step", "5"], detail: "5 gossip intervals" },
  { label: "step 25", verb: "step", command: ["step", "25"], detail: "25 gossip intervals" },
  { label: "heal", verb: "heal", command: ["chaos", "heal"], detail: "all faults are over" },
];

function pageResult({ name, path, search, cli }: (typeof pages)[number]): Result {
  return { group: "Pages", label: name, cli, to: search ? { path, search } : { path } };
}

function memberResult(row: RosterRow): Result {
  const detail = row.book === undefined ? row.state : `${row.state}, reads ${row.book}`;
  return {
    group: "Members",
    label: row.name,
    detail,
    cli: `watercooler show ${shellWord(row.name)}`,
    to: { path: memberPath(row.name) },
  };
}

function books(rows: readonly RosterRow[], query: string): string[] {
  const titles = new Set(rows.flatMap((row) => (row.book ? [row.book] : [])));
  return query === "" ? [] : [...titles].filter((title) => has(title, query)).sort();
}

function bookResult(title: string): Result {
  const filter = `book:${filterValue(title)}`;
  return {
    group: "Books",
    label: title,
    detail: "its rumors",
    cli: `watercooler watch ${shellWord(filter)}`,
    to: { path: "/requests", search: { filter } },
  };
}

function rumorResult({ uuid = "", origin = "", value = "", version }: RumorRow): Result {
  return {
    group: "Rumors",
    label: uuid,
    detail: `${origin}: “${value}”${version ? `, v${version}` : ""}`,
    cli: `watercooler trace ${uuid.slice(0, 13)}`,
    to: { path: tracePath(uuid) },
  };
}

function times(typed: string, now: number): Result[] {
  const at = parseMoment(typed, now);
  if (!at) return [];
  return [
    {
      group: "Times",
      label: clock(at),
      detail: "look at that moment",
      cli: `watercooler belief --at ${at}`,
      to: { at },
    },
  ];
}
