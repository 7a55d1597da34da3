// Sauron's live views over one WebSocket. A frame is shown before the next one is paid for, so a page that is hidden
// or slow gets none: what it does not take is never made.
import { createStore } from "zustand/vanilla";
import type { Convergence, SauronEvent, Traffic } from "./ask.ts";

export interface Frame {
  view: string;
  id: string;
  frame: number;
  wall_time: string;
  /** requests, rates and traffic: how many of how many are here, how many were not looked at, since how long. */
  shown?: number;
  of?: number;
  unread?: number;
  ms?: number;
  events?: SauronEvent[];
  kinds?: Record<string, number>;
  traffic?: Traffic;
  convergence?: Convergence;
  error?: { code: string; message: string };
}

export type Link = { kind: "opening" | "open" } | { kind: "lost"; since: number };

interface View {
  view: string;
  filter: string;
  takers: Set<(frame: Frame) => void>;
  latest: Frame | null;
}

/** Whose frames tell how it is, not what came: who watches the same shares one view, and sees the latest at once. */
const states: ReadonlySet<string> = new Set(["convergence", "members"]);

const credits = 2;
const retry_min_ms = 250;
const retry_max_ms = 5000;
/** A view has a frame at least once a second while it has credit. */
const silence_max_ms = 3000;

export interface Clock {
  now: () => number;
  frame: (then: () => void) => void;
  open: () => WebSocket;
  hidden: () => boolean;
}

const browserClock: Clock = {
  now: () => Date.now(),
  frame: (then) => requestAnimationFrame(then),
  open: () => new WebSocket(`ws://${location.host}/api/v1/live`),
  hidden: () => document.hidden,
};

export class Feed {
  readonly link = createStore<Link>(() => ({ kind: "opening" }));
  private readonly views = new Map<string, View>();
  private readonly clock: Clock;
  private waiting: Frame[] = [];
  private socket: WebSocket | null = null;
  private heard: number;
  private retry_ms = retry_min_ms;
  private next = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly watcher: ReturnType<typeof setInterval>;
  private stopped = false;

  constructor(clock: Clock = browserClock) {
    this.clock = clock;
    this.heard = clock.now();
    this.connect();
    this.watcher = setInterval(() => this.look(), 250);
  }

  /** Frames of a view, until what is returned is called. */
  watch(view: string, filter: string, take: (frame: Frame) => void): () => void {
    const id = this.shared(view, filter) ?? this.open(view, filter);
    const { takers, latest } = this.views.get(id) as View;
    takers.add(take);
    if (latest) take(latest);
    return () => {
      takers.delete(take);
      if (takers.size > 0) return;
      this.views.delete(id);
      this.say({ id, close: true });
    };
  }

  private shared(view: string, filter: string): string | undefined {
    if (!states.has(view)) return undefined;
    return [...this.views].find(([, each]) => each.view === view && each.filter === filter)?.[0];
  }

  private open(view: string, filter: string): string {
    const id = `${view}-${++this.next}`;
    this.views.set(id, { view, filter, takers: new Set(), latest: null });
    this.say({ view, id, filter, credits });
    return id;
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.watcher);
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private say(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private connect(): void {
    const socket = this.clock.open();
    this.socket = socket;
    socket.onopen = () => {
      this.retry_ms = retry_min_ms;
      this.heardNow();
      for (const [id, { view, filter }] of this.views) this.say({ view, id, filter, credits });
    };
    socket.onmessage = (message) => this.hear(JSON.parse(String(message.data)) as Frame);
    socket.onclose = () => {
      if (this.stopped || this.socket !== socket) return;
      this.lose();
      this.timer = setTimeout(() => this.connect(), this.retry_ms);
      this.retry_ms = Math.min(this.retry_ms * 2, retry_max_ms);
    };
  }

  private heardNow(): void {
    this.heard = this.clock.now();
    if (this.link.getState().kind !== "open") this.link.setState({ kind: "open" }, true);
  }

  private lose(): void {
    if (this.link.getState().kind !== "lost") this.link.setState({ kind: "lost", since: this.heard }, true);
  }

  /** All that came since the last animation frame is shown in the next one, and only then paid for. */
  private hear(frame: Frame): void {
    this.heardNow();
    if (!this.views.has(frame.id)) return;
    if (this.waiting.push(frame) === 1) this.clock.frame(() => this.show());
  }

  private show(): void {
    const frames = this.waiting;
    this.waiting = [];
    for (const frame of frames) {
      const view = this.views.get(frame.id);
      if (view && states.has(view.view) && !frame.error) view.latest = frame;
      for (const take of view?.takers ?? []) take(frame);
      if (!frame.error) this.say({ id: frame.id, credits: 1 });
    }
  }

  /** A socket may be open to a process that is stopped. */
  private look(): void {
    if (this.clock.hidden()) this.heard = this.clock.now();
    if (this.views.size > 0 && this.clock.now() - this.heard > silence_max_ms) this.lose();
  }
}
