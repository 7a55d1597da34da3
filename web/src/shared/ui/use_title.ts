import { useEffect } from "react";

/** The name of the page in the browser's tab. */
export function useTitle(name: string): void {
  useEffect(() => {
    document.title = `${name} · Sauron`;
  }, [name]);
}
