import type { Messages } from "@/shared/lib/api/member.ts";
import { duration } from "@/shared/lib/words.ts";

export interface MessageRow {
  key: string;
  state: "held" | "queued" | "sent" | "came";
  arrow: string;
  kind: string;
  peer: string;
  about: string;
  uuid: string | null;
  bytes: number;
  /** In words, where it has no time of its own. */
  when: string;
  wall_time: string | undefined;
}

/** Held ones first, then what is queued, then what has passed, newest first. */
export function messageRows({ held, queued, recent }: Messages): MessageRow[] {
  return [
    ...held.map(
      (each, at): MessageRow => ({
        key: `held ${at}`,
        state: "held",
        arrow: "‖",
        kind: each.kind,
        peer: each.peer,
        about: "",
        uuid: null,
        bytes: each.bytes,
        when: `for ${duration(each.age_ms)}`,
        wall_time: undefined,
      }),
    ),
    ...queued.map(
      (each, at): MessageRow => ({
        key: `queued ${at} ${each.kind}`,
        state: "queued",
        arrow: "…",
        kind: each.kind,
        peer: each.peer,
        about: each.about,
        uuid: each.uuid,
        bytes: each.bytes,
        when: `sent ${each.transmits}×`,
        wall_time: undefined,
      }),
    ),
    ...recent.toReversed().map(
      (each): MessageRow => ({
        key: `passed ${each.seq}`,
        state: each.kind === "sent" ? "sent" : "came",
        arrow: each.kind === "sent" ? "→" : "←",
        kind: each.reason ?? each.kind,
        peer: each.peer ?? "",
        about: "",
        uuid: each.uuid ?? null,
        bytes: each.bytes ?? 0,
        when: "",
        wall_time: each.wall_time,
      }),
    ),
  ];
}
