// What a search finds. No React here.
import type { RosterRow, RumorRow } from "@/shared/lib/sauron/ask.ts";
import { filterValue } from "@/shared/lib/sauron/filter_value.ts";
import { memberPath, tracePath } from "@/shared/lib/sauron/moment.ts";
import { parseMoment } from "@/shared/lib/sauron/time.ts";
import { clock } from "@/shared/lib/words.ts";

export interface Result {
  group: "Pages" | "Members" | "Books" | "Rumors" | "Times";
  label: string;
  detail?: string;
  /** The same by the command line. */
  cli: string;
  to: { path: string; search?: Record<string, string> } | { at: string };
}

const pages: readonly { name: string; path: string; search?: Record<string, string>; cli: string }[] = [
  { name: "Overview", path: "/", cli: "watercooler converge" },
  { name: "Requests", path: "/requests", cli: "watercooler watch" },
  { name: "Traces", path: "/trace", cli: "watercooler watch kind:born" },
  { name: "Members", path: "/members", cli: "watercooler ls" },
  { name: "Beliefs", path: "/members", search: { show: "beliefs" }, cli: "watercooler belief" },
];
const of_a_group_max = 6;

/** As a word of a shell's. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** What may be the beginning of a uuid, and is not a word first. */
export const uuidPrefix = (query: string): string | null => {
  const digits = query.trim().replaceAll("-", "");
  return /^[0-9a-f]{3,32}$/i.test(digits) ? query.trim() : null;
};

const has = (text: string, query: string): boolean => text.toLowerCase().includes(query);

export function find(typed: string, rows: readonly RosterRow[], rumors: readonly RumorRow[], now: number): Result[] {
  const query = typed.trim().toLowerCase();
  return [
    ...pages.filter((page) => has(page.name, query)).map(pageResult),
    ...rows
      .filter((row) => query !== "" && has(row.name, query))
      .slice(0, of_a_group_max)
      .map(memberResult),
    ...books(rows, query).slice(0, of_a_group_max).map(bookResult),
    ...(uuidPrefix(typed) ? rumors.slice(0, of_a_group_max).map(rumorResult) : []),
    ...times(typed, now),
  ];
}

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
