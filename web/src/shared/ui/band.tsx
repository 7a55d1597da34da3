import type { ReactNode } from "react";
import "./band.css";

/** A line across the page that says what is not as usual, and what can be done about it. */
export function Band({ kind, children }: { kind: "frozen" | "warning" | "error" | "past"; children: ReactNode }) {
  return (
    <div className={`band ${kind}`} role="status">
      {children}
    </div>
  );
}
