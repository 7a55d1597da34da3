import { useState } from "react";
import { copyText } from "../lib/copy.ts";
import "./marks.css";
import { Mark, type MemberState } from "./state_mark.tsx";

interface MemberChipProps {
  name: string;
  state?: MemberState;
  /** Where a click leads; or what it does. Without either it is text. */
  href?: string;
  onOpen?: () => void;
}

/** A member, the same everywhere: its state's shape and its name. */
export function MemberChip({ name, state, href, onOpen }: MemberChipProps) {
  const inside = (
    <>
      {state && <Mark state={state} />}
      <bdi className="foreign">{name}</bdi>
      {state && state !== "alive" && <span className="hidden-words"> ({state})</span>}
    </>
  );
  if (href)
    return (
      <a className="chip" href={href}>
        {inside}
      </a>
    );
  if (onOpen)
    return (
      <button type="button" className="chip" onClick={onOpen}>
        {inside}
      </button>
    );
  return <span className="chip">{inside}</span>;
}

/** A uuid, shortened to its two ends; the whole is in its title and in the copy. */
export function UuidChip({ uuid, href }: { uuid: string; href?: string }) {
  const short = uuid.length > 13 ? `${uuid.slice(0, 8)}…${uuid.slice(-4)}` : uuid;
  return (
    <span className="uuid" title={uuid}>
      {href ? <a href={href}>{short}</a> : short}
      <CopyButton text={uuid} what="uuid" />
    </span>
  );
}

/** Copies a text, and says for a moment that it did. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    setSaid((await copyText(text)) ? "copied" : "could not copy");
    setTimeout(() => setSaid(""), 1500);
  };
  return (
    <button type="button" className="copy" onClick={copy} aria-label={`copy ${what}`} title={said || `copy ${what}`}>
      <CopyGlyph done={said === "copied"} />
      <span className="hidden-words" aria-live="polite">
        {said}
      </span>
    </button>
  );
}

/** Drawn, not a letter: hardly a font has one. */
const CopyGlyph = ({ done }: { done: boolean }) => (
  <svg
    viewBox="0 0 16 16"
    width="13"
    height="13"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.500"
    aria-hidden="true"
  >
    <path d={done ? "M2.500 8.500l4 4 7-9" : "M5.500 5.500h8v8h-8zM3 10.500h-.500v-8h8V3"} />
  </svg>
);
