import type { RumorTree } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref } from "@/shared/lib/sauron/moment.ts";
import { duration } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";

type Cite = { member: string; boot: string; seq: number };

/** The way to the last one, the longest wait on it, and who waits still. */
export function CriticalPath({ tree }: { tree: RumorTree }) {
  const href = useHref();
  const nodes = new Map(tree.nodes.map((node) => [node.member, node]));
  const { slowest, missing } = tree;
  return (
    <Panel title="Critical path" className="critical-path">
      <div className="critical-inside" data-tour="path">
        <ol>
          {tree.critical.map((member) => (
            <li key={member}>
              <MemberChip name={member} href={href(memberPath(member))} />
              <Learned node={nodes.get(member)} uuid={tree.uuid} />
            </li>
          ))}
        </ol>
        {slowest ? (
          <p>
            Its longest wait: <strong>{duration(slowest.ns / 1e6)}</strong>, until <bdi>{slowest.member}</bdi> had it.{" "}
            <bdi className="foreign">{slowest.says}</bdi>. <Cites cites={slowest.cites} />
          </p>
        ) : (
          <p className="muted">Nothing held it up.</p>
        )}
        {missing.length > 0 && (
          <div data-tour="missing">
            <h3>Do not have it</h3>
            <ul className="missing">
              {missing.map((each) => (
                <li key={each.member}>
                  <MemberChip name={each.member} href={href(memberPath(each.member))} />{" "}
                  <bdi className="foreign muted">{each.reason}</bdi> <Cites cites={each.cites} />
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  );
}

/** After which time it had it, and the way to the event that says so. */
function Learned({ node, uuid }: { node: RumorTree["nodes"][number] | undefined; uuid: string }) {
  const href = useHref();
  if (!node) return null;
  return (
    <a
      className="number"
      title={`The event by which ${node.member} had it`}
      href={href("/requests", { event: nameOf(node.cite), filter: `uuid:${uuid}` })}
    >
      {duration(node.since_birth_ns / 1e6)}
    </a>
  );
}

const nameOf = ({ member, boot, seq }: Cite): string => `${member}.${boot}.${seq}`;

/** The events that a statement stands on. */
function Cites({ cites }: { cites: readonly Cite[] }) {
  const href = useHref();
  return cites.map((cite) => (
    <a
      key={`${cite.member} ${cite.seq}`}
      className="cite"
      href={href("/requests", { event: nameOf(cite), filter: "" })}
    >
      <bdi>{cite.member}</bdi>#{cite.seq}
    </a>
  ));
}
