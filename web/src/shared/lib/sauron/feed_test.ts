import { afterEach, expect, test, vi } from "vitest";
import { type Clock, Feed, type Frame } from "./feed.ts";

class Socket {
  static readonly all: Socket[] = [];
  readyState = 0;
  readonly sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor() {
    Socket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.onclose?.();
  }
  open() {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }
  frame(frame: Partial<Frame>) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

function stage() {
  vi.useFakeTimers();
  Socket.all.length = 0;
  const frames: (() => void)[] = [];
  const state = { hidden: false };
  const clock: Clock = {
    now: () => Date.now(),
    frame: (then) => frames.push(then),
    open: () => new Socket() as unknown as WebSocket,
    hidden: () => state.hidden,
  };
  const feed = new Feed(clock);
  const paint = () => {
    for (const then of frames.splice(0)) then();
  };
  return { feed, paint, state, socket: () => Socket.all.at(-1) as Socket };
}

afterEach(() => vi.useRealTimers());

test("a frame is paid for once it is shown, and not before", () => {
  const { feed, paint, socket } = stage();
  const taken: number[] = [];
  feed.watch("rates", "kind:sent", (frame) => taken.push(frame.frame));
  socket().open();
  const [opening] = socket().sent;
  expect(opening).toMatchObject({ view: "rates", filter: "kind:sent", credits: 2 });
  const id = String(opening?.id);
  socket().frame({ id, frame: 1 });
  socket().frame({ id, frame: 2 });
  expect(taken).toEqual([]);
  expect(socket().sent).toHaveLength(1);
  paint();
  expect(taken).toEqual([1, 2]);
  expect(socket().sent.slice(1)).toEqual([
    { id, credits: 1 },
    { id, credits: 1 },
  ]);
  feed.stop();
});

test("when the socket ends, the loss is told and all views are opened again", () => {
  const { feed, socket } = stage();
  feed.watch("rates", "", () => undefined);
  feed.watch("convergence", "", () => undefined);
  socket().open();
  const first = socket();
  first.close();
  expect(feed.link.getState().kind).toBe("lost");
  vi.advanceTimersByTime(300);
  expect(socket()).not.toBe(first);
  socket().open();
  expect(feed.link.getState().kind).toBe("open");
  expect(socket().sent.map((message) => message.view)).toEqual(["rates", "convergence"]);
  feed.stop();
});

test("an open socket that says nothing counts as lost, but not while the page is hidden", () => {
  const { feed, socket, state } = stage();
  feed.watch("rates", "", () => undefined);
  socket().open();
  state.hidden = true;
  vi.advanceTimersByTime(10_000);
  expect(feed.link.getState().kind).toBe("open");
  state.hidden = false;
  vi.advanceTimersByTime(3500);
  expect(feed.link.getState().kind).toBe("lost");
  feed.stop();
});

test("a view that is closed takes nothing more", () => {
  const { feed, paint, socket } = stage();
  const taken: number[] = [];
  const end = feed.watch("rates", "", (frame) => taken.push(frame.frame));
  socket().open();
  const id = String(socket().sent[0]?.id);
  socket().frame({ id, frame: 1 });
  end();
  paint();
  expect(taken).toEqual([]);
  expect(socket().sent).toContainEqual({ id, close: true });
  feed.stop();
});

test("who watches the same state shares one view, and is told the latest at once", () => {
  const { feed, paint, socket } = stage();
  const [first, second]: [number[], number[]] = [[], []];
  const endFirst = feed.watch("convergence", "", (frame) => first.push(frame.frame));
  socket().open();
  const id = String(socket().sent[0]?.id);
  socket().frame({ id, frame: 1 });
  paint();
  const endSecond = feed.watch("convergence", "", (frame) => second.push(frame.frame));
  expect(socket().sent.filter((message) => "view" in message)).toHaveLength(1);
  socket().frame({ id, frame: 2 });
  paint();
  expect([first, second]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  endFirst();
  expect(socket().sent).not.toContainEqual({ id, close: true });
  endSecond();
  expect(socket().sent).toContainEqual({ id, close: true });
  feed.stop();
});
