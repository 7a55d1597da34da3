// The matrix of beliefs as cells. No React here.
import type { Beliefs } from "@/shared/lib/sauron/ask.ts";

export type Belief = "alive" | "suspect" | "dead" | "left" | "unknown";
const letters: Record<string, Belief> = { a: "alive", s: "suspect", d: "dead", l: "left", u: "unknown" };

export const beliefAt = (row: string, column: number): Belief => letters[row[column] ?? "u"] ?? "unknown";

export interface Cell {
  believer: string;
  about: string;
  belief: Belief;
  truth: string;
  /** The believer lives, and the truth says otherwise: as Sauron counts them. */
  wrong: boolean;
}

export function cellAt(beliefs: Beliefs, row: number, column: number): Cell | null {
  const believer = beliefs.rows[row];
  const about = beliefs.members[column];
  if (!believer || !about) return null;
  const belief = beliefAt(believer.beliefs, column);
  return {
    believer: believer.name,
    about: about.name,
    belief,
    truth: about.truth,
    wrong: lives(truthsOf(beliefs).get(believer.name)) && isWrong(belief, about.truth),
  };
}

const known = new WeakMap<Beliefs, Map<string, string>>();

function truthsOf(beliefs: Beliefs): Map<string, string> {
  const truths = known.get(beliefs) ?? new Map(beliefs.members.map((member) => [member.name, member.truth]));
  known.set(beliefs, truths);
  return truths;
}

const lives = (truth: string | undefined): boolean => truth === "alive" || truth === "frozen";

function isWrong(belief: Belief, truth: string): boolean {
  const runs = lives(truth);
  const over = truth === "left" || truth === "ended";
  return (runs && (belief === "dead" || belief === "left")) || (over && belief === "alive");
}

/** Every belief but the usual one, that somebody is alive who is: what a table can show of a thousand times a thousand. */
export function unusual(beliefs: Beliefs): Cell[] {
  const cells: Cell[] = [];
  beliefs.rows.forEach((row, at) => {
    for (let column = 0; column < row.beliefs.length; ++column) {
      if (row.beliefs[column] === "a" && beliefs.members[column]?.truth === "alive") continue;
      const cell = cellAt(beliefs, at, column);
      if (cell) cells.push(cell);
    }
  });
  return cells;
}

export const cell_min_px = 1;
export const cell_max_px = 34;
export const cellSize = (count: number, room: number): number =>
  Math.max(cell_min_px, Math.min(cell_max_px, Math.floor(room / Math.max(1, count))));
