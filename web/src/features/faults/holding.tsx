import { commandText } from "@/shared/lib/sauron/command_text.ts";
import type { PostedFault } from "@/shared/lib/sauron/control.ts";
import { duration, plural } from "@/shared/lib/words.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { Command, Empty, Problem } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";
import type { Span } from "./spans.ts";

interface Props {
  /** The club's, now; null: a moment is looked at, and `spans` tells of it. */
  faults: readonly PostedFault[] | null;
  spans: readonly Span[];
  cli: string;
  unable: boolean;
  busy: boolean;
  problem: string | null;
  onOrder: (command: string[]) => void;
}

/** The faults that hold, each with the button that ends it. */
export function HoldingPanel(props: Props) {
  const { faults, spans, cli, unable, busy, problem, onOrder } = props;
  const heal = ["chaos", "heal"];
  const tools = faults && faults.length > 0 && (
    <button type="button" className="button" disabled={busy || unable} onClick={() => onOrder(heal)}>
      Heal all
    </button>
  );
  return (
    <Panel title="Faults that hold" className="holding" tools={tools}>
      {faults ? <Now {...props} faults={faults} /> : <Then spans={spans} />}
      {faults && faults.length > 0 && (
        <p className="holding-command">
          <Command text={commandText(cli, heal)} />
        </p>
      )}
      {problem && <Problem what="What holds now cannot be told." why={problem} />}
    </Panel>
  );
}

function Now({ faults, cli, unable, busy, onOrder }: Props & { faults: readonly PostedFault[] }) {
  if (faults.length === 0) return <Empty>Nothing disturbs the network between members.</Empty>;
  return (
    <ul className="holding-rows">
      {faults.map((fault) => {
        const command = ["chaos", "rm", String(fault.id)];
        return (
          <li key={fault.id}>
            <bdi className="foreign mono">{fault.fault}</bdi>
            <span className="muted">{leftWords(fault)}</span>
            <button
              type="button"
              className="button"
              disabled={busy || unable}
              title={commandText(cli, command)}
              aria-label={`End fault ${fault.id}, ${fault.fault}`}
              onClick={() => onOrder(command)}
            >
              End
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function leftWords({ for_ms, left_ms }: PostedFault): string {
  if (for_ms === null) return "until it is healed";
  return left_ms === null ? `for ${duration(for_ms)}` : `for ${duration(left_ms)} more`;
}

function Then({ spans }: { spans: readonly Span[] }) {
  if (spans.length === 0) return <Empty>None, as far as members told.</Empty>;
  return (
    <ul className="holding-rows">
      {spans.map((span) => (
        <li key={`${span.words} ${span.began.wall_time}`}>
          <bdi className="foreign mono">{span.words}</bdi>
          <span className="muted">at {plural(span.holders.size, "member")}, since</span>
          <TimeLink at={span.began.wall_time} />
        </li>
      ))}
    </ul>
  );
}
