import { eventKind } from "@/shared/lib/message_kind.ts";
import { type MemberHistory, type Params, type RosterRow, useAsk } from "@/shared/lib/sauron/ask.ts";
import { eventId, eventWords, shortened } from "@/shared/lib/sauron/event_words.ts";
import { filterValue } from "@/shared/lib/sauron/filter_value.ts";
import { tracePath, useHref, useMoment } from "@/shared/lib/sauron/moment.ts";
import { clock, duration } from "@/shared/lib/words.ts";
import { Facts } from "@/shared/ui/drawer.tsx";
import { KindLine } from "@/shared/ui/kind_line.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { PortLink } from "@/shared/ui/port_link.tsx";
import { Empty, Loading, Problem } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";

/** How it is at the moment that is looked at. */
export function NowPanel({ row }: { row: RosterRow }) {
  const href = useHref();
  const linked = row.truth === "alive" || row.truth === "frozen";
  return (
    <Panel title="As it is" className="member-now">
      <div className="member-facts">
        <Facts
          facts={[
            [
              "Reads",
              row.uuid && (
                <a href={href(tracePath(row.uuid))}>
                  <bdi className="foreign clipped">{row.book}</bdi>
                </a>
              ),
            ],
            ["Version", row.version],
            [
              "Dashboard",
              row.port ? (
                <PortLink key="port" name={row.name} address={row.address ?? ""} port={row.port} linked={linked} />
              ) : undefined,
            ],
            ["By its own events", row.truth],
            ["Known by", `${row.known_by} of the living`],
            ["Suspected by", row.suspected_by || undefined],
            ["Dead for", row.dead_for || undefined],
            ["Incarnation", row.incarnation],
            ["Heard", row.silence_ms === undefined ? "never" : `${duration(row.silence_ms)} ago`],
            ["Events missing", row.missed],
            [
              "Messages held",
              row.held && (
                <a key="held" href={href("/requests", { filter: `kind:held member:${filterValue(row.name)}` })}>
                  {row.held}
                </a>
              ),
            ],
          ]}
        />
      </div>
    </Panel>
  );
}

/** Its own words of its state, and what the others said of it. What comes later than the moment is greyed. */
export function HistoryPanel({ history }: { history: MemberHistory }) {
  const href = useHref();
  const { at } = useMoment();
  const states = [...(history.states ?? [])].reverse();
  return (
    <Panel title="What became of it" note={`the latest ${states.length}`} className="member-history">
      {states.length === 0 ? (
        <Empty>No event tells.</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <ol className="history" tabIndex={0}>
          {states.map((event) => (
            <li key={eventId(event)} className={at && (event.wall_time ?? "") > at ? "later" : ""}>
              <TimeLink at={event.wall_time} />
              <span>
                <KindLine kind={eventKind(event.kind)} />
                <bdi className="foreign">{eventWords(event)}</bdi>
              </span>
              <a href={href("/requests", { event: eventId(event) })}>event</a>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** Each start of it is a life. */
export function LivesPanel({ history }: { history: MemberHistory }) {
  return (
    <Panel title="Lives" className="member-lives">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="plain-table" tabIndex={0} aria-label="The lives as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Life</th>
              <th scope="col">First heard</th>
              <th scope="col">Last heard</th>
              <th scope="col" className="number">
                Events
              </th>
              <th scope="col" className="number">
                Missing
              </th>
            </tr>
          </thead>
          <tbody>
            {[...(history.lives ?? [])].reverse().map((life) => (
              <tr key={life.boot}>
                <th scope="row" className="mono" title={life.boot}>
                  {life.boot?.slice(0, 8)}
                </th>
                <td>
                  <TimeLink at={life.first_wall_time} />
                </td>
                <td>{clock(life.last_wall_time)}</td>
                <td className="number">{life.events?.toLocaleString("en")}</td>
                <td className="number">{life.missing?.toLocaleString("en")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

interface Clause {
  says: string;
  known: boolean;
  cites: { member: string; boot: string; seq: number }[];
}
interface Why {
  of: string;
  verdict: string;
  clauses: Clause[];
}

/** Why the others believe of it what they believe. */
export function BeliefPanel({ name, of }: { name: string; of: string }) {
  return <WhyPanel question={{ name, of }} title={(verdict) => `Why ${of} holds it ${verdict}`} />;
}

/** What keeps it from knowing what others know; the newest of it. */
export function LackPanel({ row }: { row: RosterRow }) {
  const { lacks } = row;
  if (!lacks) return null;
  const what = `${lacks.origin}'s ${lacks.key === "book" ? "" : `${lacks.key} `}“${shortened(lacks.value, 40)}” (v${lacks.version})`;
  return (
    <WhyPanel
      question={{ topic: "entry", name: lacks.origin, key: lacks.key, of: row.name }}
      title={() => `Why it lacks ${what}`}
      note={lacks.count > 1 ? `and ${lacks.count - 1} more` : undefined}
    />
  );
}

interface WhyProps {
  question: Params;
  title: (verdict: string) => string;
  note?: string | undefined;
}

/** Each clause with the events that it stands on. */
function WhyPanel({ question, title, note }: WhyProps) {
  const moment = useMoment();
  const href = useHref();
  const found = useAsk<Why>("/api/v1/why", { run: moment.run, at: moment.at, ...question }, moment, { every_ms: 2000 });
  return (
    <Panel title={title(found.data?.verdict ?? "so")} note={note} className="member-why" tour="why">
      {found.error && !found.data ? (
        <Problem what="Why, cannot be told." why={found.error.message} onRetry={found.refetch} />
      ) : !found.data ? (
        <Loading what="Asking why" />
      ) : (
        <ol className="clauses">
          {found.data.clauses.map((clause) => (
            <li key={clause.says} className={clause.known ? "" : "muted"}>
              <bdi className="foreign">{clause.says}</bdi>{" "}
              {clause.cites.map((cite) => (
                <a
                  key={`${cite.member} ${cite.seq}`}
                  className="cite"
                  href={href("/requests", { event: `${cite.member}.${cite.boot}.${cite.seq}` })}
                >
                  <bdi>{cite.member}</bdi>#{cite.seq}
                </a>
              ))}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
