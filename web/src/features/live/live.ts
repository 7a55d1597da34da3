// Keeps the view up to date: a WebSocket, and where none can be had, a question a second.
import { createStore, type StoreApi } from "zustand/vanilla";
import { call } from "@/shared/lib/api/call.ts";
import type { BookRow, Delta, MemberEvent, Messages, Snapshot, State } from "@/shared/lib/api/member.ts";
import { nothing, takeDelta, takeEvents, takeSnapshot, type View } from "./view.ts";

export type Link =
  | { kind: "opening" }
  | { kind: "stream" }
  | { kind: "polling" }
  | { kind: "lost"; since: number; nextTry: number };

export interface Live {
  view: View;
  link: Link;
}

const lost_after_ms = 3000;
const retry_min_ms = 250;
const retry_max_ms = 5000;
const opening_max_ms = 5000;
const poll_ms = 1000;

export interface LiveStore {
  store: StoreApi<Live>;
  /** Asks at once what else is asked once a second: after something was changed. */
  refresh: () => void;
  stop: () => void;
}

export function startLive(): LiveStore {
  const store = createStore<Live>(() => ({ view: nothing, link: { kind: "opening" } }));
  let heard = Date.now();
  let socket: WebSocket | null = null;
  let streaming = false;
  let stopped = false;
  let polling = false;
  let retry_ms = retry_min_ms;
  let nextTry = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const update = (change: (view: View) => View) => {
    heard = Date.now();
    const view = change(store.getState().view);
    store.setState({ view, link: { kind: streaming ? "stream" : view.state ? "polling" : "opening" } });
  };

  function connect() {
    const { seq } = store.getState().view;
    const address = `ws://${location.host}/api/v1/stream${seq > 0 ? `?after=${seq}` : ""}`;
    const opened = new WebSocket(address);
    const opening = setTimeout(() => opened.close(), opening_max_ms);
    socket = opened;
    opened.onopen = () => {
      clearTimeout(opening);
      retry_ms = retry_min_ms;
      streaming = true;
    };
    opened.onmessage = (message) => take(JSON.parse(String(message.data)) as Snapshot | Delta);
    opened.onclose = () => {
      clearTimeout(opening);
      streaming = false;
      if (!stopped) retryLater();
    };
  }

  function retryLater() {
    nextTry = Date.now() + retry_ms;
    retry = setTimeout(connect, retry_ms);
    retry_ms = Math.min(retry_ms * 2, retry_max_ms);
    const { link } = store.getState();
    if (link.kind === "lost") store.setState({ link: { ...link, nextTry } });
  }

  function take(frame: Snapshot | Delta) {
    if (frame.schema === "watercooler.delta/v1") return update((view) => takeDelta(view, frame, Date.now()));
    const before = store.getState().view.state?.self.boot;
    update((view) => takeSnapshot(view, frame, Date.now()));
    // Another life of the member counts its events anew: what this stream was asked to leave out is missing.
    if (before !== undefined && before !== frame.state.self.boot) socket?.close();
  }

  // Once a second: what waits and is held. Without a WebSocket (a proxy in between, or too many listeners) the rest too.
  async function poll() {
    if (polling || stopped || document.hidden) return;
    polling = true;
    try {
      const messages = await ask<Messages>("/api/v1/messages");
      update((view) => ({ ...view, messages }));
      if (!streaming) await pollAll();
    } catch {
      // watch() tells, after three seconds
    } finally {
      polling = false;
    }
  }

  async function pollAll() {
    const { seq } = store.getState().view;
    const [state, books, events] = await Promise.all([
      ask<State>("/api/v1/state"),
      ask<BookRow[]>("/api/v1/books"),
      ask<MemberEvent[]>(`/api/v1/activity?after=${seq}`),
    ]);
    if (!streaming) update((view) => takeEvents(takeSnapshot(view, { state, books }, Date.now()), events));
  }

  function watch() {
    const { link } = store.getState();
    if (link.kind === "lost" || Date.now() - heard < lost_after_ms) return;
    store.setState({ link: { kind: "lost", since: heard, nextTry } });
    socket?.close(); // it may be open to somebody who is stopped; a new one is tried until he goes on
  }

  connect();
  poll();
  const timers = [setInterval(poll, poll_ms), setInterval(watch, 250)];
  return {
    store,
    refresh: poll,
    stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      clearTimeout(retry);
      socket?.close();
    },
  };
}

const ask = <Answer>(path: string) => call<Answer>(path, { timeout_ms: 2500 });
