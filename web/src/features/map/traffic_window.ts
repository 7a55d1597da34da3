// Who sent how much to whom lately: Sauron's frames, added up over a stretch of time. No React here.
import type { Traffic } from "@/shared/lib/sauron/ask.ts";

export interface Part {
  /** How much time it is about. */
  ms: number;
  from: Uint32Array;
  to: Uint32Array;
  messages: Uint32Array;
  lost: Uint32Array;
  told: Traffic;
  unread: number;
}

/** Fields, columns by columns: more members than this are not drawn as a map. */
export const members_max = 2000;

/** Grows by what happened, and forgets what is older than its length. Costs what comes, not what is there. */
export class TrafficWindow {
  readonly length_ms: number;
  members: readonly string[] = [];
  /** Of each pair, row by row: the sender's row. */
  messages = new Uint32Array(0);
  lost = new Uint32Array(0);
  /** Of each member. */
  sends = new Uint32Array(0);
  receives = new Uint32Array(0);
  losses = new Uint32Array(0);
  readonly total = { messages: 0, lost: 0, elsewhere: 0, more: 0, unread: 0, ms: 0 };
  /** Why they were lost, and how many for each cause. */
  readonly causes = new Map<string, number>();
  latest: Part | null = null;
  /** Counts the changes, for who draws. */
  version = 0;
  private names: string[] = [];
  private parts: Part[] = [];
  private places = new Map<string, number>();
  private placeOf: Int32Array = new Int32Array(0);

  constructor(length_ms: number) {
    this.length_ms = length_ms;
  }

  /** Whom it is about, and in which order. What was counted stays. */
  setMembers(names: readonly string[]): void {
    const members = names.slice(0, members_max);
    if (members.length === this.members.length && members.every((name, at) => name === this.members[at])) return;
    this.members = members;
    this.places = new Map(members.map((name, at) => [name, at]));
    this.messages = new Uint32Array(members.length ** 2);
    this.lost = new Uint32Array(members.length ** 2);
    this.sends = new Uint32Array(members.length);
    this.receives = new Uint32Array(members.length);
    this.losses = new Uint32Array(members.length);
    this.findPlaces();
    for (const part of this.parts) this.count(part, 1);
    ++this.version;
  }

  take(told: Traffic, ms: number, unread = 0): void {
    if (told.known < this.names.length) this.forget(); // another connection numbers anew
    this.names.push(...told.names);
    this.findPlaces();
    const part: Part = {
      ms,
      from: Uint32Array.from(told.edges.from),
      to: Uint32Array.from(told.edges.to),
      messages: Uint32Array.from(told.edges.messages),
      lost: Uint32Array.from(told.edges.lost),
      told,
      unread,
    };
    this.parts.push(part);
    this.latest = part;
    this.count(part, 1);
    this.sum(part, 1);
    while (this.parts.length > 1 && this.total.ms > this.length_ms) this.drop();
    ++this.version;
  }

  forget(): void {
    while (this.parts.length > 0) this.drop();
    this.names = [];
    this.latest = null;
    ++this.version;
  }

  /** Of a name's number as Sauron tells it: the member's place; -1: nobody here. */
  place(number: number): number {
    return this.placeOf[number] ?? -1;
  }

  perSecond(count: number): number {
    return this.total.ms > 0 ? (count * 1000) / this.total.ms : 0;
  }

  /** Messages of the latest part, by the second. */
  get rate(): number {
    return this.latest && this.latest.ms > 0 ? (this.latest.told.messages * 1000) / this.latest.ms : 0;
  }

  private findPlaces(): void {
    this.placeOf = Int32Array.from(this.names, (name) => this.places.get(name) ?? -1);
  }

  private drop(): void {
    const part = this.parts.shift();
    if (!part) return;
    this.count(part, -1);
    this.sum(part, -1);
  }

  private count(part: Part, sign: 1 | -1): void {
    const size = this.members.length;
    for (let at = 0; at < part.from.length; ++at) {
      const from = this.placeOf[part.from[at] as number] as number;
      const to = this.placeOf[part.to[at] as number] as number;
      if (from < 0 || to < 0) continue;
      const messages = sign * (part.messages[at] as number);
      const lost = sign * (part.lost[at] as number);
      const pair = from * size + to;
      this.messages[pair] = (this.messages[pair] as number) + messages;
      this.lost[pair] = (this.lost[pair] as number) + lost;
      this.sends[from] = (this.sends[from] as number) + messages;
      this.receives[to] = (this.receives[to] as number) + messages;
      this.losses[from] = (this.losses[from] as number) + lost;
    }
  }

