import { useCallback, useEffect, useRef, useState } from "react";
import { type Cloud, placeNew } from "./force.ts";
import type { ForceJob, ForceTold } from "./force_worker.ts";
import { type Places, spread } from "./places.ts";
import { busiest, edgesOf, type TrafficWindow } from "./traffic_window.ts";

const links_max = 4000;
/** So long is listened to who talks with whom, before all are placed by it. */
const heard_min_ms = 2000;

interface Force {
  place: (width: number, height: number) => Places;
  /** Still on its way. */
  settling: boolean;
  again: () => void;
}

/** Places by forces: settled once, by what went between whom until then, and pinned. Who comes later moves nobody. */
export function useForce(on: boolean, window: TrafficWindow, names: readonly string[]): Force {
  const pinned = useRef(new Map<string, readonly [number, number]>());
  const [settling, setSettling] = useState(true);
  const [round, setRound] = useState(0);
  const [cloud, setCloud] = useState<Cloud | null>(null);
  const latest = useRef({ window, names });
  latest.current = { window, names };
  const begun = useRef(false);
  begun.current ||= names.length > 0 && window.total.ms >= Math.min(heard_min_ms, window.length_ms);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round settles anew
  useEffect(() => {
    if (!on || !begun.current) return;
    const { window, names } = latest.current;
    const worker = new Worker(new URL("./force_worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<ForceTold>) => {
      pinned.current = new Map(names.map((name, at) => [name, [data.x[at] ?? 0, data.y[at] ?? 0]]));
      setCloud(placeNew(latest.current.names, pinned.current, () => []));
      setSettling(!data.done);
      if (data.done) worker.terminate();
    };
    worker.postMessage(jobOf(window, names.length));
    return () => worker.terminate();
  }, [on, begun.current, round]);

  useEffect(() => {
    if (!on || settling || pinned.current.size === 0) return;
    const peers = (member: number) =>
      edgesOf(latest.current.window, member).map(({ from, to }) => (from === member ? to : from));
    const next = placeNew(names, pinned.current, peers);
    names.forEach((name, at) => {
      if (!pinned.current.has(name)) pinned.current.set(name, [next.x[at] ?? 0, next.y[at] ?? 0]);
    });
    setCloud(next);
  }, [on, settling, names]);

  const place = useCallback(
    (width: number, height: number) => {
      const shown = cloud?.x.length === names.length ? cloud : placeNew(names, pinned.current, () => []);
      return spread(shown.x, shown.y, width, height);
    },
    [cloud, names],
  );
  const again = () => {
    setSettling(true);
    setRound((before) => before + 1);
  };
  return { place, settling, again };
}

/** The busiest pairs pull; what went nowhere does not. */
function jobOf(window: TrafficWindow, count: number): ForceJob {
  const edges = busiest(window, links_max).edges.filter(({ messages, lost }) => messages > lost);
  const most = edges.reduce((max, { messages }) => Math.max(max, messages), 1);
  return {
    count,
    links: {
      from: Uint32Array.from(edges, ({ from }) => from),
      to: Uint32Array.from(edges, ({ to }) => to),
      weight: Float64Array.from(edges, ({ messages }) => (0.35 * Math.log1p(messages)) / Math.log1p(most)),
    },
  };
}
