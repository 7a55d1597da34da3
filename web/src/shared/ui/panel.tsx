import { type ReactNode, useId } from "react";
import "./panel.css";
import { PanelBoundary } from "./states.tsx";

interface PanelProps {
  title: string;
  /** Beside the title: how many, or what of it. */
  note?: ReactNode;
  tools?: ReactNode;
  className?: string;
  /** What the guided tour calls it. */
  tour?: string;
  children: ReactNode;
}

/** A part of a page with a heading of its own. If it fails, it fails alone. */
export function Panel({ title, note, tools, className = "", tour, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id} data-tour={tour}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        {note && <p className="muted">{note}</p>}
        {tools && <div className="panel-tools">{tools}</div>}
      </div>
      <PanelBoundary name={title}>{children}</PanelBoundary>
    </section>
  );
}
