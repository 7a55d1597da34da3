import { createContext, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Feed, Frame, Link } from "./feed.ts";

export const FeedContext = createContext<Feed | null>(null);

export function useFeed(): Feed {
  const feed = useContext(FeedContext);
  if (!feed) throw new Error("there is no FeedContext above");
  return feed;
}

export const useLink = (): Link => useStore(useFeed().link);

/** The latest frame of a view while `on`; what was last seen stays. */
export function useFrame(view: string, on: boolean, filter = ""): Frame | null {
  const feed = useFeed();
  const [frame, setFrame] = useState<Frame | null>(null);
  useEffect(() => (on ? feed.watch(view, filter, setFrame) : undefined), [feed, view, filter, on]);
  return frame;
}
