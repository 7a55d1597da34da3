// How the club stands, in words. No React here.
import type { ClubState } from "@/shared/lib/sauron/control.ts";
import { toMs } from "@/shared/lib/sauron/time.ts";
import { duration, plural } from "@/shared/lib/words.ts";

export interface Standing {
  word: "RUNNING" | "FROZEN" | "STOPPED";
  note: string;
}

export function standingOf(club: ClubState, now: number): Standing {
  switch (club.frozen) {
    case "soft":
      return { word: "FROZEN", note: `for ${duration(Math.max(0, now - toMs(club.since ?? undefined)))}` };
    case "hard":
      return { word: "STOPPED", note: "every process, by the kernel" };
    case "mixed":
      return { word: "RUNNING", note: `${club.stopped_count} stopped by the kernel` };
    case "no":
      return { word: "RUNNING", note: "" };
  }
}

/** What a frozen club is doing: until when, how far it was stepped. */
export function frozenWords(club: ClubState, now: number): string {
  const parts = [];
  if (club.thaw_at) parts.push(`It thaws by itself in ${duration(Math.max(0, toMs(club.thaw_at) - now))}.`);
  if (club.steps > 0) parts.push(`It was let run for ${plural(club.steps, "gossip interval")} since.`);
  return parts.join(" ");
}

export function faultWords({ fault, for_ms, left_ms }: ClubState["faults"][number]): string {
  if (for_ms === null) return `${fault}, until it is healed`;
  return left_ms === null ? fault : `${fault}, ${duration(left_ms)} left`;
}
