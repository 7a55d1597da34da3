import { useEffect } from "react";
import "./twin.css";

/** Shows a drawing as the table that it is made of, and back. */
export function TwinButton({ table, onChange }: { table: boolean; onChange: (table: boolean) => void }) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
      if (event.key === "T" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) onChange(!table);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [table, onChange]);
  return (
    <button
      type="button"
      className="button quiet"
      aria-pressed={table}
      onClick={() => onChange(!table)}
      title="Shift T"
    >
      {table ? "Show as drawing" : "Show as table"}
    </button>
  );
}
