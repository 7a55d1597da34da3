import { type EventRow, type Requests, useAsk } from "./ask.ts";
import { useMoment } from "./moment.ts";

/** The newest events that fit, until the moment that is looked at. Whoever asks for the same shares the answer. */
export function useNewest(filter: string, limit: number, enabled = true) {
  const moment = useMoment();
  const params = { run: moment.run, filter, to: moment.at, limit, count: 0 };
  return useAsk("/api/v1/requests", params, moment, { every_ms: 1000, enabled });
}
export const eventsOf = (page: Requests | undefined): EventRow[] => (page?.events ?? []) as EventRow[];
