import { useState } from "react";
import type { Convergence } from "@/shared/lib/sauron/ask.ts";
import { shellWord } from "@/shared/lib/sauron/command_text.ts";
import { memberPath, tracePath, useHref } from "@/shared/lib/sauron/moment.ts";
import { duration, plural } from "@/shared/lib/words.ts";
import { CopyButton, MemberChip } from "@/shared/ui/chips.tsx";
import { Panel } from "@/shared/ui/panel.tsx";
import { Empty } from "@/shared/ui/states.tsx";
import { TimeLink } from "@/shared/ui/time_link.tsx";

type Spreading = Convergence["open"][number];

/** Who lacks what: each entry whose newest version is not with everybody. */
export function OpenPanel({ convergence }: { convergence: Convergence }) {
  const { open, open_count = open.length, latest } = convergence;
  const note = open_count > open.length ? `the newest ${open.length} of ${open_count.toLocaleString("en")}` : undefined;
  return (
    <Panel title="Who lacks what" note={note} className="open-entries">
      {open.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <ul className="open-rows" tabIndex={0} aria-label="Entries that spread">
          {open.map((one) => (
            <OpenRow key={one.uuid} one={one} living={convergence.living} />
          ))}
        </ul>
      ) : latest ? (
        <Agreed latest={latest} />
      ) : (
        <Empty command='watercooler pick amy "Emma" --wait'>There is nothing to agree on yet.</Empty>
      )}
    </Panel>
  );
}

function Agreed({ latest }: { latest: Spreading }) {
  return (
    <div className="agreed">
      <p>
        Nobody lacks anything. The last change, <Entry one={latest} />, was made <TimeLink at={latest.born} /> and all
        agreed on it <strong>{duration(latest.took_ns / 1e6)}</strong> later.
      </p>
    </div>
  );
}

function Entry({ one }: { one: Spreading }) {
  const href = useHref();
  return (
    <>
      <bdi className="foreign">
        {one.origin}'s {one.key === "book" ? "" : `${one.key} `}
      </bdi>
      <a href={href(tracePath(one.uuid))}>
        <bdi className="foreign">“{short(one.value)}”</bdi>
      </a>{" "}
      <span className="muted">(v{one.version})</span>
    </>
  );
}

const short = (text: string): string => {
  const letters = [...text.slice(0, 400)];
  return letters.length > 80 ? `${letters.slice(0, 80).join("")}…` : text;
};

const names_at_first = 8;

function OpenRow({ one, living }: { one: Spreading; living: number }) {
  const href = useHref();
  const [all, setAll] = useState(false);
  const names = all ? one.waiting : one.waiting.slice(0, names_at_first);
  const count = one.waiting_count ?? one.waiting.length;
  const more = count - names.length;
  const why = `watercooler why ${shellWord(one.origin)} of ${shellWord(one.waiting[0] ?? "")} --about entry`;
  return (
    <li>
      <p>
        <Entry one={one} /> reached {one.reached} of {living} in {duration(one.took_ns / 1e6)}, since{" "}
        <TimeLink at={one.born} />
      </p>
      <p className="open-waiting">
        <span className="muted">{plural(count, "member")} without it:</span>
        {names.map((name) => (
          <MemberChip key={name} name={name} href={href(memberPath(name))} />
        ))}
        {more > 0 && !all && one.waiting.length > names.length && (
          <button type="button" className="button" onClick={() => setAll(true)}>
            {one.waiting.length < count ? `the first ${one.waiting.length}` : `all ${one.waiting.length}`}
          </button>
        )}
        {more > 0 && all && <span className="muted">and {more.toLocaleString("en")} more</span>}
        <span className="muted why-command">
          why: <code className="foreign">{why}</code> <CopyButton text={why} what="command" />
        </span>
      </p>
    </li>
  );
}
