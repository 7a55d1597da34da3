import type { RosterRow } from "@/shared/lib/sauron/ask.ts";
import { duration } from "@/shared/lib/words.ts";
import { StateMark } from "@/shared/ui/state_mark.tsx";
import { badgesOf, type Colouring, type Palette, type State } from "./palette.ts";
import { rate } from "./tables.tsx";

interface Props {
  colouring: Colouring;
  palette: Palette;
  rows: readonly RosterRow[];
  ages: readonly (number | null)[];
  rates: readonly number[];
}

/** What the colours say. */
export function Legend({ colouring, palette, rows, ages, rates }: Props) {
  if (colouring === "state") return <States rows={rows} />;
  if (colouring === "book") return <Books rows={rows} palette={palette} />;
  const most = Math.max(0, ...(colouring === "age" ? ages.map((age) => age ?? 0) : rates));
  return colouring === "age" ? (
    <Ramp
      from={`oldest book: ${duration(most)}`}
      to="chosen just now"
      note={ages.includes(null) ? "hollow: nobody knows" : ""}
    />
  ) : (
    <Ramp from="sends nothing" to={`${rate(most)} messages/s`} note="" />
  );
}

function States({ rows }: { rows: readonly RosterRow[] }) {
  const states = [...new Set(rows.map(({ state }) => state))] as State[];
  return (
    <ul className="map-legend">
      {states.map((state) => (
        <li key={state}>
          <StateMark state={state} />
        </li>
      ))}
    </ul>
  );
}

function Books({ rows, palette }: { rows: readonly RosterRow[]; palette: Palette }) {
  const badges = [...badgesOf(rows, palette).values()];
  const others = new Set(rows.flatMap(({ book }) => (book ? [book] : []))).size - badges.length;
  return (
    <ul className="map-legend">
      {badges.map(({ book, letters, fill }) => (
        <li key={book}>
          <span className="map-badge" style={{ background: fill }} aria-hidden="true">
            {letters}
          </span>
          <bdi>{book}</bdi>
        </li>
      ))}
      {others > 0 && (
        <li>
          <span className="map-badge" style={{ background: palette.muted }} aria-hidden="true">
            ··
          </span>
          {others} other
        </li>
      )}
    </ul>
  );
}

export function Ramp({ from, to, note }: { from: string; to: string; note: string }) {
  return (
    <p className="map-legend">
      {from} <span className="map-ramp" aria-hidden="true" /> {to}
      {note && <span className="muted">{note}</span>}
    </p>
  );
}
