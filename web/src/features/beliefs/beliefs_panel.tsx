import { useMemo, useState } from "react";
import { type Beliefs, useAsk } from "@/shared/lib/sauron/ask.ts";
import { memberPath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { TwinButton } from "@/shared/ui/twin.tsx";
import { type Column, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import "./beliefs.css";
import { type Cell, fields_max, partWords, square_members, unusual } from "./matrix.ts";
import { MatrixCanvas } from "./matrix_canvas.tsx";

/** The square that is looked at: where it begins, among all members by name. */
export interface Square {
  row: number;
  column: number;
}
interface Props {
  square: Square | null;
  onSquare: (square: Square | null) => void;
}

/** Who believes what of whom, beside the truth. */
export function BeliefsPanel({ square, onSquare }: Props) {
  const moment = useMoment();
  const [table, setTable] = useState(false);
  const part = square ? { ...square, count: square_members } : { fields: fields_max };
  const found = useAsk("/api/v1/beliefs", { run: moment.run, at: moment.at, ...part }, moment, { every_ms: 2000 });
  const { data } = found;
  const note = data && `${data.wrong.toLocaleString("en")} wrong, ${data.doubtful.toLocaleString("en")} in doubt`;
  const open = (cell: Cell) => onSquare(squareAround(cell, data?.of ?? 0));
  return (
    <Panel title="Beliefs" note={note} className="beliefs" tools={<TwinButton table={table} onChange={setTable} />}>
      {data && <Part beliefs={data} square={square} onSquare={onSquare} />}
      {found.error && !data ? (
        <Problem what="The beliefs cannot be read." why={found.error.message} onRetry={found.refetch} />
      ) : !data ? (
        <Loading what="Asking who believes what" lines={6} />
      ) : data.members.length === 0 ? (
        <Empty command="watercooler new --count 5">Nobody believes anything yet. Start some members:</Empty>
      ) : table ? (
        <UnusualTable beliefs={data} onOpen={open} />
      ) : (
        <MatrixCanvas
          beliefs={data}
          summary={`${data.of.toLocaleString("en")} members; ${note}. ${partWords(data)}`}
          onOpen={open}
        />
      )}
    </Panel>
  );
}

/** Around the pairs of a field, and whole. */
function squareAround({ row, column }: Cell, of: number): Square {
  const begin = (at: number) => Math.max(0, Math.min(at - square_members / 2, of - square_members));
  return { row: begin(row), column: begin(column) };
}

function Part({ beliefs, square, onSquare }: Props & { beliefs: Beliefs }) {
  const words = partWords(beliefs);
  if (words === "" && !square) return null;
  return (
    <p className="matrix-part">
      {words}{" "}
      {square && (
        <button type="button" className="button" onClick={() => onSquare(null)}>
          Show all members
        </button>
      )}
    </p>
  );
}

function UnusualTable({ beliefs, onOpen }: { beliefs: Beliefs; onOpen: (cell: Cell) => void }) {
  const href = useHref();
  const rows = useMemo(() => unusual(beliefs), [beliefs]);
  const several = beliefs.per_field > 1;
  const who = (name: string) =>
    several ? <bdi>{name}</bdi> : <MemberChip name={name} href={href(memberPath(name))} />;
  const columns: Column<Cell>[] = [
    {
      key: "believer",
      head: "Who",
      width: "minmax(6rem, 1fr)",
      cell: (cell) => who(cell.believer),
    },
    {
      key: "about",
      head: "Holds",
      width: "minmax(6rem, 1fr)",
      cell: (cell) => who(cell.about),
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
      onOpen={(cell) => several && onOpen(cell)}
      empty={<Empty>Everybody holds everybody alive, and so it is.</Empty>}
    />
  );
}
