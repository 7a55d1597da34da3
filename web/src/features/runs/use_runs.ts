import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ask, type Convergence, type Run, useAsk } from "@/shared/lib/sauron/ask.ts";
import { always } from "@/shared/lib/sauron/moment.ts";
import { exportRun, type Imported, importFile } from "./transfer.ts";

/** The live run and the recordings, whatever moment is looked at. */
export const useRuns = () => useAsk("/api/v1/runs", {}, always, { every_ms: 5000 });

/** To be called when there is a run more or less, or one has grown. */
export function useRunsChanged(): () => void {
  const queries = useQueryClient();
  return useCallback(() => void queries.invalidateQueries(), [queries]);
}

/** Whether all agreed at its end. That of a recording stays what it is, as long as nothing is added to it. */
export function useVerdict({ run, events }: Run) {
  const live = run === "live";
  return useQuery({
    queryKey: ["verdict", run, live ? 0 : events],
    queryFn: () => ask<Convergence>("/api/v1/convergence", { run }),
    staleTime: live ? 0 : Number.POSITIVE_INFINITY,
    refetchInterval: live ? 2000 : false,
  });
}

export type Transfer<Done> =
  | { kind: "idle" }
  | { kind: "running"; so_far: Done }
  | { kind: "done"; result: Done }
  | { kind: "failed"; why: string; so_far: Done };

/** Something that takes its time, can be cancelled, and ends with the page. */
function useTransfer<Done>(nothing: Done) {
  const [state, setState] = useState<Transfer<Done>>({ kind: "idle" });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const run = async (work: (signal: AbortSignal, tell: (so_far: Done) => void) => Promise<Done>) => {
    const controller = new AbortController();
    abort.current?.abort();
    abort.current = controller;
    let so_far = nothing;
    const tell = (next: Done) => {
      so_far = next;
      if (!controller.signal.aborted) setState({ kind: "running", so_far });
    };
    tell(nothing);
    try {
      const result = await work(controller.signal, tell);
      setState({ kind: "done", result });
    } catch (error) {
      const cancelled = controller.signal.aborted;
      setState({ kind: "failed", why: cancelled ? "Cancelled." : (error as Error).message, so_far });
    }
  };
  return { state, run, cancel: () => abort.current?.abort(), clear: () => setState({ kind: "idle" }) };
}

export function useImport(onChanged: () => void) {
  const transfer = useTransfer<Imported>({ bytes: 0, stored: 0, duplicates: 0 });
  const start = (file: Blob, run: string, token: string) =>
    void transfer
      .run((signal, onProgress) => importFile(file, { run, token, signal, onProgress }))
      .finally(() => onChanged());
  return { ...transfer, start };
}

export function useExport(onDone: (run: string, blob: Blob) => void) {
  const transfer = useTransfer<number>(0);
  const [name, setName] = useState<string | null>(null);
  const start = (run: string) => {
    setName(run);
    void transfer.run(async (signal, tell) => {
      const blob = await exportRun(run, signal, tell);
      onDone(run, blob);
      return blob.size;
    });
  };
  return { ...transfer, name, start };
}
