// Events as an eye would tell them, made up: what members that nobody started did.

/** One event; what is not said of it is as in all stories: the club, and a clock that goes by seq. */
export const told = (member: string, seq: number, wall_ms: number, more: object): object => ({
  club: "office",
  member,
  boot: "00000000000000aa",
  seq,
  protocol_time_ns: seq * 1000,
  wall_time: new Date(wall_ms).toISOString(),
  ...more,
});

/** The name of one of a thousand. */
export const numbered = (at: number): string => `member-${String(at).padStart(4, "0")}`;
