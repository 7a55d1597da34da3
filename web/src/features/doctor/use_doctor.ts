import { useEffect, useState } from "react";
import { type Health, useAsk } from "@/shared/lib/sauron/ask.ts";
import { always } from "@/shared/lib/sauron/moment.ts";

const every_ms = 2000;

/** Sauron's own state, whatever run and moment are looked at. */
export function useDoctor() {
  const health = useAsk("/api/v1/health", {}, always, { every_ms });
  const runs = useAsk("/api/v1/runs", {}, always, { every_ms: 5000 });
  const rate = useRate(health.data, health.dataUpdatedAt);
  const missing = runs.data?.find((run) => run.run === "live")?.missing ?? 0;
  return { health, missing, rate };
}

/** How many events were stored in a second, between the last two looks. */
function useRate(health: Health | undefined, at: number): number | null {
  const [looks, setLooks] = useState<readonly { events: number; started: string; at: number }[]>([]);
  useEffect(() => {
    if (!health) return;
    const look = { events: health.ingest.events, started: health.started, at };
    setLooks((before) => [...before.filter((each) => each.started === look.started && each.at < at).slice(-1), look]);
  }, [health, at]);
  const [first, last] = looks;
  return first && last ? ((last.events - first.events) * 1000) / (last.at - first.at) : null;
}
