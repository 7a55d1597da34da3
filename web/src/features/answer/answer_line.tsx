import { useEffect, useRef, useState } from "react";
import type { Answer } from "./answer.ts";

/** The page's first sentence. It is read aloud when it changes, but at most once in five seconds. */
export function AnswerLine({ answer }: { answer: Answer }) {
  const { table, trouble, newest } = answer;
  return (
    <div className="answer">
      <p>
        {table} {trouble && <strong className="foreign">{trouble}</strong>}{" "}
        {newest && (
          <span className="newest">
            Newest: <bdi>{newest.name}</bdi> chose “<bdi>{newest.book.slice(0, 120)}</bdi>” {newest.age}.
          </span>
        )}
      </p>
      <Aloud text={`${table} ${trouble ?? ""}`} />
    </div>
  );
}

const aloud_ms = 5000;

function Aloud({ text }: { text: string }) {
  const [said, setSaid] = useState(text);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + aloud_ms - Date.now());
    const timer = setTimeout(() => {
      last.current = Date.now();
      setSaid(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="hidden-words" aria-live="polite">
      {said}
    </p>
  );
}
