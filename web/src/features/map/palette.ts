// Colours of a drawing. A canvas reads no style sheet: these are tokens.css's, and the cividis ramp.
import { heat } from "@/shared/lib/heat.ts";
import type { RosterRow } from "@/shared/lib/sauron/ask.ts";

export type State = RosterRow["state"];

export interface Palette {
  background: string;
  text: string;
  muted: string;
  line: string;
  link: string;
  edge: string;
  fault: string;
  states: Record<State, string>;
  books: readonly string[];
}

const light: Palette = {
  background: "#ffffff",
  text: "#1b1f24",
  muted: "#57606a",
  line: "#d8dee4",
  link: "#0b62a8",
  edge: "#116cac",
  fault: "#a1242d",
  states: {
    alive: "#32a084",
    suspect: "#c86f08",
    dead: "#861c14",
    frozen: "#094bca",
    left: "#5e5f66",
    silent: "#5e5f66",
  },
  books: ["#116cac", "#14786e", "#876a0b", "#591b63", "#a1242d", "#5e6063", "#a85a06", "#094bca"],
};
const dark: Palette = {
  background: "#0e1116",
  text: "#e6edf3",
  muted: "#9aa4b0",
  line: "#2a313a",
  link: "#58b0f5",
  edge: "#96afe6",
  fault: "#f23516",
  states: {
    alive: "#84eee9",
    suspect: "#f3d986",
    dead: "#dd4e38",
    frozen: "#1888f6",
    left: "#84848b",
    silent: "#84848b",
  },
  books: ["#96afe6", "#7bedb2", "#f6c238", "#e39ac6", "#ff8a70", "#e3e6f1", "#f3d986", "#7cc0ff"],
};
export const paletteOf = (isDark: boolean): Palette => (isDark ? dark : light);

export const colourings = ["state", "book", "age", "rate"] as const;
export type Colouring = (typeof colourings)[number];

/** How one member is drawn. */
export interface Dot {
  state: State;
  fill: string;
  /** On its badge, where it is coloured by book. */
  letters?: string;
}

export interface Badge {
  book: string;
  letters: string;
  fill: string;
  count: number;
}

const badges_max = 8;

const lettersOf = (book: string): string => [...book.replace(/^(the|a|an)\s+/i, "")].slice(0, 2).join("");

/** The books that most have chosen, each with its letters and a colour; all others are one. */
export function badgesOf(rows: readonly RosterRow[], palette: Palette): Map<string, Badge> {
  const counts = new Map<string, number>();
  for (const { book } of rows) if (book) counts.set(book, (counts.get(book) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, badges_max);
  return new Map(
    ranked.map(([book, count], at) => [
      book,
      { book, count, letters: lettersOf(book), fill: palette.books[at] ?? palette.muted },
    ]),
  );
}

/** Of something between 0 and the most of it, by its order of magnitude. */
export const share = (value: number, most: number): number =>
  most <= 0 ? 0 : Math.min(1, Math.log1p(Math.max(0, value)) / Math.log1p(most));

interface Coloured {
  colouring: Colouring;
  palette: Palette;
  /** Of each row: how long ago its book was chosen, in milliseconds; null: nobody knows. */
  ages: readonly (number | null)[];
  /** Of each row: messages that it sends in a second. */
  rates: readonly number[];
}

/** What is younger is new. */
const young_ms = 100;

export function dotsOf(rows: readonly RosterRow[], { colouring, palette, ages, rates }: Coloured): Dot[] {
  const badges = colouring === "book" ? badgesOf(rows, palette) : null;
  const most = Math.max(1, ...(colouring === "age" ? ages.map((age) => age ?? 0) : rates));
  return rows.map((row, at) => {
    const { state } = row;
    if (badges) {
      const badge = badges.get(row.book ?? "");
      const other = row.book ? "··" : "";
      return { state, fill: badge?.fill ?? palette.muted, letters: badge?.letters ?? other };
    }
    const age = ages[at];
    if (colouring === "age")
      return { state, fill: age == null ? "" : heat(1 - share(age / young_ms, most / young_ms)) };
    if (colouring === "rate") return { state, fill: heat(share(rates[at] ?? 0, most)) };
    return { state, fill: palette.states[state] };
  });
}
