import { useState } from "react";
import { call } from "@/shared/lib/api/call.ts";
import type { Control, State } from "@/shared/lib/api/member.ts";

type Order = "freeze" | "thaw" | "step";

/** Freeze, thaw and step as orders to this member, and what became of the latest. */
export function useOrders(token: string | null, onDone: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const order = async (what: Order) => {
    setBusy(true);
    setProblem(null);
    try {
      const body = what === "step" ? { intervals: 1 } : {};
      await call<Control>(`/api/v1/control/${what}`, { method: "POST", body, token });
      onDone();
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return { order, busy, problem, dismiss: () => setProblem(null) };
}

export type Orders = ReturnType<typeof useOrders>;

interface Props {
  frozen: State["frozen"];
  orders: Orders;
  /** Whether the member answers. */
  able: boolean;
}

/** What can be done to a running member. Reversible, so nothing is asked. */
export function FreezeButton({ frozen, orders, able }: Props) {
  if (frozen !== "no") return null;
  return (
    <button type="button" className="button" disabled={orders.busy || !able} onClick={() => orders.order("freeze")}>
      <PauseGlyph /> Freeze me
    </button>
  );
}

/** What can be done to a frozen one. */
export function ThawButtons({ orders, able }: Omit<Props, "frozen">) {
  const disabled = orders.busy || !able;
  return (
    <>
      <button type="button" className="button" disabled={disabled} onClick={() => orders.order("step")}>
        Step
      </button>
      <button type="button" className="button primary" disabled={disabled} onClick={() => orders.order("thaw")}>
        Thaw
      </button>
    </>
  );
}

const PauseGlyph = () => (
  <svg viewBox="0 0 16 16" width="11" height="11" aria-hidden="true">
    <path d="M3 1.500h3.500v13H3zm6.500 0H13v13H9.500z" fill="currentColor" />
  </svg>
);
