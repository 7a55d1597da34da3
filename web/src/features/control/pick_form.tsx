import { type FormEvent, useId, useState } from "react";
import { useAsk } from "@/shared/lib/sauron/ask.ts";
import { commandText } from "@/shared/lib/sauron/command_text.ts";
import { useMoment } from "@/shared/lib/sauron/moment.ts";
import { pick } from "./commands.ts";
import type { Orders } from "./use_orders.ts";

interface Props {
  name: string;
  disabled: boolean;
  orders: Orders;
  onDone: () => void;
}

/** Another favourite book for one member: any title, or one that somebody reads. */
export function PickForm({ name, disabled, orders, onDone }: Props) {
  const [book, setBook] = useState("");
  const id = useId();
  const moment = useMoment();
  const roster = useAsk("/api/v1/roster", { run: moment.run, at: moment.at }, moment);
  const books = [...new Set(roster.data?.rows.flatMap((row) => row.book ?? []) ?? [])].sort();
  const command = pick(name, book.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (book.trim() === "") return;
    onDone();
    void orders.give(command);
  };
  return (
    <form className="pick-form" onSubmit={submit}>
      <label htmlFor={`${id}-book`}>Favourite book</label>
      <input
        id={`${id}-book`}
        className="field"
        list={`${id}-books`}
        value={book}
        maxLength={1000}
        // biome-ignore lint/a11y/noAutofocus: the field was asked for by the button before it
        autoFocus
        onChange={(event) => setBook(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
      />
      <datalist id={`${id}-books`}>
        {books.slice(0, 100).map((title) => (
          <option key={title} value={title} />
        ))}
      </datalist>
      <button type="submit" className="button primary" disabled={disabled || book.trim() === ""}>
        Pick
      </button>
      <code className="foreign">{commandText(orders.cli, command)}</code>
    </form>
  );
}
