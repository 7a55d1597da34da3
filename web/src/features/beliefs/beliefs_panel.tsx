import { useMemo, useState } from "react";
import { type Beliefs, useAsk } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import "./beliefs.css";
import { type Cell, unusual } from "./matrix.ts";
import { MatrixCanvas } from "./matrix_canvas.tsx";

/** Who believes what of whom, beside the truth. */
export function BeliefsPanel() {
  const moment = useMoment();
  const [table, setTable] = useState(false);
  const found = useAsk("/api/v1/beliefs", { run: moment.run, at: moment.at }, moment, { every_ms: 2000 });
  const { data } = found;
  const note = data && `${data.wrong.toLocaleString("en")} wrong, ${data.doubtful.toLocaleString("en")} in doubt`;
  return (
    <Panel title="Beliefs" note={note} className="beliefs" tools={<TwinButton table={table} onChange={setTable} />}>
      {found.error && !data ? (
        <Problem what="The beliefs cannot be read." why={found.error.message} onRetry={found.refetch} />
      ) : !data ? (
        <Loading what="Asking who believes what" lines={6} />
      ) : data.members.length === 0 ? (
        <Empty command="watercooler new --count 5">Nobody believes anything yet. Start some members:</Empty>
      ) : table ? (
        <UnusualTable beliefs={data} />
      ) : (
        <MatrixCanvas beliefs={data} summary={`${data.members.length} members; ${note}.`} />
      )}
    </Panel>
  );
}

function UnusualTable({ beliefs }: { beliefs: Beliefs }) {
  const href = useHref();
  const rows = useMemo(() => unusual(beliefs), [beliefs]);
  const columns: Column<Cell>[] = [
    {
      key: "believer",
      head: "Who",
      width: "minmax(6rem, 1fr)",
      cell: (cell) => <MemberChip name={cell.believer} href={href(memberPath(cell.believer))} />,
    },
    {
      key: "about",
      head: "Holds",
      width: "minmax(6rem, 1fr)",
      cell: (cell) => <MemberChip name={cell.about} href={href(memberPath(cell.about))} />,
    },
    { key: "belief", head: "To be", width: "6rem", cell: (cell) => cell.belief },
    { key: "truth", head: "Which is", width: "6rem", cell: (cell) => cell.truth },
    { key: "wrong", head: "Note", width: "5rem", cell: (cell) => (cell.wrong ? "wrong" : "") },
  ];
  return (
    <VirtualTable
      label="Beliefs that are not simply: alive, and so it is"
      columns={columns}
      rows={rows}
      rowKey={(cell) => `${cell.believer}\n${cell.about}`}
      empty={<Empty>Everybody holds everybody alive, and so it is.</Empty>}
    />
  );
}
