import { useQueries } from "@tanstack/react-query";
import { ask, type Curve, type EventRow, useAsk } from "./ask.ts";
import type { Update } from "./curve.ts";
import { isLive, useMoment } from "./moment.ts";

export interface Updates {
  updates: readonly Update[];
  pending: boolean;
  error: Error | null;
  retry: () => unknown;
}

/** The latest births that fit, newest first, each with how it went round until the moment that is looked at. */
export function useUpdates(filter: string, limit: number, enabled = true): Updates {
  const moment = useMoment();
  const live = isLive(moment);
  const births = useAsk("/api/v1/requests", { run: moment.run, filter, to: moment.at, limit, count: 0 }, moment, {
    every_ms: 1000,
    enabled,
  });
  const events = enabled ? ((births.data?.events ?? []) as EventRow[]) : [];
  const curves = useQueries({
    queries: events.map((event) => ({
      queryKey: ["curve", moment.run, event.uuid, moment.at],
      queryFn: () => ask<Curve>("/api/v1/convergence", { run: moment.run, uuid: event.uuid, at: moment.at }),
      // Once everybody knows, nothing is added.
      refetchInterval: (query: { state: { data: Curve | undefined } }) =>
        live && query.state.data?.t100_ns == null ? 1000 : (false as const),
    })),
  });
  const updates = events.flatMap((event, i): Update[] => {
    const curve = curves[i]?.data;
    return curve ? [{ event, curve }] : [];
  });
  return {
    updates,
    pending: enabled && (births.isPending || (events.length > 0 && updates.length === 0)),
    error: births.data ? null : births.error,
    retry: births.refetch,
  };
}
