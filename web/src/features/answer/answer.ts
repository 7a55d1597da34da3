import type { BookRow, Member } from "@/shared/lib/api/member.ts";
import { duration, plural } from "@/shared/lib/words.ts";

type Told<Row> = Row & { told: number };

export interface Answer {
  /** What this member knows, in a sentence. */
  table: string;
  /** Who is in trouble; nothing if nobody is. */
  trouble: string | null;
  newest: { name: string; book: string; age: string } | null;
}

/** "I know the book of each of the 4 members I hold for alive." */
function tableSentence(living: readonly Member[], books: ReadonlyMap<string, BookRow>): string {
  if (living.length === 0) return "I am alone: nobody else is alive that I know of.";
  const known = living.filter((peer) => books.get(peer.name)?.book != null).length;
  const others = living.length === 1 ? "the 1 other member" : `all ${living.length} other members`;
  if (known === living.length) return `I know the favourite book of ${others} alive.`;
  return `I know the favourite book of ${known} of ${plural(living.length, "other member")} alive.`;
}

const agoWords = (ms: number): string => (ms < 1000 ? "just now" : `${duration(ms)} ago`);

function troubleSentence(peers: readonly Member[]): string | null {
  const named = (status: Member["status"]) => peers.filter((peer) => peer.status === status).map((peer) => peer.name);
  const parts = (["suspect", "dead"] as const)
    .map((status) => [status, named(status)] as const)
    .filter(([, names]) => names.length > 0)
    .map(([status, names]) => `${listed(names)} ${names.length === 1 ? "is" : "are"} ${status}`);
  return parts.length > 0 ? `${parts.join("; ")}.` : null;
}

function listed(names: readonly string[]): string {
  if (names.length <= 3) return names.join(", ");
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

export function answerOf(
  peers: ReadonlyMap<string, Told<Member>>,
  books: ReadonlyMap<string, Told<BookRow>>,
  clock: number,
): Answer {
  const all = [...peers.values()];
  const living = all.filter((peer) => peer.status === "alive");
  const born = (row: Told<BookRow>) => row.told - row.age_ms;
  let newest: Told<BookRow> | null = null;
  for (const row of books.values())
    if (row.book !== null && !row.stranger && (!newest || born(row) > born(newest))) newest = row;
  return {
    table: tableSentence(living, books),
    trouble: troubleSentence(all),
    newest: newest && {
      name: newest.own ? "I" : newest.name,
      book: newest.book ?? "",
      age: agoWords(clock - born(newest)),
    },
  };
}
