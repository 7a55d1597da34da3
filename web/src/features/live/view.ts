// What the page knows of its member, folded from the frames of the stream. No React here, and no clock: `now` is given.
import type { BookRow, Delta, Member, MemberEvent, Messages, Snapshot, State } from "@/shared/lib/api/member.ts";

/** A row and when it was told, by the view's clock: its ages grow from there. */
export type Told<Row> = Row & { told: number };

/** One value that an origin has had, as far as the events tell. */
export interface SeenVersion {
  version: number;
  value: string;
  uuid: string;
  wall_time: string | undefined;
  from: string;
}

export interface View {
  state: State | null;
  books: ReadonlyMap<string, Told<BookRow>>;
  peers: ReadonlyMap<string, Told<Member>>;
  messages: Messages | null;
  events: readonly MemberEvent[];
  seq: number;
  versions: ReadonlyMap<string, readonly SeenVersion[]>;
  /** When a row's book changed before our eyes. */
  changed: ReadonlyMap<string, number>;
  frozenSince: number | null;
  stopped_ms: number;
}

const events_max = 2000;
const versions_max = 50;

export const nothing: View = {
  state: null,
  books: new Map(),
  peers: new Map(),
  messages: null,
  events: [],
  seq: 0,
  versions: new Map(),
  changed: new Map(),
  frozenSince: null,
  stopped_ms: 0,
};

/** The view's clock: like the member's protocol time, it stands still while the member is frozen. */
export const clockOf = (view: View, now: number): number => (view.frozenSince ?? now) - view.stopped_ms;

/** How old a row's number is by now. */
export const aged = (ms: number | null | undefined, told: number, clock: number): number | null =>
  ms === null || ms === undefined ? null : ms + Math.max(0, clock - told);

export function takeSnapshot(view: View, { state, books }: Pick<Snapshot, "state" | "books">, now: number): View {
  const reborn = view.state !== null && view.state.self.boot !== state.self.boot;
  const before = reborn ? { ...nothing, messages: view.messages } : view;
  const next = freeze({ ...before, state }, state.frozen, now);
  const clock = clockOf(next, now);
  return {
    ...next,
    peers: told([], others(state.members), clock),
    books: told([], books, clock),
    changed: changes(before, books, now),
  };
}

export function takeDelta(view: View, delta: Delta, now: number): View {
  if (!view.state) return view;
  const state = { ...view.state, frozen: delta.frozen, held: delta.held, seq: delta.seq };
  const next = freeze({ ...view, state }, delta.frozen, now);
  const clock = clockOf(next, now);
  const gone = new Set(delta.gone);
  return takeEvents(
    {
      ...next,
      peers: delta.members.length + gone.size === 0 ? view.peers : told(view.peers, others(delta.members), clock, gone),
      books: delta.books.length + gone.size === 0 ? view.books : told(view.books, delta.books, clock, gone),
      changed: changes(view, delta.books, now),
    },
    delta.events,
  );
}

export function takeEvents(view: View, events: readonly MemberEvent[]): View {
  const newer = events.filter((event) => event.seq > view.seq);
  const last = newer.at(-1);
  if (!last) return view;
  return {
    ...view,
    events: [...view.events, ...newer].slice(-events_max),
    seq: last.seq,
    versions: newer.reduce(addVersion, view.versions),
  };
}

function told<Row extends { name: string }>(
  before: Iterable<readonly [string, Told<Row>]>,
  rows: readonly Row[],
  clock: number,
  gone: ReadonlySet<string> = new Set(),
): Map<string, Told<Row>> {
  const table = new Map(before);
  for (const row of rows) table.set(row.name, { ...row, told: clock });
  for (const name of gone) table.delete(name);
  return table;
}

const others = (members: readonly Member[]): Member[] => members.filter((member) => !member.self);

function freeze(view: View, frozen: State["frozen"], now: number): View {
  if (frozen !== "no") return view.frozenSince === null ? { ...view, frozenSince: now } : view;
  if (view.frozenSince === null) return view;
  return { ...view, frozenSince: null, stopped_ms: view.stopped_ms + (now - view.frozenSince) };
}

/** What was there before and is another version now. What is new to us has not changed. */
function changes(view: View, rows: readonly BookRow[], now: number): ReadonlyMap<string, number> {
  const changed = rows.filter((row) => {
    const before = view.books.get(row.name);
    return before !== undefined && (before.version !== row.version || before.book !== row.book);
  });
  if (changed.length === 0) return view.changed;
  const all = new Map(view.changed);
  for (const row of changed) all.set(row.name, now);
  return all;
}

function addVersion(versions: View["versions"], event: MemberEvent): View["versions"] {
  const { kind, key, origin, value, uuid, version } = event;
  if (kind !== "born" && kind !== "applied") return versions;
  if (key !== "book" || !origin || value === undefined || !uuid || version === undefined) return versions;
  const seen = versions.get(origin) ?? [];
  if (seen.some((each) => each.uuid === uuid)) return versions;
  const all = new Map(versions);
  const one: SeenVersion = { version, value, uuid, wall_time: event.wall_time, from: event.peer ?? "" };
  return all.set(origin, [one, ...seen].slice(0, versions_max));
}
