import { useState } from "react";
import { commandText } from "@/shared/lib/sauron/command_text.ts";
import { useHindrance } from "@/shared/lib/sauron/use_control.ts";
import { plural } from "@/shared/lib/words.ts";
import { AskDialog } from "./ask_dialog.tsx";
import { useAsking } from "./asking.ts";
import { type Command, chunked, isolate, step } from "./commands.ts";
import "./control.css";
import { Hint } from "./hint.tsx";
import { HoldButton } from "./hold_button.tsx";
import { PickForm } from "./pick_form.tsx";
import { useSelected } from "./selection.ts";
import { useOrders } from "./use_orders.ts";

/** What can be done to these members. What can be taken back is done at once. */
export function MemberActions({ names }: { names: readonly string[] }) {
  const orders = useOrders();
  const hindrance = useHindrance();
  // Whoever wants it otherwise is asked never, or before each order.
  const twice = useAsking() === "usual";
  const [asked, setAsked] = useState<"stop" | "pick" | null>(null);
  useSelected(names);
  if (names.length === 0) return <p className="muted">Select members, and what can be done to them is here.</p>;
  const disabled = hindrance !== null || orders.busy;
  const title = (commands: readonly Command[]) =>
    hindrance?.replaceAll("`", "") ?? commandText(orders.cli, commands[0] ?? []);
  const give = (...commands: Command[]) => ({
    disabled,
    title: title(commands),
    onClick: () => void orders.give(...commands),
  });
  const [only] = names.length === 1 ? names : [];
  const stop = chunked(["stop"], names);
  const kill = chunked(["kill"], names);
  return (
    <div className="member-actions">
      <button type="button" className="button" {...give(...chunked(["freeze"], names))}>
        Freeze
      </button>
      <button type="button" className="button" {...give(...chunked(["thaw"], names))}>
        Thaw
      </button>
      <button type="button" className="button" {...give(...chunked(step(1), names))}>
        Step
      </button>
      {only && (
        <>
          <button type="button" className="button" {...give(["step", "--event", only])}>
            One message
          </button>
          <button
            type="button"
            className="button"
            disabled={disabled}
            aria-expanded={asked === "pick"}
            onClick={() => setAsked(asked === "pick" ? null : "pick")}
          >
            Pick a book
          </button>
        </>
      )}
      <button type="button" className="button" {...give(...isolated(names))}>
        Isolate
      </button>
      <button
        type="button"
        className="button"
        {...give(...stop)}
        onClick={() => (only || !twice ? void orders.give(...stop) : setAsked("stop"))}
      >
        Stop
      </button>
      {only || !twice ? (
        <button type="button" className="button danger" {...give(...kill)}>
          {only ? "Kill" : `Kill ${names.length.toLocaleString("en")}`}
        </button>
      ) : (
        <HoldButton disabled={disabled} title={title(kill)} onHeld={() => void orders.give(...kill)}>
          Kill {names.length.toLocaleString("en")}
        </HoldButton>
      )}
      {hindrance && <Hint text={hindrance} />}
      {asked === "pick" && only && (
        <PickForm name={only} disabled={disabled} orders={orders} onDone={() => setAsked(null)} />
      )}
      {asked === "stop" && (
        <AskDialog
          title={`Stop ${plural(names.length, "member")}?`}
          yes="Stop them"
          onYes={() => void orders.give(...stop)}
          onClose={() => setAsked(null)}
        >
          <p>They say goodbye to the others and end.</p>
        </AskDialog>
      )}
    </div>
  );
}

const isolated = (names: readonly string[]): Command[] => chunked([], names).map((some) => isolate(some));
