import { type Theme, useTheme } from "../lib/theme.ts";

/** Light, dark, or as the system: kept per browser. */
export function ThemeSwitch() {
  const [theme, choose] = useTheme();
  return (
    <label className="theme-switch">
      <span className="hidden-words">Theme</span>
      <select className="field" value={theme} onChange={(event) => choose(event.target.value as Theme)}>
        <option value="system">Theme: system</option>
        <option value="light">Theme: light</option>
        <option value="dark">Theme: dark</option>
      </select>
    </label>
  );
}
