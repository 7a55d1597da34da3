import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

/** Which run is looked at, and when; `at` null: as it is now (of a recording: its end). It lives in the address. */
export interface Moment {
  run: string;
  at: string | null;
  /** The view stands still because somebody paused it, not because he looked for that moment. */
  paused: boolean;
}

export interface MomentSearch {
  run?: string;
  at?: string;
  paused?: true;
}

/** For what is about no moment: Sauron itself, its runs. */
export const always: Moment = { run: "live", at: null, paused: false };

const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;

/** Of an address whatever it says: only what makes sense. */
export function momentSearch(search: Record<string, unknown>): MomentSearch {
  const run = text(search.run);
  const at = text(search.at);
  return {
    ...(run && run !== "live" ? { run } : {}),
    ...(at && !Number.isNaN(Date.parse(at)) ? { at } : {}),
    ...(at && search.paused === true ? { paused: true as const } : {}),
  };
}

export function useMoment(): Moment {
  const { run, at, paused } = useSearch({ strict: false }) as MomentSearch;
  return useMemo(() => ({ run: run ?? "live", at: at ?? null, paused: paused === true }), [run, at, paused]);
}

/** Whether what is shown goes on by itself. */
export const isLive = (moment: Moment): boolean => moment.run === "live" && moment.at === null;

/** Goes to a moment (null: now), on the same page. */
export function useGoTo(): (at: string | null, paused?: boolean) => void {
  const navigate = useNavigate();
  return useCallback(
    (at, paused = false) =>
      void navigate({
        to: ".",
        search: (before: Record<string, unknown>) => ({
          ...before,
          at: at ?? undefined,
          paused: at !== null && paused ? true : undefined,
        }),
        replace: true,
      } as never),
    [navigate],
  );
}

/** Addresses of pages that keep the run and the moment. */
export function useHref(): (path: string, more?: Record<string, string | undefined>) => string {
  const { run, at, paused } = useMoment();
  return useCallback(
    (path, more = {}) => {
      const search = new URLSearchParams();
      if (run !== "live") search.set("run", run);
      if (at) search.set("at", at);
      if (at && paused) search.set("paused", "true");
      for (const [name, value] of Object.entries(more)) if (value !== undefined) search.set(name, value);
      const query = search.toString();
      return query ? `${path}?${query}` : path;
    },
    [run, at, paused],
  );
}

export const memberPath = (name: string): string => `/members/${encodeURIComponent(name)}`;
export const tracePath = (uuid: string): string => `/trace/${encodeURIComponent(uuid)}`;
