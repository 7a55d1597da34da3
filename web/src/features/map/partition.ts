// A cut between some members and all others, as the command line takes it. No React here.
const sides_words_max = 64; // of a side
const bytes_max = 1024;

/** Words that all of these names fit, and none of the others: a name, or the beginning that only they share. */
export function words(names: readonly string[], others: readonly string[]): string[] {
  const cover = (mine: readonly string[], not: readonly string[], prefix: string): string[] => {
    if (mine.length === 1) return [mine[0] as string];
    if (not.length === 0 && prefix !== "") return [`${prefix}*`];
    const next = (name: string) => name.charAt(prefix.length);
    const letters = [...new Set(mine.map(next))].sort();
    return letters.flatMap((letter) => {
      if (letter === "") return [prefix];
      const fits = (name: string) => next(name) === letter;
      return cover(mine.filter(fits), not.filter(fits), prefix + letter);
    });
  };
  return cover([...names].sort(), others, "");
}

export type Partition = { command: string[] } | { refused: string };

/** What cuts the chosen off from everybody else for some time; or why that cannot be said. */
export function partitionOf(all: readonly string[], chosen: ReadonlySet<string>, span: string): Partition {
  const mine = all.filter((name) => chosen.has(name));
  const others = all.filter((name) => !chosen.has(name));
  if (mine.length === 0) return { refused: "Choose those who shall be on the one side." };
  if (others.length === 0) return { refused: "All are chosen: nobody is left for the other side." };
  if (!all.every((name) => /^[a-z0-9][a-z0-9-]*$/i.test(name)))
    return { refused: "One of the names has signs that a fault's words cannot have." };
  const sides = [words(mine, others), words(others, mine)].map((side) => side.join(","));
  const text = `partition ${sides.join(" | ")}`;
  if (text.length > bytes_max || sides.some((side) => side.split(",").length > sides_words_max))
    return { refused: "That takes more words than a fault may have. Choose names that begin alike, or fewer." };
  return { command: ["chaos", "add", text, "--for", span] };
}
