// The filter as chips: the text is the truth, a chip is one term of it. What a term means only Sauron knows.

/** The terms of a filter, as they are written. */
export const terms = (filter: string): string[] => filter.match(/(?:"(?:\\.|[^"\\])*"?|[^\s"])+/g) ?? [];

export const without = (filter: string, at: number): string =>
  terms(filter)
    .filter((_, i) => i !== at)
    .join(" ");

/** The same filter with one term turned into its opposite. */
export const negated = (filter: string, at: number): string =>
  terms(filter)
    .map((term, i) => (i !== at ? term : term.startsWith("-") ? term.slice(1) : `-${term}`))
    .join(" ");

/** With one more term; one that is there already is not said twice. */
export function withTerm(filter: string, term: string): string {
  const all = terms(filter);
  return all.includes(term) ? filter : [...all, term].join(" ");
}

/** Of `did you mean "applied"?`, what was meant. */
export const meant = (hint: string): string | null => /did you mean "([^"]+)"/.exec(hint)?.[1] ?? null;

/** The filter with what was meant in place of what was written there; null: it is not known where that is. */
export function corrected(filter: string, message: string): string | null {
  const wrong = /"([^"]+)"/.exec(message)?.[1];
  const right = meant(message);
  if (!wrong || !right) return null;
  const at = Number(/at byte (\d+)/.exec(message)?.[1] ?? 1) - 1;
  const before = new TextDecoder().decode(new TextEncoder().encode(filter).slice(0, at));
  const from = filter.indexOf(wrong, Math.max(0, before.length - 1));
  return from < 0 ? null : filter.slice(0, from) + right + filter.slice(from + wrong.length);
}
