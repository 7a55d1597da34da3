// The matrix of beliefs as fields. No React here.
import type { Beliefs } from "@/shared/lib/sauron/ask.ts";

/** `wrong` only where a field stands for several pairs: the truth contradicts one of them. */
export type Belief = "alive" | "suspect" | "dead" | "left" | "unknown" | "wrong";
const letters: Record<string, Belief> = {
  a: "alive",
  s: "suspect",
  d: "dead",
  l: "left",
  u: "unknown",
  w: "wrong",
};

/** At most so many fields a side are asked for: of more members, several pairs make one. */
export const fields_max = 1000;
/** So many rows and columns are looked at when such a field is opened. */
export const square_members = 100;

export const beliefAt = (row: string, column: number): Belief => letters[row[column] ?? "u"] ?? "unknown";

export interface Cell {
  believer: string;
  about: string;
  belief: Belief;
  /** Of a field of several pairs there is none. */
  truth: string;
  /** The believer lives, and the truth says otherwise: as Sauron counts them. */
  wrong: boolean;
  /** Of the first pair, among all members. */
  row: number;
  column: number;
}

const span = (first: string | undefined, last: string | undefined): string =>
  last === undefined || first === last ? (first ?? "") : `${first} … ${last}`;

export function cellAt(beliefs: Beliefs, row: number, column: number): Cell | null {
  const { rows, members, per_field } = beliefs;
  const believer = rows[row];
  const about = members[column * per_field];
  if (!believer || !about) return null;
  const belief = beliefAt(believer.beliefs, column);
  const several = per_field > 1;
  return {
    believer: span(believer.name, believer.last),
    about: several ? span(about.name, members.slice(0, (column + 1) * per_field).at(-1)?.name) : about.name,
    belief,
    truth: several ? "" : about.truth,
    wrong: belief === "wrong" || (!several && lives(believer.truth) && isWrong(belief, about.truth)),
    row: beliefs.row + row * per_field,
    column: beliefs.column + column * per_field,
  };
}

const lives = (truth: string | undefined): boolean => truth === "alive" || truth === "frozen";

function isWrong(belief: Belief, truth: string): boolean {
  const runs = lives(truth);
  const over = truth === "left" || truth === "ended";
  return (runs && (belief === "dead" || belief === "left")) || (over && belief === "alive");
}

const gravest: readonly Belief[] = ["wrong", "dead", "suspect", "left", "alive", "unknown"];

/**
 * Every belief but the usual one, that somebody is alive who is: what a table can show of a thousand times a thousand.
 * The gravest come first, the wrong ones before all.
 */
export function unusual(beliefs: Beliefs): Cell[] {
  const cells = gravest.map((): Cell[] => []);
  const truths = beliefs.members.map((member) => member.truth);
  beliefs.rows.forEach((row, at) => {
    for (let column = 0; column < row.beliefs.length; ++column) {
      const usual = beliefs.per_field > 1 ? "au".includes(row.beliefs[column] ?? "u") : false;
      if (usual || (row.beliefs[column] === "a" && truths[column] === "alive")) continue;
      const cell = cellAt(beliefs, at, column);
      if (cell) cells[cell.wrong ? 0 : gravest.indexOf(cell.belief)]?.push(cell);
    }
  });
  return cells.flat();
}

/** All fields as pixels, row by row: one number for each, of the colour of its belief. */
export function pixels(beliefs: Beliefs, colour: Record<Belief, number>, columns: number): Uint32Array<ArrayBuffer> {
  const of = new Uint32Array(128).fill(colour.unknown);
  for (const [letter, belief] of Object.entries(letters)) of[letter.charCodeAt(0)] = colour[belief];
  const wrongs = beliefs.members.map(({ truth }) => wrongLetters(truth));
  const all = new Uint32Array(columns * beliefs.rows.length);
  beliefs.rows.forEach((row, at) => {
    const mayBeWrong = beliefs.per_field === 1 && lives(row.truth);
    for (let column = 0; column < columns; ++column) {
      const letter = row.beliefs.charCodeAt(column);
      const wrong = mayBeWrong && wrongs[column]?.includes(letter);
      all[at * columns + column] = wrong ? colour.wrong : (of[letter] ?? colour.unknown);
    }
  });
  return all;
}

const wrongLetters = (truth: string): number[] =>
  Object.entries(letters).flatMap(([letter, belief]) => (isWrong(belief, truth) ? [letter.charCodeAt(0)] : []));

/** What is shown where it is not simply a field for each pair; empty: it is. */
export function partWords({ of, per_field, row, column, rows, members }: Beliefs): string {
  const number = (at: number) => at.toLocaleString("en");
  const range = (first: number, count: number) => `${number(first + 1)} to ${number(first + count)}`;
  if (per_field > 1)
    return `Each field is ${per_field} × ${per_field} of ${number(of)} × ${number(of)} pairs, and shows the gravest of them. Click one to see its pairs.`;
  if (members.length === of) return "";
  return `A part: of ${number(of)} members by name, rows are ${range(row, rows.length)}, columns ${range(column, members.length)}.`;
}

export const cell_min_px = 1;
export const cell_max_px = 34;
export const cellSize = (count: number, room: number): number =>
  Math.max(cell_min_px, Math.min(cell_max_px, Math.floor(room / Math.max(1, count))));
