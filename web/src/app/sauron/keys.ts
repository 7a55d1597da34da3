import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { openSearch } from "@/features/search/search.tsx";
import { useStepping } from "@/features/transport/stepping.ts";
import { beginChord, endChord, inChord } from "@/shared/lib/chord.ts";
import { useHref } from "@/shared/lib/sauron/moment.ts";
import { pages } from "./pages.ts";

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=checkbox]), select, textarea");
const usesSpace = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("button, a, summary, [type=checkbox]") !== null;

interface Options {
  onHelp: () => void;
  /** For a key that is none of ours: whether it did something. */
  onOther: (event: KeyboardEvent) => boolean;
}

/** The keys of all pages. None of them changes the club by itself. */
export function useKeys({ onHelp, onOther }: Options): void {
  const navigate = useNavigate();
  const href = useHref();
  const stepping = useStepping();

  useEffect(() => {
    const go = (key: string): boolean => {
      const page = pages.find((each) => each.key === key);
      if (page) void navigate({ href: href(page.path) });
      return page !== undefined;
    };
    const find = (): boolean => {
      const field = document.getElementById("find");
      if (field) field.focus();
      else openSearch();
      return true;
    };
    const act = (event: KeyboardEvent): boolean => {
      const chorded = inChord(event.timeStamp);
      endChord();
      if (chorded && go(event.key)) return true;
      if (event.key === "g") beginChord(event.timeStamp);
      else if (event.key === "/") return find();
      else if (event.key === "?") onHelp();
      else if (event.key === " ") return !usesSpace(event.target) && stepping.press(event.key);
      else return stepping.press(event.key) || onOther(event);
      return true;
    };
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || typing(event.target) || event.altKey || document.querySelector("dialog[open]"))
        return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") openSearch();
      else if (event.ctrlKey || event.metaKey || !act(event)) return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [navigate, href, stepping, onHelp, onOther]);
}
