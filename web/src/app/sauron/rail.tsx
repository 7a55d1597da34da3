import { useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { useHref } from "@/shared/lib/sauron/moment.ts";
import { Icon } from "@/shared/ui/icons.tsx";
import { pages } from "./pages.ts";

const key = "watercooler-rail";

/** The pages: at the side, or where there is little room, as tabs below. */
export function Rail() {
  const [narrow, setNarrow] = useState(localStorage.getItem(key) === "narrow");
  const here = useLocation({ select: (location) => location.pathname });
  const href = useHref();
  const toggle = () => {
    localStorage.setItem(key, narrow ? "wide" : "narrow");
    setNarrow(!narrow);
  };
  return (
    <nav className={`rail ${narrow ? "narrow" : ""}`} aria-label="Pages">
      {pages.map((page) => (
        <a
          key={page.path}
          href={href(page.path)}
          aria-current={isHere(page.path, here) ? "page" : undefined}
          title={`${page.name} (g ${page.key})`}
          data-tour={page.path === "/trace" ? "traces" : undefined}
        >
          <Icon name={page.icon} />
          <span className="rail-word">{page.name}</span>
        </a>
      ))}
      <button type="button" className="rail-toggle" onClick={toggle} aria-expanded={!narrow}>
        <Icon name="collapse" />
        <span className="rail-word">{narrow ? "Show names" : "Collapse"}</span>
      </button>
    </nav>
  );
}

const isHere = (path: string, here: string): boolean =>
  path === "/"
    ? here === "/"
    : here === path || here.startsWith(`${path}/`) || (path === "/runs" && here === "/compare");
