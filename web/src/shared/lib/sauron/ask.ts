// Questions to Sauron. Each page's questions are about the same run and moment.
import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { call } from "../api/call.ts";
import type { components } from "../api/sauron.gen.ts";
import { isLive, type Moment } from "./moment.ts";

type Schemas = components["schemas"];
export type SauronEvent = Schemas["Event"];
export type EventRow = SauronEvent & { cursor?: string };
export type Requests = Schemas["Requests"];
export type Histogram = Schemas["Histogram"];
export type Roster = Schemas["Roster"];
export type RosterRow = Schemas["RosterRow"];
export type Traffic = Schemas["Traffic"];
export type TrafficOfRun = Schemas["TrafficOfRun"];
export type Convergence = Schemas["Convergence"];
export type Curve = Schemas["Curve"];
export type Spacetime = Schemas["Spacetime"];
export type RumorTree = Schemas["RumorTree"];
export type TreeNode = Schemas["TreeNode"];
export type RumorRow = Schemas["RumorRow"];
export type Beliefs = Schemas["Beliefs"];
export type MemberHistory = Schemas["MemberHistory"];
export type Run = Schemas["Run"];
export type Health = Schemas["Health"];
export type Comparison = Schemas["Comparison"];

export interface Answers {
  "/api/v1/requests": Requests;
  "/api/v1/histogram": Histogram;
  "/api/v1/roster": Roster;
  "/api/v1/traffic": TrafficOfRun;
  "/api/v1/convergence": Convergence;
  "/api/v1/spacetime": Spacetime;
  "/api/v1/rumors": RumorRow[];
  "/api/v1/beliefs": Beliefs;
  "/api/v1/runs": Run[];
  "/api/v1/health": Health;
}

export type Params = Record<string, string | number | null | undefined>;

export function address(path: string, params: Params): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  return search.size > 0 ? `${path}?${search}` : path;
}

// The slowest answers may take ten seconds; see docs/sauron.md.
const timeout_ms = 15_000;
export const ask = <Answer>(path: string, params: Params = {}): Promise<Answer> =>
  call<Answer>(address(path, params), { timeout_ms });

interface Options {
  /** While the view is live: asked again this often. A hidden page asks nothing. */
  every_ms?: number;
  enabled?: boolean;
}

/** An answer, kept up to date while the view is live; what was known stays until there is something newer. */
export function useAsk<Path extends keyof Answers>(
  path: Path,
  params: Params,
  moment: Moment,
  options?: Options,
): UseQueryResult<Answers[Path], Error>;
export function useAsk<Answer>(
  path: string,
  params: Params,
  moment: Moment,
  options?: Options,
): UseQueryResult<Answer, Error>;
export function useAsk(path: string, params: Params, moment: Moment, { every_ms, enabled = true }: Options = {}) {
  return useQuery({
    queryKey: [path, params],
    queryFn: () => ask(path, params),
    placeholderData: keepPreviousData,
    refetchInterval: every_ms && isLive(moment) ? every_ms : false,
    enabled,
  });
}
