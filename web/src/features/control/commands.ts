// What can be done to a club, as commands, and how each is taken back. No React here.
import type { Controlled } from "@/shared/lib/sauron/control.ts";

export type Command = readonly string[];

export const freezeAll: Command = ["freeze"];
export const thawAll: Command = ["thaw"];
export const heal: Command = ["chaos", "heal"];
export const step = (intervals: number, names: readonly string[] = []): Command => [
  "step",
  String(intervals),
  ...names,
];

/** A command takes 32 words: so many names go into one. */
export const names_max = 25;

/** The same for more names than go into one command. */
export function chunked(verb: Command, names: readonly string[], flags: Command = []): Command[] {
  const commands: Command[] = [];
  for (let first = 0; first < names.length; first += names_max)
    commands.push([...verb, ...names.slice(first, first + names_max), ...flags]);
  return commands;
}

/** One fault for all of them; its names go by commas, so there may be many of them in a word of 1 KiB. */
export const isolate = (names: readonly string[]): Command => [
  "chaos",
  "add",
  "isolate",
  names.join(","),
  "--for",
  "5m",
];

/** A title that looks like a flag is still a title. */
export const pick = (name: string, book: string): Command =>
  book.startsWith("-") ? ["pick", name, "--", book] : ["pick", name, book];

/** What a key orders, of these members or of the whole club; none: it is no such key. */
export function ordersOf(key: string, names: readonly string[]): Command[] {
  if (key === "F") return names.length > 0 ? chunked(["freeze"], names) : [freezeAll];
  if (key === "U") return names.length > 0 ? chunked(["thaw"], names) : [thawAll];
  if (key === "S") return names.length > 0 ? chunked(step(1), names) : [step(1)];
  return [];
}

interface Outcome {
  name: string;
  outcome: string;
  detail?: string;
}
interface Output {
  outcomes?: Outcome[];
  already?: boolean;
  club?: boolean;
  changed?: boolean;
  id?: number | null;
  /** Of a pick. */
  name?: string;
  value?: string;
  outcome?: string;
}

const outputOf = ({ output }: Controlled): Output =>
  typeof output === "object" && output !== null && !Array.isArray(output) ? (output as Output) : {};

/** The commands that take it back; none: it cannot be, or nothing was done. */
export function undoOf(command: Command, done: Controlled): Command[] {
  const { outcomes = [], already, changed, id } = outputOf(done);
  const [verb, ...rest] = command;
  const some = rest.some((word) => !word.startsWith("-"));
  const changedNames = outcomes.filter(({ outcome }) => outcome === (verb === "freeze" ? "frozen" : "thawed"));
  if (verb === "freeze" && !some) return already ? [] : [thawAll];
  if (verb === "freeze")
    return chunked(
      ["thaw"],
      changedNames.map(({ name }) => name),
    );
  if (verb === "thaw" && changedNames.length > 0)
    return some
      ? chunked(
          ["freeze"],
          changedNames.map(({ name }) => name),
        )
      : [freezeAll];
  if (verb === "chaos" && rest[0] === "add" && changed && typeof id === "number") return [["chaos", "rm", String(id)]];
  return [];
}

export const undo_ms = 8000;

/** What was asked for is not so. The command line is content when a member is left frozen with its club; who pressed Thaw is not. */
export function failed(done: Controlled): boolean {
  const { outcomes = [] } = outputOf(done);
  return done.exit !== 0 || outcomes.some(({ outcome }) => outcome === "still frozen");
}

/** "20 frozen", "2 frozen, 1 failed: it does not answer", or what was refused. */
export function doneWords(command: Command, done: Controlled): string {
  if (done.error) return done.error.message;
  const { outcomes, id, changed, name, value, outcome } = outputOf(done);
  if (outcomes) return outcomeWords(outcomes);
  if (command[0] === "pick" && value)
    return outcome === "held" ? `${name} will read “${value}”: held until the thaw` : `${name} reads “${value}”`;
  const what = command.join(" ");
  if (command[0] === "chaos" && command[1] === "add")
    return changed ? `fault ${id}: ${command.slice(2).join(" ")}` : what;
  return done.exit === 0 ? `${what}: done` : `${what}: exit ${done.exit}`;
}

function outcomeWords(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, Outcome[]>();
  for (const each of outcomes) counts.set(each.outcome, [...(counts.get(each.outcome) ?? []), each]);
  if (counts.size === 0) return "nobody lives in the club";
  const parts = [...counts].map(([outcome, of]) => {
    const who = of.length <= 2 ? of.map(({ name }) => name).join(" and ") : `${of.length.toLocaleString("en")} members`;
    const why = of[0]?.detail ? ` (${of[0].detail})` : "";
    return `${who}: ${outcome}${why}`;
  });
  return parts.join(", ");
}
