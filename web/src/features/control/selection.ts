// Whom the keys act upon: the members whose actions are on the page.
import { useEffect } from "react";
import { createStore } from "zustand/vanilla";

export const selection = createStore<{ names: readonly string[] }>(() => ({ names: [] }));

/** While what calls this is on the page, these are selected. */
export function useSelected(names: readonly string[]): void {
  const key = names.join(" ");
  useEffect(() => {
    selection.setState({ names: key === "" ? [] : key.split(" ") });
    return () => selection.setState({ names: [] });
  }, [key]);
}
