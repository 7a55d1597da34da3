import { useEffect, useMemo, useState } from "react";
import { type Box, same } from "./place.ts";

const look_again_ms = 120;

const find = (name: string): Element | null => document.querySelector(`[data-tour="${name}"]`);

function boxOf(names: readonly string[]): Box | null {
  for (const name of names) {
    const box = find(name)?.getBoundingClientRect();
    if (box && box.width > 0 && box.height > 0)
      return { left: box.left, top: box.top, width: box.width, height: box.height };
  }
  return null;
}

/** Where the first of these elements is, as pages come, fill, scroll and change their size. */
export function useSpot(names: readonly string[]): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  const wanted = names.join(" ");
  useEffect(() => {
    const look = () => {
      const now = boxOf(wanted.split(" "));
      setBox((before) => (same(before, now) ? before : now));
    };
    look();
    const timer = setInterval(look, look_again_ms);
    addEventListener("resize", look);
    addEventListener("scroll", look, true);
    return () => {
      clearInterval(timer);
      removeEventListener("resize", look);
      removeEventListener("scroll", look, true);
    };
  }, [wanted]);
  return box;
}

export interface Seen {
  has: (name: string) => boolean;
  can: (name: string) => boolean;
}

/** What of the page says who it is, and what of that can be pressed, as it comes and goes. */
export function useSeen(): Seen {
  const [words, setWords] = useState(seenWords);
  useEffect(() => {
    const timer = setInterval(() => setWords(seenWords()), look_again_ms);
    return () => clearInterval(timer);
  }, []);
  return useMemo(() => {
    const seen = new Set(words.split(" "));
    return { has: (name) => seen.has(name), can: (name) => seen.has(`${name}!`) };
  }, [words]);
}

/** The names that are there; with a ! once more for what can be pressed. */
function seenWords(): string {
  const words = [...document.querySelectorAll<HTMLElement>("[data-tour]")].flatMap((element) => {
    const name = element.dataset.tour ?? "";
    return element.matches(":disabled") || element.querySelector(":disabled") ? [name] : [name, `${name}!`];
  });
  return words.join(" ");
}

/** Brings it into view, once it is there. */
export function useInView(names: readonly string[], there: boolean): void {
  const wanted = names.join(" ");
  useEffect(() => {
    if (there) wanted.split(" ").map(find).find(Boolean)?.scrollIntoView({ block: "nearest" });
  }, [wanted, there]);
}
