import { Hint } from "@/features/control/hint.tsx";
import { useOrders } from "@/features/control/use_orders.ts";
import { partitionOf } from "@/features/map/partition.ts";
import { commandText } from "@/shared/lib/sauron/command_text.ts";
import { useHindrance } from "@/shared/lib/sauron/use_control.ts";
import { Command } from "@/shared/ui/states.tsx";

const span = "5m";

interface Props {
  /** Everybody, and who of them shall be alone among themselves. */
  names: readonly string[];
  chosen: ReadonlySet<string>;
}

/** Cuts the chosen off from all others, for a while; or says why that cannot be said to the club. */
export function PartitionTool({ names, chosen }: Props) {
  const orders = useOrders();
  const hindrance = useHindrance();
  const cut = partitionOf(names, chosen, span);
  return (
    <section className="map-partition" aria-label="A partition">
      <button
        type="button"
        className="button"
        disabled={hindrance !== null || orders.busy || "refused" in cut}
        onClick={() => "command" in cut && void orders.give(cut.command)}
      >
        Cut off from the others
      </button>
      {"refused" in cut ? <Hint text={cut.refused} /> : <Command text={commandText(orders.cli, cut.command)} />}
    </section>
  );
}
