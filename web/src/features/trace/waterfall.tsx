import { useMemo } from "react";
import type { RumorTree, TreeNode } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref } from "@/shared/lib/sauron/moment.ts";
import { duration } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Empty } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { criticalIndexes, lastNs } from "./layout.ts";

interface Row {
  node: TreeNode;
  index: number;
}
const rowKey = ({ index }: Row): string => String(index);
const rowsOf = (tree: RumorTree): Row[] => tree.nodes.map((node, index) => ({ node, index }));
const empty = <Empty>Nobody knows it.</Empty>;

function useMemberColumn(): Column<Row> {
  const href = useHref();
  return {
    key: "member",
    head: "Member",
    width: "minmax(6rem, 10rem)",
    narrow: "minmax(5rem, 7rem)",
    cell: ({ node }) => <MemberChip name={node.member} href={href(memberPath(node.member))} />,
  };
}

/** By time: how long each waited since the one that told it knew. */
export function Waterfall({ tree }: { tree: RumorTree }) {
  const member = useMemberColumn();
  const critical = useMemo(() => criticalIndexes(tree), [tree]);
  const last = lastNs(tree);
  const columns: Column<Row>[] = [
    member,
    { key: "hop", head: "Hop", width: "2.6rem", numeric: true, wideOnly: true, cell: ({ node }) => node.hop },
    {
      key: "bar",
      head: `Time, to ${duration(last / 1e6)}`,
      width: "minmax(8rem, 1fr)",
      cell: ({ node, index }) => {
        const parent = node.parent === undefined ? undefined : tree.nodes[node.parent];
        const from = Math.max(0, parent?.since_birth_ns ?? node.since_birth_ns) / last;
        const to = Math.max(0, node.since_birth_ns) / last;
        return (
          <svg className="bar" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
            <rect
              className={critical.has(index) ? "critical" : ""}
              x={from * 1000}
              y="3"
              width={Math.max(3, (to - from) * 1000)}
              height="10"
            />
          </svg>
        );
      },
    },
    {
      key: "after",
      head: "After",
      width: "5rem",
      numeric: true,
      cell: ({ node }) => duration(node.since_birth_ns / 1e6),
    },
  ];
  return <VirtualTable label="Waterfall" columns={columns} rows={rowsOf(tree)} rowKey={rowKey} empty={empty} />;
}

/** All that is known of each member's hearing. */
export function TraceTable({ tree }: { tree: RumorTree }) {
  const member = useMemberColumn();
  const columns: Column<Row>[] = [
    member,
    { key: "time", head: "Time", width: "6.8rem", cell: ({ node }) => <TimeLink at={node.wall_time} /> },
    {
      key: "after",
      head: "After",
      width: "5rem",
      numeric: true,
      cell: ({ node }) => duration(node.since_birth_ns / 1e6),
    },
    { key: "hop", head: "Hop", width: "3rem", numeric: true, wideOnly: true, cell: ({ node }) => node.hop },
    { key: "how", head: "How", width: "6rem", wideOnly: true, cell: ({ node }) => node.how },
    {
      key: "from",
      head: "From",
      width: "minmax(6rem, 1fr)",
      wideOnly: true,
      cell: ({ node }) => <bdi>{node.told_by ?? ""}</bdi>,
    },
    { key: "copies", head: "Copies", width: "4rem", numeric: true, wideOnly: true, cell: ({ node }) => node.copies },
    {
      key: "again",
      head: "Redundant",
      width: "5.5rem",
      numeric: true,
      wideOnly: true,
      cell: ({ node }) => node.duplicates,
    },
    {
      key: "told",
      head: "Told first",
      width: "5.5rem",
      numeric: true,
      wideOnly: true,
      cell: ({ node }) => node.children,
    },
    { key: "late", head: "Note", width: "5rem", wideOnly: true, cell: ({ node }) => (node.late ? "came later" : "") },
  ];
  return (
    <VirtualTable label="Members that know it" columns={columns} rows={rowsOf(tree)} rowKey={rowKey} empty={empty} />
  );
}
