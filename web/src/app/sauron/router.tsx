import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { type MapSearch, mapParameters } from "@/features/map/look.ts";
import { type SpacetimeSearch, textNames } from "@/features/spacetime/view.ts";
import { type MomentSearch, momentSearch } from "@/shared/lib/sauron/moment.ts";
import { Compare, type CompareSearch } from "./compare.tsx";
import { Convergence, type ConvergenceSearch } from "./convergence.tsx";
import { Doctor, type DoctorSearch } from "./doctor.tsx";
import { Faults } from "./faults.tsx";
import { MapPage } from "./map.tsx";
import { Member } from "./member.tsx";
import { Members, type MembersSearch } from "./members.tsx";
import { Overview } from "./overview.tsx";
import { Requests, type RequestsSearch } from "./requests.tsx";
import { Runs } from "./runs.tsx";
import { Shell } from "./shell.tsx";
import { Spacetime } from "./spacetime.tsx";
import { Trace, type TraceSearch } from "./trace.tsx";
import { Traces } from "./traces.tsx";

// Each page's path stands in paths.ts as well: there Sauron finds which of them it answers.
const rootRoute = createRootRoute({
  component: Shell,
  validateSearch: (search: Record<string, unknown>): MomentSearch => momentSearch(search),
});

/** Of an address these names, where they are texts. */
function texts(search: Record<string, unknown>, names: readonly string[]): Record<string, string> {
  const known = names.filter((name) => ["string", "number"].includes(typeof search[name]) && search[name] !== "");
  return Object.fromEntries(known.map((name) => [name, String(search[name])]));
}

/** The same of numbers. */
function numbers(search: Record<string, unknown>, names: readonly string[]): Record<string, number> {
  const known = names.filter((name) => search[name] !== "" && Number.isFinite(Number(search[name])));
  return Object.fromEntries(known.map((name) => [name, Number(search[name])]));
}

/** A square of the beliefs, where both of its numbers make sense. */
function square({ row, column }: Record<string, unknown>): Pick<MembersSearch, "row" | "column"> {
  const makesSense = [row, column].every((at) => /^\d{1,6}$/.test(String(at)));
  return makesSense ? { row: Number(row), column: Number(column) } : {};
}

const overviewRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: Overview });
const mapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/map",
  validateSearch: (search: Record<string, unknown>): MapSearch => texts(search, mapParameters),
  component: MapPage,
});
const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests",
  validateSearch: (search: Record<string, unknown>): RequestsSearch => texts(search, ["filter", "from", "to", "event"]),
  component: Requests,
});
const tracesRoute = createRoute({ getParentRoute: () => rootRoute, path: "/trace", component: Traces });
const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/trace/$id",
  validateSearch: (search: Record<string, unknown>): TraceSearch => texts(search, ["view", "axis"]),
  component: Trace,
});
const spacetimeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/spacetime",
  validateSearch: (search: Record<string, unknown>): SpacetimeSearch => ({
    ...texts(search, textNames),
    ...numbers(search, ["length"]),
  }),
  component: Spacetime,
});
const convergenceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/convergence",
  validateSearch: (search: Record<string, unknown>): ConvergenceSearch => ({
    ...texts(search, ["uuid", "origin"]),
    ...numbers(search, ["latest"]),
  }),
  component: Convergence,
});
const membersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/members",
  validateSearch: (search: Record<string, unknown>): MembersSearch => ({
    ...texts(search, ["show", "state", "find", "sort"]),
    ...square(search),
  }),
  component: Members,
});
const memberRoute = createRoute({ getParentRoute: () => rootRoute, path: "/members/$name", component: Member });

const runsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/runs", component: Runs });
const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/compare",
  validateSearch: (search: Record<string, unknown>): CompareSearch => texts(search, ["a", "b"]),
  component: Compare,
});
const doctorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/doctor",
  validateSearch: (search: Record<string, unknown>): DoctorSearch => texts(search, ["sort"]),
  component: Doctor,
});

const faultsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/faults", component: Faults });

const pages = [
  overviewRoute,
  mapRoute,
  requestsRoute,
  tracesRoute,
  traceRoute,
  spacetimeRoute,
  convergenceRoute,
  membersRoute,
  memberRoute,
  runsRoute,
  compareRoute,
  doctorRoute,
  faultsRoute,
];

export const router = createRouter({
  routeTree: rootRoute.addChildren(pages),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
