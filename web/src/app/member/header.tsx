import { FreezeButton, type Orders } from "@/features/controls/controls.tsx";
import type { Link } from "@/features/live/live.ts";
import type { State } from "@/shared/lib/api/member.ts";
import { Drop } from "@/shared/ui/drop.tsx";
import { type MemberState, StateMark } from "@/shared/ui/state_mark.tsx";
import { ThemeSwitch } from "@/shared/ui/theme_switch.tsx";

interface Props {
  state: State | null;
  link: Link;
  orders: Orders;
  token: string | null;
  onHelp: () => void;
}

function stateOf(state: State | null, link: Link): MemberState {
  if (link.kind === "lost") return "silent";
  if (!state) return "starting";
  return state.frozen === "no" ? "alive" : "frozen";
}

/** Who this is, how it is, and what can be done to it. */
export function Header({ state, link, orders, token, onHelp }: Props) {
  const self = state?.self;
  return (
    <header className="top">
      <a className="brand" href="/">
        <Drop /> Watercooler
      </a>
      <h1>
        <bdi>{self?.name ?? "…"}</bdi>
      </h1>
      <StateMark state={stateOf(state, link)} />
      {self && (
        <p className="muted where">
          {self.address.includes(":") ? `[${self.address}]` : self.address}:{self.port} · club <bdi>{self.club}</bdi>
        </p>
      )}
      <div className="top-tools">
        {state && token && <FreezeButton frozen={state.frozen} orders={orders} able={link.kind !== "lost"} />}
        {self?.sauron && (
          <a className="button" href={self.sauron}>
            Sauron <span aria-hidden="true">›</span>
          </a>
        )}
        <ThemeSwitch />
        <button type="button" className="button" onClick={onHelp} aria-label="Keys and help" title="Keys and help (?)">
          ?
        </button>
      </div>
    </header>
  );
}
