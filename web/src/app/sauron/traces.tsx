import { useNavigate } from "@tanstack/react-router";
import { LatestRumors } from "@/features/trace/rumors.tsx";
import "@/features/trace/trace.css";
import { tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { useTitle } from "@/shared/ui/use_title.ts";

/** Where a trace is chosen. */
export function Traces() {
  useTitle("Traces");
  const navigate = useNavigate();
  const href = useHref();
  return (
    <div className="traces">
      <div className="page-head">
        <h1>The latest rumors. Open one to see who told whom.</h1>
      </div>
      <LatestRumors onOpen={(uuid) => void navigate({ href: href(tracePath(uuid)) })} />
    </div>
  );
}
