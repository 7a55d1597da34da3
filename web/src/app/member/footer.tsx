import type { Link } from "@/features/live/live.ts";
import type { State } from "@/shared/lib/api/member.ts";
import { duration } from "@/shared/lib/words.ts";

const linkWords: Record<Link["kind"], string> = {
  opening: "connecting",
  stream: "live",
  polling: "asking once a second: there is no live stream",
  lost: "no connection",
};

/** What is seldom asked, and the same as JSON. */
export function Footer({ state, link }: { state: State | null; link: Link }) {
  const self = state?.self;
  return (
    <footer className="muted">
      <span>{linkWords[link.kind]}</span>
      {self && (
        <>
          <span>version {self.program}</span>
          <span>pid {self.pid}</span>
          <span>incarnation {self.incarnation}</span>
          <span>
            {self.interval_ms > 0 ? `picks a book every ${duration(self.interval_ms)}` : "picks no book by itself"}
          </span>
        </>
      )}
      <nav aria-label="The same for programs">
        <a href="/api/v1/state">state</a>
        <a href="/metrics">metrics</a>
        <a href="/openapi.json">API</a>
      </nav>
    </footer>
  );
}
