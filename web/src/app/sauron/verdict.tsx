import { useConvergence } from "@/shared/lib/sauron/use_convergence.ts";
import { Problem } from "@/shared/ui/states.tsx";
import "./verdict.css";

/** Whether all living members hold the same, in a sentence. */
export function Verdict({ nobody }: { nobody: boolean }) {
  const { data, error, refetch } = useConvergence();
  if (error) return <Problem what="Whether all agree cannot be told." why={error.message} onRetry={refetch} />;
  if (nobody)
    return (
      <h1 data-tour="verdict" className="verdict">
        Nobody has reported to this Sauron.
      </h1>
    );
  if (!data) return <h1 className="verdict muted">…</h1>;
  const [word = "", ...rest] = data.verdict.split(". ");
  return (
    <h1 data-tour="verdict" className={`verdict ${data.living === 0 ? "unknown" : data.converged ? "" : "open"}`}>
      <span className="verdict-word">{word.replace(/\.$/, "")}</span> <bdi>{rest.join(". ")}</bdi>
    </h1>
  );
}
