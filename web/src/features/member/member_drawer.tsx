import type { BookRow, Member } from "@/shared/lib/api/member.ts";
import { clock as clockText, duration } from "@/shared/lib/words.ts";
import { UuidChip } from "@/shared/ui/chips.tsx";
import { Drawer, Facts } from "@/shared/ui/drawer.tsx";
import { dashboardOf } from "@/shared/ui/port_link.tsx";
import { StateMark } from "@/shared/ui/state_mark.tsx";
import "./member_drawer.css";

interface SeenVersion {
  version: number;
  value: string;
  uuid: string;
  wall_time: string | undefined;
  from: string;
}

interface Props {
  name: string;
  book: (BookRow & { told: number }) | undefined;
  peer: (Member & { told: number }) | undefined;
  versions: readonly SeenVersion[];
  clock: number;
  sauron: string | null | undefined;
  onClose: () => void;
}

/** All that this member knows about one: what it believes, its book, and the versions that went by. */
export function MemberDrawer({ name, book, peer, versions, clock, sauron, onClose }: Props) {
  const where = book ?? peer;
  const status = book?.status ?? peer?.status;
  const trace = (uuid: string) => (sauron ? { href: `${sauron}trace/${encodeURIComponent(uuid)}` } : {});
  return (
    <Drawer title={<bdi>{name}</bdi>} onClose={onClose}>
      <Facts
        facts={[
          ["Status", status && <StateMark state={status} />],
          ["Address", where && address(where, peer, book?.own ?? false)],
          ["Favourite book", book && (book.book === null ? "not known yet" : <bdi>{book.book}</bdi>)],
          ["Version", book?.book != null && book.version],
          ["Age", book?.book != null && duration(book.age_ms + Math.max(0, clock - book.told))],
          ["Rumor", book?.uuid && <UuidChip uuid={book.uuid} {...trace(book.uuid)} />],
          ["Learnt from", book?.from && <Learnt from={book.from} hops={book.hops} />],
          ["Round trip", peer && duration(peer.rtt_ms)],
          ["Silent for", peer?.silence_ms != null && duration(peer.silence_ms + Math.max(0, clock - peer.told))],
          ["Incarnation", peer?.incarnation],
          ["Speaks", peer && (peer.watercooler ? "our rumors" : "memberlist or Serf only")],
          ["Tags", peer && <bdi>{tags(peer)}</bdi>],
        ]}
      />
      <section>
        <h3>Versions of its book that went by</h3>
        {versions.length === 0 ? (
          <p className="muted">None since this page is open, nor in the events that the member still has.</p>
        ) : (
          <ol className="versions">
            {versions.map((each) => (
              <li key={each.uuid}>
                <span className="muted number">v{each.version}</span>
                <bdi className="foreign">{each.value}</bdi>
                <span className="muted">
                  {clockText(each.wall_time)}
                  {each.from && <> from {each.from}</>}
                </span>
                <UuidChip uuid={each.uuid} {...trace(each.uuid)} />
              </li>
            ))}
          </ol>
        )}
      </section>
    </Drawer>
  );
}

function Learnt({ from, hops }: { from: string; hops: number }) {
  return (
    <>
      <bdi>{from}</bdi>
      {hops > 0 && `, ${hops} ${hops === 1 ? "hop" : "hops"} from its origin`}
    </>
  );
}

function address({ address, port }: { address: string; port: number }, peer: Member | undefined, own: boolean) {
  const text = `${address.includes(":") ? `[${address}]` : address}:${port}`;
  const href = peer?.watercooler && !own ? dashboardOf(address, port) : null;
  return href ? <a href={href}>{text}</a> : text;
}

const tags = (peer: Member): string =>
  Object.entries(peer.tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
