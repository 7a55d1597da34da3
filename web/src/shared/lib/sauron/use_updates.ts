import { useQueries } from "@tanstack/react-query";
import { ask, type Curve, type EventRow } from "./ask.ts";
import type { Update } from "./curve.ts";
import { isLive, useMoment } from "./moment.ts";
import { toNs } from "./time.ts";
import { eventsOf, useNewest } from "./use_newest.ts";

export interface Updates {
  updates: readonly Update[];
  pending: boolean;
  error: Error | null;
  retry: () => unknown;
}

interface CurveQuery {
  state: { data: Curve | undefined };
}

/** The latest births that fit, newest first, each with how it went round until the moment that is looked at. */
export function useUpdates(filter: string, limit: number, enabled = true): Updates {
  const moment = useMoment();
  const live = isLive(moment);
  const births = useNewest(filter, limit, enabled);
  // While those of another moment stand for those of this one: of what is not born yet there is no curve.
  const born = ({ wall_time }: EventRow) =>
    moment.at === null || (toNs(wall_time ?? "") ?? 0n) <= (toNs(moment.at) ?? 0n);
  const events = enabled ? eventsOf(births.data).filter(born) : [];
  // Once everybody knows, nothing is added; to what is past neither.
  const over = ({ state }: CurveQuery) => state.data !== undefined && (!live || state.data.t100_ns != null);
  const curves = useQueries({
    queries: events.map((event) => ({
      queryKey: ["curve", moment.run, event.uuid, moment.at],
      queryFn: () => ask<Curve>("/api/v1/convergence", { run: moment.run, uuid: event.uuid, at: moment.at }),
      refetchInterval: (query: CurveQuery) => (over(query) ? false : 1000),
      staleTime: (query: CurveQuery) => (over(query) ? Number.POSITIVE_INFINITY : 0),
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
