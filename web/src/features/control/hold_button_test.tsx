// @vitest-environment jsdom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HoldButton, hold_ms } from "./hold_button.tsx";

const held = vi.fn();
let root: ReturnType<typeof createRoot>;

const draw = (disabled = false) =>
  act(() =>
    root.render(
      <HoldButton disabled={disabled} title="watercooler kill amy bob" onHeld={held}>
        Kill 2
      </HoldButton>,
    ),
  );
const button = () => document.querySelector("button") as HTMLButtonElement;
const pointer = (kind: string) => act(() => button().dispatchEvent(new MouseEvent(kind, { bubbles: true })));
const key = (kind: string, name: string, repeat = false) =>
  act(() => button().dispatchEvent(new KeyboardEvent(kind, { key: name, repeat, bubbles: true })));
const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  vi.useFakeTimers();
  held.mockClear();
  document.body.innerHTML = "<div></div>";
  root = createRoot(document.body.firstElementChild as Element);
  draw();
});
afterEach(() => act(() => root.unmount()));

test("it acts once it was held long enough, and a click is not enough", () => {
  pointer("pointerdown");
  wait(hold_ms - 1);
  pointer("pointerup");
  wait(1000);
  expect(held).not.toHaveBeenCalled();
  pointer("pointerdown");
  wait(hold_ms);
  expect(held).toHaveBeenCalledTimes(1);
});

test("a key can hold it, too, however often it repeats", () => {
  key("keydown", "Enter");
  wait(hold_ms / 2);
  key("keydown", "Enter", true);
  wait(hold_ms / 2);
  expect(held).toHaveBeenCalledTimes(1);
  key("keyup", "Enter");
  key("keydown", " ");
  wait(hold_ms - 1);
  key("keyup", " ");
  wait(1000);
  expect(held).toHaveBeenCalledTimes(1);
});

test("one that is disabled does nothing", () => {
  draw(true);
  key("keydown", "Enter");
  wait(1000);
  expect(held).not.toHaveBeenCalled();
});
