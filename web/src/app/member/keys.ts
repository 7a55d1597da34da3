import { useEffect } from "react";
import { chooseTheme, chosenTheme } from "@/shared/lib/theme.ts";

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=checkbox]), select, textarea");

const nextTheme = { system: "light", light: "dark", dark: "system" } as const;

/** The page's own keys. None of them changes the club. */
export function useKeys({ onHelp }: { onHelp: () => void }): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "/") document.getElementById("find")?.focus();
      else if (event.key === "T") chooseTheme(nextTheme[chosenTheme()]);
      else if (event.key === "?") onHelp();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onHelp]);
}
