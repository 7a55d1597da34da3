// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import messages from "../../../../api/messages.json";
import delta from "../../../../api/stream-delta.json";
import snapshot from "../../../../api/stream-snapshot.json";
import { type LiveStore, startLive } from "./live.ts";

// A server in this process: its sockets are opened, fed and closed by the test.
class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    FakeSocket.all.push(this);
  }
  open(...frames: unknown[]) {
    this.onopen?.();
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
  }
  close() {
    this.onclose?.();
  }
}
const newest = () => FakeSocket.all.at(-1) as FakeSocket;

let live: LiveStore;
let answers: Record<string, unknown>;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  answers = { "/api/v1/messages": messages };
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async (path: string) => {
    const answer = answers[path.split("?")[0] ?? ""];
    if (answer === undefined) throw new TypeError("no connection");
    return new Response(JSON.stringify(answer));
  });
  live = startLive();
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a stream that breaks is resumed after the last event that came", async () => {
  newest().open(snapshot, delta);
  expect(live.store.getState().link.kind).toBe("stream");
  expect(newest().url).not.toContain("after");
  newest().close();
  await vi.advanceTimersByTimeAsync(300);
  expect(FakeSocket.all).toHaveLength(2);
  expect(newest().url).toContain("?after=4712");
});

test("attempts come at longer and longer intervals, at most five seconds", async () => {
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; ++attempt) {
    const before = FakeSocket.all.length;
    const at = Date.now();
    newest().close();
    while (FakeSocket.all.length === before) await vi.advanceTimersByTimeAsync(50);
    waits.push(Date.now() - at);
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
});

test("after three seconds of silence it is lost, and found again by the next frame", async () => {
  newest().open(snapshot);
  const told = Date.now();
  answers = {};
  await vi.advanceTimersByTimeAsync(2900);
  expect(live.store.getState().link.kind).toBe("stream");
  await vi.advanceTimersByTimeAsync(500);
  expect(live.store.getState().link).toMatchObject({ kind: "lost", since: told });
  expect(live.store.getState().view.books.size).toBeGreaterThan(0);
  newest().open(snapshot);
  expect(live.store.getState().link.kind).toBe("stream");
});

test("without a stream, everything is asked once a second", async () => {
  newest().close();
  answers["/api/v1/state"] = snapshot.state;
  answers["/api/v1/books"] = snapshot.books;
  answers["/api/v1/activity"] = delta.events;
  await vi.advanceTimersByTimeAsync(1100);
  const { link, view } = live.store.getState();
  expect(link.kind).toBe("polling");
  expect(view.books.size).toBe(snapshot.books.length);
  expect(view.seq).toBe(4712);
});

test("another life of the member is asked for all of its events", async () => {
  newest().open(snapshot, delta);
  newest().close();
  await vi.advanceTimersByTimeAsync(300);
  const { state } = snapshot;
  newest().open({ ...snapshot, state: { ...state, self: { ...state.self, boot: "0000000000000001" } } });
  await vi.advanceTimersByTimeAsync(300);
  expect(FakeSocket.all).toHaveLength(3);
  expect(newest().url).not.toContain("after");
});
