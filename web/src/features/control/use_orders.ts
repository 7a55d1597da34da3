import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { commandText } from "@/shared/lib/sauron/command_text.ts";
import { control } from "@/shared/lib/sauron/control.ts";
import { useClub } from "@/shared/lib/sauron/use_control.ts";
import { confirmed } from "./asking.ts";
import { type Command, doneWords, failed, undo_ms, undoOf } from "./commands.ts";
import { tell } from "./notice_store.ts";

export interface Orders {
  /** One command after the other, as far as they succeed; what became of them is said as a notice. */
  give: (...commands: Command[]) => Promise<void>;
  busy: boolean;
  /** What stands before a verb when it is typed. */
  cli: string;
}

/** Gives orders to the club, says what became of each, and has the pages look again. */
export function useOrders(): Orders {
  const cli = useClub().data?.cli ?? "watercooler";
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const give = useCallback(
    async (...commands: Command[]) => {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      const fine = await confirmed(commands.map((command) => commandText(cli, command)).join("\n"));
      for (const command of fine ? commands : []) if (!(await giveOne(command, cli))) break;
      running.current = false;
      setBusy(false);
      await queries.invalidateQueries({ queryKey: ["/api/v1/control"] });
      void queries.invalidateQueries({ queryKey: ["/api/v1/roster"] });
    },
    [cli, queries],
  );
  return useMemo(() => ({ give, busy, cli }), [give, busy, cli]);
}

/** False: it failed. */
async function giveOne(command: Command, cli: string): Promise<boolean> {
  const until = Date.now() + undo_ms;
  try {
    const done = await control(command);
    const bad = failed(done);
    tell({ text: doneWords(command, done), bad, cli: done.command, undo: undoOf(command, done) }, Date.now() + undo_ms);
    return !bad;
  } catch (error) {
    tell({ text: (error as Error).message, bad: true, cli: commandText(cli, command), undo: [] }, until);
    return false;
  }
}
