import { AskingSwitch } from "@/features/control/asker.tsx";
import type { MessageKind } from "@/shared/lib/message_kind.ts";
import { Drawer } from "@/shared/ui/drawer.tsx";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { type MemberState, StateMark } from "@/shared/ui/state_mark.tsx";
import { ThemeSwitch } from "@/shared/ui/theme_switch.tsx";
import { pages } from "./pages.ts";

const keys: readonly (readonly [string, string])[] = [
  ["Ctrl K", "search; also / where the page has no filter"],
  ["/", "the filter, on Requests and Members"],
  ...pages.map((page) => [`g ${page.key}`, page.name] as const),
  ["Space", "pause the view, or go on"],
  ["L", "live: back to now"],
  [", .", "one event back, forward"],
  ["< >", "one state change back, forward"],
  ["Home End", "the first event, the last"],
  ["j k ↑ ↓", "move in a table"],
  ["Enter", "open the row; on the map: choose, once more to open"],
  ["← → ↑ ↓", "Map: round the ring, or over the matrix"],
  ["Shift Enter", "Map: choose one more, or not"],
  ["x", "Map, as a table: choose one more, or not"],
  ["t", "Requests: the row's trace"],
  ["y", "Requests: copy the row's id"],
  ["e", "Requests: export what is shown"],
  ["n N", "Trace: the next, the previous match"],
  ["W S A D", "Space-time: closer, farther, earlier, later"],
  ["x", "Space-time: turn the time"],
  ["T", "as a table, or as a drawing"],
  ["Shift F", "freeze the club; on a member's page, that member"],
  ["Shift U", "thaw it"],
  ["Shift S", "let it run for one gossip interval"],
  ["Esc", "close"],
];

const states: readonly (readonly [MemberState, string])[] = [
  ["alive", "runs, and nobody doubts it"],
  ["suspect", "somebody suspects it, or holds it dead though it runs"],
  ["dead", "it ended without a goodbye"],
  ["frozen", "its protocol time stands still"],
  ["left", "said goodbye"],
  ["silent", "says nothing, and nobody knows why"],
];

const kinds: readonly (readonly [MessageKind, string])[] = [
  ["push", "a rumor with its book"],
  ["pull", "an announcement, or the question for what was announced"],
  ["digest", "comparing tables"],
  ["membership", "who is there: pings, answers, suspicions"],
  ["fault", "something failed or was dropped"],
  ["control", "the program itself"],
];

/** What the keys, the shapes and the lines mean. */
export function Help({ onClose, onTour }: { onClose: () => void; onTour: () => void }) {
  return (
    <Drawer title="Keys and signs" onClose={onClose}>
      <p>
        <button
          type="button"
          className="button"
          onClick={() => {
            onClose();
            onTour();
          }}
        >
          Take the guided tour
        </button>{" "}
        <span className="muted">two minutes</span>
      </p>
      <dl className="facts">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="settings">
        <ThemeSwitch /> <AskingSwitch />
      </p>
      <section>
        <h3>Members</h3>
        <ul className="legend">
          {states.map(([state, what]) => (
            <li key={state}>
              <StateMark state={state} /> <span className="muted">{what}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>Messages</h3>
        <ul className="legend">
          {kinds.map(([kind, what]) => (
            <li key={kind}>
              <span>
                <KindLine kind={kind} />
                {kind}
              </span>{" "}
              <span className="muted">{what}</span>
            </li>
          ))}
        </ul>
      </section>
    </Drawer>
  );
}
