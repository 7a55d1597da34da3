import type { MessageKind } from "@/shared/lib/message_kind.ts";
import { Drawer } from "@/shared/ui/drawer.tsx";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { type MemberState, StateMark } from "@/shared/ui/state_mark.tsx";

const keys = [
  ["/", "find in the books"],
  ["Tab", "to the next table, link or button"],
  ["↑ ↓ or k j", "move in a table"],
  ["Home End PgUp PgDn", "move further"],
  ["Enter", "open the row"],
  ["v", "the versions of a book, in Books and Peers"],
  ["L", "Activity: back to the newest"],
  ["T", "another theme"],
  ["Esc", "close, or clear what is to be found"],
] as const;

const states: readonly (readonly [MemberState, string])[] = [
  ["alive", "answers"],
  ["suspect", "did not answer; it may refute"],
  ["dead", "did not refute in time"],
  ["frozen", "protocol time stands still"],
  ["left", "said goodbye"],
  ["stranger", "known from a rumor only"],
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
export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Drawer title="Keys and signs" onClose={onClose}>
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
