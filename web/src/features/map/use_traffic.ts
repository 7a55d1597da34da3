import { useEffect, useMemo, useState } from "react";
import { type TrafficOfRun, useAsk } from "@/shared/lib/sauron/ask.ts";
import { isLive, useMoment } from "@/shared/lib/sauron/moment.ts";
import { useFeed } from "@/shared/lib/sauron/use_feed.ts";
import { TrafficWindow } from "./traffic_window.ts";

/** Traffic that goes on by itself. Who draws is called for each frame; who writes words looks twice a second. */
export class TrafficModel {
  readonly window: TrafficWindow;
  private readonly listeners = new Set<() => void>();

  constructor(length_ms: number) {
    this.window = new TrafficWindow(length_ms);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  changed(): void {
    for (const listener of this.listeners) listener();
  }
}

interface Traffic {
  model: TrafficModel;
  /** Of a moment: false when there was no time to look at all of it. */
  complete: boolean;
  error: Error | null;
  refetch: () => unknown;
  pending: boolean;
}

/** The messages of the last `length_ms`: as they come, or of the moment that is looked at. */
export function useTraffic(length_ms: number, names: readonly string[]): Traffic {
  const moment = useMoment();
  const live = isLive(moment);
  const feed = useFeed();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is counted of one run or moment is not of another
  const model = useMemo(() => new TrafficModel(length_ms), [length_ms, moment.run, moment.at]);
  const asked = useAsk<TrafficOfRun>(
    "/api/v1/traffic",
    { run: moment.run, at: moment.at, window: `${length_ms}ms` },
    moment,
    { enabled: !live },
  );
  useEffect(() => {
    model.window.setMembers(names);
    model.changed();
  }, [model, names]);
  useEffect(() => {
    if (!live) return;
    return feed.watch("traffic", "", ({ traffic, ms = 0, unread = 0 }) => {
      if (!traffic) return;
      model.window.take(traffic, ms, unread);
      model.changed();
    });
  }, [feed, live, model]);
  const { data } = asked;
  useEffect(() => {
    if (live || !data) return;
    model.window.forget();
    model.window.take(data.traffic, data.ms);
    model.changed();
  }, [live, data, model]);
  return {
    model,
    complete: live || data?.complete !== false,
    error: live || data ? null : asked.error,
    refetch: asked.refetch,
    pending: !live && asked.isPending,
  };
}

const words_every_ms = 500;

/** A number that changes with the traffic, at most twice a second: for words and tables. */
export function useTrafficVersion(model: TrafficModel): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let said = Number.NEGATIVE_INFINITY;
    const say = () => {
      timer = undefined;
      said = performance.now();
      setVersion((before) => before + 1);
    };
    const end = model.subscribe(() => {
      timer ??= setTimeout(say, Math.max(0, said + words_every_ms - performance.now()));
    });
    say();
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [model]);
  return version;
}
