import { useEffect, useState } from "react";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import type { Frame } from "@/shared/lib/sauron/feed.ts";
import { isLive, useMoment } from "@/shared/lib/sauron/moment.ts";
import { beside, toMs } from "@/shared/lib/sauron/time.ts";
import { useFeed } from "@/shared/lib/sauron/use_feed.ts";
import { addRate, type Rate } from "./rates.ts";

const past_seconds = 60n;

/** Events per second over the last minute. */
export function useRates(): { rates: readonly Rate[]; unread: number } {
  const moment = useMoment();
  const live = isLive(moment);
  const feed = useFeed();
  const [rates, setRates] = useState<readonly Rate[]>([]);
  const [unread, setUnread] = useState(0);
  useEffect(() => {
    if (!live) return;
    setRates([]);
    return feed.watch("rates", "", (frame: Frame) => {
      setRates((before) => addRate(before, frame));
      setUnread(frame.unread ?? 0);
    });
  }, [feed, live]);
  const past = useAsk(
    "/api/v1/histogram",
    {
      run: moment.run,
      from: moment.at && beside(moment.at, -past_seconds * 1_000_000_000n),
      to: moment.at,
      bucket_ms: 1000,
    },
    moment,
    { enabled: !live },
  );
  if (live) return { rates, unread };
  const columns = past.data?.buckets ?? [];
  return { rates: columns.map(({ start, events }) => ({ at: toMs(start), per_second: events ?? 0 })), unread: 0 };
}
