import { useNow } from "@/shared/lib/now.ts";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import { isLive, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useClub } from "@/shared/lib/sauron/use_control.ts";
import { clock, plural } from "@/shared/lib/words.ts";
import { Band } from "@/shared/ui/band.tsx";
import { frozenWords } from "./club_words.ts";

/** That the whole club stands still, what that means, and where to look. */
export function FrozenBand() {
  const moment = useMoment();
  const href = useHref();
  const now = useNow();
  const { data: club } = useClub();
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at }, moment, {
    every_ms: 1000,
    enabled: club?.frozen === "soft",
  });
  if (club?.frozen !== "soft" || !isLive(moment)) return null;
  const held = roster.data?.held;
  return (
    <Band kind="frozen">
      <strong>The club is frozen since {clock(club.since ?? undefined)}.</strong>
      <span>
        Its time stands still: nothing is lost, nobody is suspected.{" "}
        {held !== undefined && <a href={href("/members", { sort: "-held" })}>{plural(held, "message")} held</a>}{" "}
        {frozenWords(club, now)}
      </span>
    </Band>
  );
}
