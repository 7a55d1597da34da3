import { useCallback } from "react";
import { useHindrance } from "@/shared/lib/sauron/use_control.ts";
import { ordersOf, undo_ms } from "./commands.ts";
import { tell } from "./notice_store.ts";
import { selection } from "./selection.ts";
import type { Orders } from "./use_orders.ts";

/** The keys that change the club. All of them want Shift; false: it is none of them. */
export function useControlKeys(orders: Orders): (event: KeyboardEvent) => boolean {
  const hindrance = useHindrance();
  return useCallback(
    (event) => {
      const commands = event.shiftKey ? ordersOf(event.key, selection.getState().names) : [];
      if (commands.length === 0) return false;
      if (!hindrance) void orders.give(...commands);
      else tell({ text: hindrance.replaceAll("`", ""), bad: false, cli: "", undo: [] }, Date.now() + undo_ms);
      return true;
    },
    [hindrance, orders],
  );
}
