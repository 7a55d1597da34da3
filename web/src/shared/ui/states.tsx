import { Component, type ReactNode, useEffect, useState } from "react";
import { CopyButton } from "./chips.tsx";
import "./states.css";

/** Nothing is there: why, and the command that changes it. */
export function Empty({ children, command }: { children: ReactNode; command?: string }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {command && <Command text={command} />}
    </div>
  );
}

/** A command to type into a terminal, with a button that copies it. */
export function Command({ text }: { text: string }) {
  return (
    <span className="command">
      <code className="foreign">{text}</code>
      <CopyButton text={text} what="command" />
    </span>
  );
}

/** Grey lines, but only once the waiting is noticed: what comes at once shall not flicker. */
export function Loading({ what, lines = 3 }: { what: string; lines?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" role="status">
      <span className="hidden-words">{what}</span>
      {shown && Array.from({ length: lines }, (_, line) => <span key={String(line)} className="skeleton" />)}
    </div>
  );
}

interface ProblemProps {
  /** What failed. */
  what: string;
  /** What the program said about it, with its hint. */
  why?: string;
  onRetry?: () => void;
}

export function Problem({ what, why, onRetry }: ProblemProps) {
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{what}</strong> {why && <span className="foreign">{why}</span>}
      </p>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** One failing panel never blanks the page. */
export class PanelBoundary extends Component<{ name: string; children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Problem
        what={`${this.props.name} cannot be shown.`}
        why={this.state.error.message}
        onRetry={() => this.setState({ error: null })}
      />
    );
  }
}
