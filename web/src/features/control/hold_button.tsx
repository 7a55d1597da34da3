import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import "./control.css";

export const hold_ms = 600;

interface Props {
  children: ReactNode;
  disabled: boolean;
  title: string;
  onHeld: () => void;
}

/** A button that wants to be held for a moment, by pointer or by key: for what cannot be taken back. */
export function HoldButton({ children, disabled, title, onHeld }: Props) {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const begin = () => {
    if (disabled || holding) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      setHolding(false);
      onHeld();
    }, hold_ms);
  };
  const end = () => {
    clearTimeout(timer.current);
    setHolding(false);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (!event.repeat) begin();
  };
  return (
    <button
      type="button"
      className={`button danger hold ${holding ? "holding" : ""}`}
      disabled={disabled}
      title={title}
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onKeyDown={press}
      onKeyUp={end}
      onBlur={end}
    >
      {children} <span className="hold-words">(hold)</span>
    </button>
  );
}
