import { type Convergence, useAsk } from "./ask.ts";
import { isLive, useMoment } from "./moment.ts";
import { useFrame } from "./use_feed.ts";

/** Whether all hold the same: now by the live view, at a moment by a question. */
export function useConvergence(): { data: Convergence | undefined; error: Error | null; refetch: () => unknown } {
  const moment = useMoment();
  const live = isLive(moment);
  const frame = useFrame("convergence", live);
  const asked = useAsk("/api/v1/convergence", { run: moment.run, at: moment.at }, moment, {
    enabled: !live || frame === null,
  });
  const data = live && frame?.convergence ? frame.convergence : asked.data;
  return { data, error: data ? null : asked.error, refetch: asked.refetch };
}
