import { useEffect, useRef, useState } from "react";
import { corrected, negated, terms, without } from "./filter.ts";

interface Props {
  filter: string;
  /** What Sauron said against it. */
  wrong: string | null;
  onFilter: (filter: string) => void;
}

/** The filter as text, and each of its terms as a chip. */
export function FilterBar({ filter, wrong, onFilter }: Props) {
  const [typed, setTyped] = useState(filter);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(filter), [filter]);
  const right = wrong ? corrected(filter, wrong) : null;
  return (
    <search className="filter-bar">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onFilter(typed.trim());
        }}
      >
        <label className="hidden-words" htmlFor="find">
          Filter
        </label>
        <input
          ref={field}
          id="find"
          className="field mono"
          value={typed}
          placeholder="kind:applied member:a* book:Dune since:-30s"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={wrong !== null}
          aria-describedby={wrong ? "filter-wrong" : undefined}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && field.current?.blur()}
        />
        <button type="submit" className="button">
          Filter
        </button>
      </form>
      {wrong && (
        <p id="filter-wrong" className="filter-wrong" role="alert">
          <span className="foreign">{wrong}</span>
          {right && (
            <button type="button" className="button" onClick={() => onFilter(right)}>
              Use <code className="foreign">{right}</code>
            </button>
          )}
        </p>
      )}
      {filter && (
        <ul className="terms" aria-label="Parts of the filter">
          {terms(filter).map((term, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a term is its place; it may be there twice
            <li key={`${at} ${term}`} className={term.startsWith("-") ? "not" : ""}>
              <button type="button" title="Turn into its opposite" onClick={() => onFilter(negated(filter, at))}>
                <bdi className="mono">{term}</bdi>
              </button>
              <button type="button" aria-label={`Remove ${term}`} onClick={() => onFilter(without(filter, at))}>
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}
