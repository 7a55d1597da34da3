import type { IconName } from "@/shared/ui/icons.tsx";

/** What stands in the rail. `g` and the letter lead there. */
export const pages: readonly { key: string; path: string; name: string; icon: IconName }[] = [
  { key: "o", path: "/", name: "Overview", icon: "overview" },
  { key: "m", path: "/map", name: "Map", icon: "map" },
  { key: "r", path: "/requests", name: "Requests", icon: "requests" },
  { key: "t", path: "/trace", name: "Traces", icon: "trace" },
  { key: "s", path: "/spacetime", name: "Space-time", icon: "spacetime" },
  { key: "c", path: "/convergence", name: "Convergence", icon: "convergence" },
  { key: "e", path: "/members", name: "Members", icon: "members" },
  { key: "f", path: "/faults", name: "Faults", icon: "faults" },
  { key: "u", path: "/runs", name: "Runs", icon: "runs" },
  { key: "d", path: "/doctor", name: "Doctor", icon: "doctor" },
];
