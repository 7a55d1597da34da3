import { useQuery } from "@tanstack/react-query";
import { CallError } from "@/shared/lib/api/call.ts";
import { ask, type Comparison } from "@/shared/lib/sauron/ask.ts";

const tries_max = 60;
const isSlow = (error: Error): boolean => error instanceof CallError && error.code === "WC-STORE-SLOW";

/** Two runs beside each other. Of a large one Sauron reads some at each question, so it is asked until all is read. */
export function useComparison(a: string, b: string) {
  return useQuery({
    queryKey: ["/api/v1/compare", a, b],
    queryFn: () => ask<Comparison>("/api/v1/compare", { a, b }),
    enabled: a !== "" && b !== "",
    retry: (tries, error) => (isSlow(error) ? tries < tries_max : tries < 1),
    retryDelay: 200,
  });
}
