import { useEffect, useState } from "react";
import { call } from "@/shared/lib/api/call.ts";
import type { BookRow } from "@/shared/lib/api/member.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Loading, Problem } from "@/shared/ui/states.tsx";
import { ThemeSwitch } from "@/shared/ui/theme_switch.tsx";

export function Page() {
  const [books, setBooks] = useState<BookRow[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    call<BookRow[]>("/api/v1/books").then(setBooks, (error: Error) => setProblem(error.message));
  }, []);
  return (
    <main>
      <h1>Watercooler</h1>
      <ThemeSwitch />
      {problem && <Problem what="The books cannot be read." why={problem} />}
      {!books && !problem && <Loading what="Asking the member" />}
      <ul>
        {books?.map((row) => (
          <li key={row.name}>
            <MemberChip name={row.name} state={row.status} /> reads <bdi>{row.book ?? "nothing yet"}</bdi>
          </li>
        ))}
      </ul>
    </main>
  );
}
