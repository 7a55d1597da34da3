// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot leave out the rows that are not in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active row
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import "./virtual_table.css";

export interface Column<Row> {
  key: string;
  head: string;
  /** One track of CSS's grid-template-columns, such as "minmax(8rem, 1fr)". */
  width: string;
  /** The same where there is little room. */
  narrow?: string;
  numeric?: boolean;
  sortable?: boolean;
  /** Left out where there is little room. */
  wideOnly?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface Sort {
  key: string;
  down: boolean;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowClass?: (row: Row) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** A click on a row, or Enter. */
  onOpen?: (row: Row) => void;
  /** Any other key, on the active row. */
  onKey?: (key: string, row: Row) => void;
  /** Whether the reader has gone down from the first row. */
  onScrolled?: (away: boolean) => void;
  empty: ReactNode;
}

const row_px = 30;

/** A table of any length: only the rows in sight are in the document. Arrows or j and k move, Enter opens. */
export function VirtualTable<Row>(props: Props<Row>) {
  const { columns, rows, rowKey, label, empty } = props;
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => row_px,
    getItemKey: (index) => rowKey(rows[index] as Row),
    overscan: 8,
    initialRect: { width: 800, height: 600 },
  });

  const active = activeKey === null ? -1 : rows.findIndex((row) => rowKey(row) === activeKey);
  const activate = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (!row) return;
    setActiveKey(rowKey(row));
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / row_px) - 2);
    const to = target(event.key, active, rows.length, page);
    const row = rows[active];
    if (to !== null) activate(to);
    else if (event.key === "Enter" && row) props.onOpen?.(row);
    else if (row) return props.onKey?.(event.key, row);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroll}
      className="table"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      style={tracks(columns)}
      onKeyDown={press}
      onFocus={(event) => event.target === event.currentTarget && active < 0 && setActiveKey(firstKey(props))}
      onScroll={(event) => props.onScrolled?.(event.currentTarget.scrollTop > row_px / 2)}
    >
      <Head {...props} />
      <div role="rowgroup" className="table-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index] as Row;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
            <div
              key={item.key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === active}
              className={`table-row ${props.rowClass?.(row) ?? ""}`}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={(event) => {
                if ((event.target as Element).closest("a, button")) return;
                setActiveKey(rowKey(row));
                props.onOpen?.(row);
              }}
            >
              {columns.map((column) => (
                <div key={column.key} role="gridcell" className={cellClass(column)}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {rows.length === 0 && empty}
    </div>
  );
}

function Head<Row>({ columns, sort, onSort }: Props<Row>) {
  return (
    <div role="rowgroup" className="table-head">
      <div role="row" aria-rowindex={1} className="table-row">
        {columns.map((column) => {
          const down = sort?.key === column.key ? sort.down : null;
          return (
            <div
              key={column.key}
              role="columnheader"
              className={cellClass(column)}
              aria-sort={down === null ? undefined : down ? "descending" : "ascending"}
            >
              {column.sortable ? (
                <button type="button" onClick={() => onSort?.({ key: column.key, down: down === false })}>
                  {column.head}
                  <span aria-hidden="true">{down === null ? "" : down ? " ↓" : " ↑"}</span>
                </button>
              ) : (
                column.head
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function tracks<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const wide = columns.map((column) => column.width).join(" ");
  const narrow = columns
    .filter((column) => !column.wideOnly)
    .map((column) => column.narrow ?? column.width)
    .join(" ");
  return { "--wide": wide, "--narrow": narrow } as CSSProperties;
}

const cellClass = <Row,>({ numeric, wideOnly }: Column<Row>): string =>
  `table-cell${numeric ? " number" : ""}${wideOnly ? " wide-only" : ""}`;

function firstKey<Row>({ rows, rowKey }: Props<Row>): string | null {
  const first = rows[0];
  return first === undefined ? null : rowKey(first);
}

/** The row that a key leads to; null if it leads nowhere. */
function target(key: string, active: number, count: number, page: number): number | null {
  switch (key) {
    case "ArrowDown":
    case "j":
      return active + 1;
    case "ArrowUp":
    case "k":
      return active - 1;
    case "PageDown":
      return active + page;
    case "PageUp":
      return active - page;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
