import { useHref } from "@/shared/lib/sauron/moment.ts";
import { Command } from "@/shared/ui/states.tsx";
import type { Check, Word } from "./checks.ts";

/** Line by line: how a part is, why, and what to do. */
export function ChecksList({ checks }: { checks: readonly Check[] }) {
  const href = useHref();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <ul className="checks" tabIndex={0}>
      {checks.map(({ name, word, says, why, fix, more }) => (
        <li key={name}>
          <WordMark word={word} />
          <strong>{name}</strong>
          <div className="check-words">
            <p className="foreign">{says}</p>
            {why && <p className="muted foreign">{why}</p>}
            {(fix || more) && (
              <p>
                {fix && <Command text={fix} />} {more && <a href={href(more.path, more.search)}>{more.words}</a>}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

const shapes: Record<Word, string> = {
  fine: "M3 8.500l3.500 3.500L13 4.500",
  look: "M8 2.500v7m0 2.800v1.200",
  bad: "M3.500 3.500l9 9m0-9l-9 9",
};

/** Shape, colour and word. */
export function WordMark({ word }: { word: Word }) {
  return (
    <span className={`word-mark ${word}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={shapes[word]} fill="none" stroke="currentColor" strokeWidth="2.200" strokeLinecap="round" />
      </svg>
      <span>{word}</span>
    </span>
  );
}
