import type { BookRow } from "@/shared/lib/api/member.ts";
import type { Sort } from "@/shared/ui/virtual_table.tsx";

export type ToldBook = BookRow & { told: number };

const order = new Intl.Collator("en", { numeric: true });

function compare(left: ToldBook, right: ToldBook, key: string): number {
  switch (key) {
    case "port":
      return left.port - right.port;
    case "book":
      return order.compare(left.book ?? "", right.book ?? "");
    case "version":
      return left.version - right.version;
    case "age": // the larger the moment of birth, the younger
      return right.told - right.age_ms - (left.told - left.age_ms);
    default:
      return 0;
  }
}

/** The rows whose name or book has the text, in order; equal ones by name. */
export function chosenRows(rows: Iterable<ToldBook>, find: string, sort: Sort): ToldBook[] {
  const wanted = find.trim().toLowerCase();
  const fits = (row: ToldBook) => !wanted || `${row.name}\n${row.book ?? ""}`.toLowerCase().includes(wanted);
  const turn = sort.down ? -1 : 1;
  return [...rows]
    .filter(fits)
    .sort(
      (left, right) =>
        turn * (compare(left, right, sort.key) || (sort.key === "name" ? order.compare(left.name, right.name) : 0)) ||
        order.compare(left.name, right.name),
    );
}

/** Titles to suggest: what anybody reads, each once. */
export function knownTitles(rows: Iterable<BookRow>): string[] {
  const titles = new Set<string>();
  for (const row of rows) if (row.book && row.book.length <= 200) titles.add(row.book);
  return [...titles].sort(order.compare).slice(0, 100);
}

export const payload_bytes_max = 4096;

/** Why a title cannot be told; nothing if it can. The member checks it again. */
export function titleProblem(title: string): string | null {
  if (title.trim() === "") return "Type a title first.";
  const size = new TextEncoder().encode(title).length;
  if (size > payload_bytes_max) return `This is ${size} bytes; at most ${payload_bytes_max} are told.`;
  return null;
}
