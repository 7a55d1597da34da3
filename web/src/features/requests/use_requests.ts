import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ask, type EventRow, type Requests, type SauronEvent, useAsk } from "@/shared/lib/sauron/ask.ts";
import { isLive, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useFeed } from "@/shared/lib/sauron/use_feed.ts";
import type { Range } from "./histogram.tsx";
import { addFrame, emptyTail, merged, type Tail } from "./rows.ts";

const page_rows = 200;

export interface RequestsOfPage {
  rows: readonly SauronEvent[];
  tail: Tail;
  live: boolean;
  /** How many fit, as Sauron counts them: while the view is live, anew every two seconds. */
  count: Requests["count"] | undefined;
  pending: boolean;
  error: Error | null;
  more: boolean;
  readMore: () => void;
  /** Reads the newest again: what came meanwhile is in it. */
  readAgain: () => void;
}

/** What is stored, page by page, and on top of it what comes in. While `away`, new rows are only counted. */
export function useRequests(filter: string, range: Range | null, away: boolean): RequestsOfPage {
  const moment = useMoment();
  const live = isLive(moment) && range === null;
  const { tail, listening, clear } = useTail(filter, live, away);
  const to = range ? range.to : moment.at;
  const pages = useInfiniteQuery({
    queryKey: ["requests", moment.run, filter, range?.from ?? "", to ?? ""],
    queryFn: ({ pageParam }) =>
      ask<Requests>("/api/v1/requests", {
        run: moment.run,
        filter,
        from: range?.from,
        to,
        limit: page_rows,
        cursor: pageParam,
        count: pageParam ? 0 : 1,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    // What is stored before the tail listens would be in neither.
    enabled: !live || listening,
    retry: false,
  });
  const counted = useAsk(
    "/api/v1/requests",
    { run: moment.run, filter, from: range?.from, to, limit: 1, count: 1 },
    moment,
    { every_ms: 2000, enabled: pages.isSuccess && live },
  );
  const stored = pages.data?.pages.flatMap((page) => (page.events ?? []) as EventRow[]) ?? [];
  const { refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = pages;
  const readAgain = useCallback(() => {
    clear();
    void refetch();
  }, [clear, refetch]);
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    rows: merged(tail.rows, stored),
    tail,
    live,
    count: (live && !counted.isPlaceholderData ? counted.data?.count : undefined) ?? pages.data?.pages[0]?.count,
    pending: pages.isPending,
    error: pages.error,
    more: hasNextPage,
    readMore,
    readAgain,
  };
}

const deaf_max_ms = 1500;

function useTail(filter: string, live: boolean, away: boolean) {
  const feed = useFeed();
  const [tail, setTail] = useState<Tail>(emptyTail);
  const [listening, setListening] = useState(false);
  const paused = useRef(away);
  paused.current = away;
  useEffect(() => {
    setTail(emptyTail);
    setListening(false);
    if (!live) return;
    // The first frame says that Sauron adds from now on; without a stream the stored rows have to do.
    const deaf = setTimeout(() => setListening(true), deaf_max_ms);
    const end = feed.watch("requests", filter, (frame) => {
      setListening(true);
      if (!frame.error) setTail((before) => addFrame(before, frame, paused.current));
    });
    return () => {
      clearTimeout(deaf);
      end();
    };
  }, [feed, filter, live]);
  const clear = useCallback(() => setTail(emptyTail), []);
  return { tail, listening, clear };
}