  private sum({ told, ms, unread }: Part, sign: 1 | -1): void {
    this.total.messages += sign * told.messages;
    this.total.lost += sign * told.lost;
    this.total.elsewhere += sign * told.elsewhere;
    this.total.more += sign * told.more;
    this.total.unread += sign * unread;
    this.total.ms += sign * ms;
    for (const { cause, messages } of told.causes) {
      const left = (this.causes.get(cause) ?? 0) + sign * messages;
      if (left > 0) this.causes.set(cause, left);
      else this.causes.delete(cause);
    }
  }
}

export interface Edge {
  from: number;
  to: number;
  messages: number;
  lost: number;
}

const edgeAt = ({ members, messages, lost }: TrafficWindow, pair: number): Edge => ({
  from: Math.floor(pair / members.length),
  to: pair % members.length,
  messages: messages[pair] ?? 0,
  lost: lost[pair] ?? 0,
});

const heavy_max = 1023;

/** The edges that say most: all with a loss first, then those with the most messages; and of how many they are. */
export function busiest(window: TrafficWindow, most: number): { edges: Edge[]; of: number } {
  const { messages, lost } = window;
  const tally = new Uint32Array(heavy_max + 1);
  let of = 0;
  let troubled = 0;
  for (let pair = 0; pair < messages.length; ++pair) {
    const count = messages[pair] as number;
    if (count === 0 && lost[pair] === 0) continue;
    ++of;
    if ((lost[pair] as number) > 0) ++troubled;
    else tally[Math.min(heavy_max, count)] = (tally[Math.min(heavy_max, count)] as number) + 1;
  }
  let least = heavy_max;
  let room = most - troubled;
  for (; least > 0 && (tally[least] as number) <= room; --least) room -= tally[least] as number;
  // Of those that weigh the same every so many-th is taken: the first ones would all be of the same few senders.
  let turn = 0;
  const its_turn = () => {
    turn += Math.max(0, room);
    if (turn < (tally[least] as number)) return false;
    turn -= tally[least] as number;
    return true;
  };
  const edges: Edge[] = [];
  for (let pair = 0; pair < messages.length && edges.length < most; ++pair) {
    const weight = Math.min(heavy_max, messages[pair] as number);
    const bad = (lost[pair] as number) > 0;
    if (!bad && weight === 0) continue;
    if (bad || weight > least || (weight === least && its_turn())) edges.push(edgeAt(window, pair));
  }
  return { edges, of };
}

/** All that one member sent and got. */
export function edgesOf(window: TrafficWindow, member: number): Edge[] {
  const size = window.members.length;
  const edges: Edge[] = [];
  const add = (pair: number) => {
    const edge = edgeAt(window, pair);
    if (edge.messages > 0 || edge.lost > 0) edges.push(edge);
  };
  for (let other = 0; other < size; ++other) {
    add(member * size + other);
    if (other !== member) add(other * size + member);
  }
  return edges;
}

/** Who hears of whom, over however many: the number of a group for each member, the largest group first. */
export function groups(window: TrafficWindow): number[] {
  const size = window.members.length;
  const leader = Array.from({ length: size }, (_, at) => at);
  const find = (at: number): number => {
    let top = at;
    while (leader[top] !== top) {
      leader[top] = leader[leader[top] as number] as number;
      top = leader[top] as number;
    }
    return top;
  };
  for (let pair = 0; pair < window.messages.length; ++pair) {
    if ((window.messages[pair] as number) <= (window.lost[pair] as number)) continue;
    const [one, other] = [find(Math.floor(pair / size)), find(pair % size)];
    if (one !== other) leader[Math.max(one, other)] = Math.min(one, other);
  }
  const sizes = new Map<number, number>();
  const tops = leader.map((_, at) => find(at));
  for (const top of tops) sizes.set(top, (sizes.get(top) ?? 0) + 1);
  const ranked = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([top]) => top);
  const rank = new Map(ranked.map((top, at) => [top, at]));
  return tops.map((top) => rank.get(top) ?? 0);
}
