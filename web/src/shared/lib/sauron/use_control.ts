import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useStore } from "zustand";
import { ask } from "./ask.ts";
import { type ClubState, tokenStore } from "./control.ts";
import { isLive, useMoment } from "./moment.ts";

/** How the club is now, whichever moment is looked at. */
export function useClub(): UseQueryResult<ClubState, Error> {
  return useQuery({
    queryKey: ["/api/v1/control"],
    queryFn: () => ask<ClubState>("/api/v1/control"),
    refetchInterval: 1000,
  });
}

/** Why nothing can be done to the club from here, and what to do about it; null: it can. */
export function useHindrance(): string | null {
  const moment = useMoment();
  const { token } = useStore(tokenStore);
  const { data } = useClub();
  if (moment.run !== "live") return "This is a recording. Go back to the live run to control the club.";
  if (!isLive(moment)) return "The view is not live. Go back to live (L) to control the club.";
  if (!token) return "Only looking: `watercooler open sauron` opens a page that may control the club.";
  if (data && !data.able) return "The command line is not installed beside this Sauron, which runs it.";
  return null;
}
