// How the map is looked at: what its address says. No React here.
import { type MatrixSort, sorts } from "./matrix_pixels.ts";
import { type Colouring, colourings } from "./palette.ts";

export interface MapSearch {
  layout?: string;
  colour?: string;
  lines?: string;
  window?: string;
  sort?: string;
  show?: string;
  select?: string;
  rumor?: string;
  t?: string;
}
/** What of the address shall be otherwise; undefined: not said any more. */
export type MapChange = Partial<Record<keyof MapSearch, string | undefined>>;
export const mapParameters = ["layout", "colour", "lines", "window", "sort", "show", "select", "rumor", "t"] as const;

export const layouts = ["ring", "matrix", "force"] as const;
export type Layout = (typeof layouts)[number];
export const lineChoices = ["all", "lost", "none"] as const;
export type Lines = (typeof lineChoices)[number];
export const windows = ["1s", "10s", "30s"] as const;
export type WindowLength = (typeof windows)[number];

export interface Look {
  layout: Layout;
  colouring: Colouring;
  lines: Lines;
  window: WindowLength;
  sort: MatrixSort;
  table: boolean;
}

/** Above so many members lines cross so often that fields say more. */
export const ring_max = 400;

const among = <Value extends string>(values: readonly Value[], asked: string | undefined, otherwise: Value): Value =>
  values.find((value) => value === asked) ?? otherwise;

export const lookOf = (search: MapSearch, members: number): Look => ({
  layout: among(layouts, search.layout, members > ring_max ? "matrix" : "ring"),
  colouring: among(colourings, search.colour, "state"),
  lines: among(lineChoices, search.lines, "all"),
  window: among(windows, search.window, "10s"),
  sort: among(sorts, search.sort, "name"),
  table: search.show === "table",
});

export const windowMs = (length: WindowLength): number => Number.parseInt(length, 10) * 1000;

/** Names in an address: a comma stands between two, and a backslash before one that is part of a name. */
export const namesText = (names: readonly string[]): string =>
  names.map((name) => name.replace(/[\\,]/g, "\\$&")).join(",");
export const namesOf = (text: string | undefined): string[] =>
  (text?.match(/(?:\\.|[^\\,])+/g) ?? []).map((name) => name.replace(/\\(.)/g, "$1"));
