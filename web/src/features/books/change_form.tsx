import { type FormEvent, useId, useState } from "react";
import { call } from "@/shared/lib/api/call.ts";
import type { MemberEvent, Outcome } from "@/shared/lib/api/member.ts";
import { plural } from "@/shared/lib/words.ts";
import { Command } from "@/shared/ui/states.tsx";
import { titleProblem } from "./rows.ts";

/** How many others the rumor of that version was sent to straight away, as this page has seen. */
export function sentCount(events: readonly MemberEvent[], name: string, version: number): number {
  const born = events.findLast(
    (event) => event.kind === "born" && event.origin === name && event.key === "book" && event.version === version,
  );
  if (!born) return 0;
  const copies = events.filter((event) => event.kind === "sent" && event.cause === born.seq);
  return new Set(copies.map((event) => event.peer)).size;
}

interface Props {
  name: string;
  club: string;
  token: string | null;
  titles: readonly string[];
  events: readonly MemberEvent[];
  onChanged: () => void;
}

/** Change my book. Without the token: how to get it. */
export function ChangeForm({ name, club, token, titles, events, onChanged }: Props) {
  const [title, setTitle] = useState("");
  const [told, setTold] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  if (!token) return <NoToken name={name} club={club} />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = titleProblem(title);
    setProblem(wrong);
    setTold(null);
    if (wrong) return;
    setBusy(true);
    try {
      setTold(await call<Outcome>("/api/v1/entries/book", { method: "PUT", body: { value: title }, token }));
      setTitle("");
      onChanged();
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="change" onSubmit={submit}>
      <label htmlFor={id}>My book</label>
      <input
        id={id}
        className="field"
        list={`${id}-titles`}
        autoComplete="off"
        placeholder="a title, your own or one that somebody reads"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        aria-describedby={`${id}-said`}
      />
      <datalist id={`${id}-titles`}>
        {titles.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <button type="submit" className="button primary" disabled={busy}>
        Tell everyone
      </button>
      <p id={`${id}-said`} role="status" className={problem ? "wrong" : "muted"}>
        {problem ?? (busy ? "telling…" : told && <Said told={told} sent={sentCount(events, name, told.version)} />)}
      </p>
    </form>
  );
}

function Said({ told, sent }: { told: Outcome; sent: number }) {
  if (told.outcome === "held") return <>Held: I tell it after the thaw.</>;
  return (
    <>
      Told as version {told.version}
      {sent > 0 && `, sent to ${plural(sent, "peer")}`}.
    </>
  );
}

function NoToken({ name, club }: { name: string; club: string }) {
  return (
    <p className="no-token muted">
      To change something here, open this page by <Command text={`watercooler -c ${club} open ${name}`} />
    </p>
  );
}
