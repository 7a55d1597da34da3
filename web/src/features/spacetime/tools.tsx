import { useEffect } from "react";
import { isPageKey } from "@/shared/lib/chord.ts";
import type { Spacetime } from "@/shared/lib/sauron/ask.ts";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { type Change, lines, type View } from "./view.ts";

interface KindsProps {
  told: Spacetime | undefined;
  view: View;
  onChange: (change: Change) => void;
}

/** Which kinds are shown, each with how many there are. */
export function Kinds({ told, view, onChange }: KindsProps) {
  const toggle = (line: (typeof lines)[number]) => {
    const next = lines.filter((each) => (each === line) !== view.shown.includes(each));
    onChange({ kinds: next.join(",") || "none" });
  };
  return (
    <fieldset className="kinds">
      <legend className="hidden-words">Kinds that are shown</legend>
      {lines.map((line) => (
        <button
          key={line}
          type="button"
          className="button"
          aria-pressed={view.shown.includes(line)}
          onClick={() => toggle(line)}
        >
          <KindLine kind={line === "ping" ? "membership" : line} />
          {line} <span className="number muted">{told ? told.counts[line].toLocaleString("en") : ""}</span>
        </button>
      ))}
    </fieldset>
  );
}

interface MovesProps {
  view: View;
  onChange: (change: Change) => void;
  onZoom: (share: number, factor: number) => void;
  onPan: (share: number) => void;
}

const closer = 0.5;
const pan = 0.25;

/** Closer, farther, earlier, later, turned; by buttons and by keys. */
export function Moves({ view, onChange, onZoom, onPan }: MovesProps) {
  useEffect(() => {
    const acts: Record<string, () => void> = {
      w: () => onZoom(0.5, closer),
      s: () => onZoom(0.5, 1 / closer),
      a: () => onPan(-pan),
      d: () => onPan(pan),
      x: () => onChange({ turned: view.sideways ? undefined : "yes" }),
    };
    const press = (event: KeyboardEvent) => {
      const act = acts[event.key];
      if (!act || !isPageKey(event)) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [view.sideways, onChange, onZoom, onPan]);
  return (
    <>
      <fieldset className="views">
        <legend className="hidden-words">Along</legend>
        <Choice on={view.axis === "wall"} word="Wall clock" onClick={() => onChange({ axis: undefined })} />
        <Choice on={view.axis === "logical"} word="Logical" onClick={() => onChange({ axis: "logical" })} />
      </fieldset>
      <button
        type="button"
        className="button"
        aria-pressed={view.sideways}
        title="x"
        onClick={() => onChange({ turned: view.sideways ? undefined : "yes" })}
      >
        Sideways
      </button>
      <span className="moves">
        <Move label="Closer" sign="+" keys="w" onClick={() => onZoom(0.5, closer)} />
        <Move label="Farther" sign="−" keys="s" onClick={() => onZoom(0.5, 1 / closer)} />
        <Move label="Earlier" sign="‹" keys="a" onClick={() => onPan(-pan)} />
        <Move label="Later" sign="›" keys="d" onClick={() => onPan(pan)} />
      </span>
    </>
  );
}

function Choice({ on, word, onClick }: { on: boolean; word: string; onClick: () => void }) {
  return (
    <button type="button" className="button" aria-pressed={on} onClick={onClick}>
      {word}
    </button>
  );
}

function Move({ label, sign, keys, onClick }: { label: string; sign: string; keys: string; onClick: () => void }) {
  return (
    <button type="button" className="button" aria-label={label} title={`${label} (${keys})`} onClick={onClick}>
      {sign}
    </button>
  );
}
