import { address, type Comparison } from "@/shared/lib/sauron/ask.ts";
import { tracePath } from "@/shared/lib/sauron/moment.ts";
import { Panel } from "@/shared/ui/panel.tsx";
import { changeWords, figureWords } from "./figures.ts";

/** Figure by figure. */
export function MetricsPanel({ metrics }: Pick<Comparison, "metrics">) {
  return (
    <Panel title="Figures" note="of updates the median of all that were followed" className="figures">
      <Rows label="Figure by figure" heads={["", "A", "B", "Change"]}>
        {metrics.map((metric) => (
          <tr key={metric.name}>
            <th scope="row">{metric.title}</th>
            <td className="number">{figureWords(metric.a, metric.unit)}</td>
            <td className="number">{figureWords(metric.b, metric.unit)}</td>
            <td className="number">{changeWords(metric.change)}</td>
          </tr>
        ))}
      </Rows>
    </Panel>
  );
}

/** Only what is not the same. */
export function SettingsPanel({ settings, settings_count }: Pick<Comparison, "settings" | "settings_count">) {
  const more = settings_count - settings.length;
  return (
    <Panel title="Settings that differ" className="settings">
      {settings.length === 0 ? (
        <p className="empty">As far as the members told theirs, none.</p>
      ) : (
        <Rows label="Setting by setting" heads={["", "A", "B"]}>
          {settings.map(({ name, a, b }) => (
            <tr key={name}>
              <th scope="row">
                <bdi className="foreign">{name}</bdi>
              </th>
              <td className="number">
                <bdi className="foreign">{a}</bdi>
              </td>
              <td className="number">
                <bdi className="foreign">{b}</bdi>
              </td>
            </tr>
          ))}
        </Rows>
      )}
      {more > 0 && <p className="more">and {more} more</p>}
    </Panel>
  );
}

function Rows({ label, heads, children }: { label: string; heads: readonly string[]; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="plain-table" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head) =>
              head === "" ? (
                <td key={head} />
              ) : (
                <th key={head} scope="col" className="number">
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** Where runs that began alike part. */
export function DivergencePanel({ comparison }: { comparison: Comparison }) {
  const { divergence } = comparison;
  const open = (run: string, uuid: string) => address(tracePath(uuid), { run: run === "live" ? null : run });
  return (
    <Panel title="Where they part" note="by origin and version" className="divergence">
      <p className="divergence-text">
        <bdi className="foreign">
          {divergence
            ? divergence.text
            : "From the first telling on they have nothing in common, as runs that were not told to be alike."}
        </bdi>
      </p>
      {divergence && (
        <p className="divergence-links">
          {divergence.a && <a href={open(comparison.a.run, divergence.a.uuid)}>Its trace in A</a>}{" "}
          {divergence.b && <a href={open(comparison.b.run, divergence.b.uuid)}>Its trace in B</a>}
        </p>
      )}
    </Panel>
  );
}
