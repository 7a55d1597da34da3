import type { Curve } from "@/shared/lib/sauron/ask.ts";
import type { Update } from "@/shared/lib/sauron/curve.ts";
import { memberPath, tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { duration } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Facts } from "@/shared/ui/drawer.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Command } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";

/** One update: when who knew it, hop by hop, beside what chance alone would have done. */
export function UpdatePanel({ update, command }: { update: Update; command: string }) {
  const href = useHref();
  const { event, curve } = update;
  const time = (ns: number | null | undefined) => (ns == null ? "not yet" : duration(ns / 1e6));
  const reached = curve.points.at(-1)?.members ?? 0;
  return (
    <Panel title="One update" className="one-update">
      <div className="one-update-inside">
        <p>
          <bdi className="foreign clipped">“{event.value}”</bdi>
        </p>
        <Facts
          facts={[
            [
              "By",
              <MemberChip key="by" name={event.origin ?? event.member} href={href(memberPath(event.origin ?? ""))} />,
            ],
            ["Born", <TimeLink key="born" at={event.wall_time} />],
            ["Reached", `${reached} of ${curve.living}`],
            ["Half knew", time(curve.t50_ns)],
            ["95 % knew", time(curve.t95_ns)],
            ["All knew", time(curve.t100_ns)],
            [
              "Copies",
              `${curve.copies.toLocaleString("en")}, of which ${curve.redundant.toLocaleString("en")} redundant`,
            ],
            ["One hop", curve.hop_ns == null ? undefined : `${duration(curve.hop_ns / 1e6)} (median)`],
          ]}
        />
        <p className="one-update-links">
          <a className="button" href={href(tracePath(event.uuid ?? ""))}>
            Trace
          </a>
          <a
            className="button"
            href={href("/spacetime", { from: event.wall_time, length: lengthOf(curve), uuid: event.uuid })}
          >
            In space-time
          </a>
        </p>
        <Hops curve={curve} />
        <TheoryWords curve={curve} />
        <p>
          <Command text={command} />
        </p>
      </div>
    </Panel>
  );
}

const lengthOf = ({ points }: Curve): string =>
  String(Math.max(2, Math.ceil(((points.at(-1)?.since_birth_ns ?? 0) * 1.2) / 1e6)));

function Hops({ curve }: { curve: Curve }) {
  const expected = curve.theory?.known ?? [];
  const heads = ["New", "Know it", "Expected"];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="plain-table hops" tabIndex={0} aria-label="Hop by hop">
      <table>
        <thead>
          <tr>
            <th scope="col">Hop</th>
            {heads.map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {curve.hops.map((heard, hop) => (
            <tr key={String(hop)}>
              <th scope="row">{hop === 0 ? "born" : hop}</th>
              <td className="number">{heard}</td>
              <td className="number">{curve.known[hop]}</td>
              <td className="number">{(expected[hop] ?? expected.at(-1))?.toFixed(1) ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The formula, and what it leaves out. */
function TheoryWords({ curve }: { curve: Curve }) {
  const { theory, living } = curve;
  if (!theory)
    return (
      <p className="muted">
        Nothing is expected: there is nobody else, or the member did not say to how many it tells news.
      </p>
    );
  return (
    <details className="theory-words" open>
      <summary>Theory</summary>
      <p>
        Whoever hears it tells {theory.fanout} of the other {living - 1} by chance, once and at once. Of the u that do
        not know it, when w have just heard it, so many are left a hop later:
      </p>
      <p className="formula">
        u′ = u · (1 − 1 ∕ (n − 1))<sup>f·w</sup>, n = {living}, f = {theory.fanout}
      </p>
      <p>
        Chance alone would end with {theory.known.at(-1)?.toFixed(1)} of {living}; the others are found by the
        announcements that go round the ring. In the drawing each hop takes as long as the median of those that were.
      </p>
      <p className="muted">
        “Infect and die”: Eugster, Guerraoui, Kermarrec, Massoulié, Epidemic Information Dissemination in Distributed
        Systems, IEEE Computer 37(5), 2004.
      </p>
    </details>
  );
}
