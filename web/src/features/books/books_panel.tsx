import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { duration, plural } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { PortLink } from "@/shared/ui/port_link.tsx";
import { Empty, Loading } from "@/shared/ui/states.tsx";
import { type Column, type Sort, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { chosenRows, type ToldBook } from "./rows.ts";

const highlight_ms = 1500;

interface Props {
  books: ReadonlyMap<string, ToldBook>;
  changed: ReadonlyMap<string, number>;
  /** Whether the member has answered at all. */
  known: boolean;
  now: number;
  clock: number;
  onOpen: (name: string) => void;
  children?: ReactNode;
}

/** The books table: who reads what, of everybody this member knows. */
export function BooksPanel({ books, changed, known, now, clock, onOpen, children }: Props) {
  const [find, setFind] = useState("");
  const [sort, setSort] = useState<Sort>({ key: "name", down: false });
  const wanted = useDeferredValue(find);
  const rows = useMemo(() => chosenRows(books.values(), wanted, sort), [books, wanted, sort]);
  const columns = useMemo(() => columnsAt(clock), [clock]);
  const note = wanted ? `${rows.length} of ${plural(books.size, "row")}` : known && plural(books.size, "row");
  return (
    <Panel title="Books" note={note} className="books" tools={<Find find={find} onFind={setFind} />}>
      <VirtualTable
        label="Books"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.name}
        rowClass={(row) =>
          `${row.own ? "own" : ""} ${now - (changed.get(row.name) ?? 0) < highlight_ms ? "changed" : ""}`
        }
        sort={sort}
        onSort={setSort}
        onOpen={(row) => onOpen(row.name)}
        onKey={(key, row) => key === "v" && onOpen(row.name)}
        empty={<NoRows known={known} find={wanted} onClear={() => setFind("")} />}
      />
      {children}
    </Panel>
  );
}

function Find({ find, onFind }: { find: string; onFind: (text: string) => void }) {
  return (
    <label className="find">
      Find{" "}
      <input
        id="find"
        type="search"
        className="field"
        placeholder="name or book"
        autoComplete="off"
        value={find}
        onChange={(event) => onFind(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onFind("")}
      />
      <span aria-hidden="true">
        <kbd>/</kbd>
      </span>
    </label>
  );
}

function NoRows({ known, find, onClear }: { known: boolean; find: string; onClear: () => void }) {
  if (!known) return <Loading what="Asking the member for its books" lines={6} />;
  if (!find) return <Empty command="watercooler new --count 5">Nobody has told a book yet. Start some members:</Empty>;
  return (
    <Empty>
      Nothing has “<bdi className="foreign">{find}</bdi>” in its name or book.{" "}
      <button type="button" className="button" onClick={onClear}>
        Show all
      </button>
    </Empty>
  );
}

function columnsAt(clock: number): Column<ToldBook>[] {
  return [
    {
      key: "name",
      head: "Node name",
      width: "minmax(7rem, 1fr)",
      narrow: "minmax(6rem, 1.2fr)",
      sortable: true,
      cell: nameCell,
    },
    { key: "port", head: "Port", width: "4rem", narrow: "3rem", numeric: true, sortable: true, cell: portCell },
    {
      key: "book",
      head: "Favourite book",
      width: "minmax(9rem, 2.2fr)",
      narrow: "minmax(4rem, 1.6fr)",
      sortable: true,
      cell: bookCell,
    },
    {
      key: "version",
      head: "Version",
      width: "4.6rem",
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: (row) => row.version,
    },
    {
      key: "age",
      head: "Age",
      width: "4.2rem",
      narrow: "3.6rem",
      numeric: true,
      sortable: true,
      cell: (row) => (row.book === null ? "–" : duration(row.age_ms + Math.max(0, clock - row.told))),
    },
  ];
}

function nameCell(row: ToldBook) {
  return (
    <span className="name-cell">
      <MemberChip name={row.name} state={row.status} />
      {row.own && <span className="tag">me</span>}
      {row.http && (
        <span className="tag" title="Speaks nothing but HTTP; living members tell it every book.">
          HTTP only
        </span>
      )}
    </span>
  );
}

function portCell(row: ToldBook) {
  const linked = !row.own && !row.stranger && (row.status === "alive" || row.status === "suspect");
  return <PortLink name={row.name} address={row.address} port={row.port} linked={linked} />;
}

function bookCell(row: ToldBook) {
  if (row.book === null) return <span className="muted">not known yet</span>;
  return <bdi title={row.book.slice(0, 400)}>{row.book}</bdi>;
}
