import { useNavigate } from "@tanstack/react-router";
import { openSearch } from "@/features/search/search.tsx";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import { useMoment } from "@/shared/lib/sauron/moment.ts";
import { Drop } from "@/shared/ui/drop.tsx";
import { Icon } from "@/shared/ui/icons.tsx";
import { ThemeSwitch } from "@/shared/ui/theme_switch.tsx";

/** Whose club this is, which run of it is looked at, and where to look for something. */
export function TopBar({ onHelp }: { onHelp: () => void }) {
  const moment = useMoment();
  const health = useAsk("/api/v1/health", {}, moment);
  return (
    <header className="top-bar">
      <a className="brand" href="/" aria-label="Sauron">
        <Drop /> <span className="brand-word">Sauron</span>
      </a>
      <p className="club">
        <span className="hidden-words">club </span>
        <bdi>{health.data?.club ?? "…"}</bdi>
      </p>
      <RunSwitch />
      <button type="button" className="search-button" onClick={openSearch} data-tour="search">
        <Icon name="search" />
        <span className="search-words">Member, book, uuid, command, time</span>
        <kbd>Ctrl K</kbd>
        <span className="hidden-words">Search</span>
      </button>
      <div className="top-tools">
        <ThemeSwitch />
        <button type="button" className="button" onClick={onHelp} aria-label="Keys and help" title="Keys and help (?)">
          ?
        </button>
      </div>
    </header>
  );
}

function RunSwitch() {
  const { run } = useMoment();
  const navigate = useNavigate();
  const runs = useAsk("/api/v1/runs", {}, { run, at: null, paused: false }, { every_ms: 10_000 });
  const names = runs.data?.map((each) => each.run ?? "") ?? [];
  const known = names.includes(run) ? names : [run, ...names];
  const choose = (name: string) =>
    void navigate({
      to: ".",
      // Another run has other moments.
      search: (before: Record<string, unknown>) => ({
        ...before,
        run: name === "live" ? undefined : name,
        at: undefined,
        paused: undefined,
      }),
    } as never);
  return (
    <label className="run-switch">
      <span className="hidden-words">Run</span>
      <select className="field" value={run} onChange={(event) => choose(event.target.value)}>
        {known.map((name) => (
          <option key={name} value={name}>
            {name === "live" ? "run: live" : `recording: ${name}`}
          </option>
        ))}
      </select>
    </label>
  );
}
