import { memberPath, useHref } from "@/shared/lib/sauron/moment.ts";
import { bytes, duration } from "@/shared/lib/words.ts";
import { MemberChip } from "@/shared/ui/chips.tsx";
import { Empty } from "@/shared/ui/states.tsx";
import { type Column, type Sort, VirtualTable } from "@/shared/ui/virtual_table.tsx";
import { byLag, type Eye, eyeWord } from "./checks.ts";
import { WordMark } from "./checks_list.tsx";

interface Props {
  eyes: readonly Eye[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen: (member: string) => void;
}

/** Who is connected, the slowest first unless told otherwise. */
export function EyesTable({ eyes, sort, onSort, onOpen }: Props) {
  const href = useHref();
  const columns: Column<Eye>[] = [
    {
      key: "member",
      head: "Member",
      width: "minmax(7rem, 1fr)",
      narrow: "minmax(5rem, 1fr)",
      sortable: true,
      cell: ({ member }) => <MemberChip name={member} href={href(memberPath(member))} />,
    },
    { key: "word", head: "How", width: "4.5rem", cell: (eye) => <WordMark word={eyeWord(eye)} /> },
    {
      key: "lag",
      head: "Behind",
      width: "5.5rem",
      numeric: true,
      sortable: true,
      cell: ({ lag_ms }) => (lag_ms === undefined ? "" : duration(lag_ms)),
    },
    {
      key: "waiting",
      head: "Waiting",
      width: "5.5rem",
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: ({ waiting_bytes }) => (waiting_bytes === 0 ? "" : bytes(waiting_bytes)),
    },
    {
      key: "have",
      head: "Durable to",
      width: "6rem",
      numeric: true,
      sortable: true,
      wideOnly: true,
      cell: ({ have }) => have.toLocaleString("en"),
    },
  ];
  return (
    <VirtualTable
      label="Eyes"
      columns={columns}
      rows={sorted(eyes, sort)}
      rowKey={({ member, boot }) => `${member} ${boot}`}
      sort={sort}
      onSort={onSort}
      onOpen={({ member }) => onOpen(member)}
      empty={<Empty command="watercooler new --count 5">No member is connected. Start some:</Empty>}
    />
  );
}

function sorted(eyes: readonly Eye[], { key, down }: Sort): Eye[] {
  const slowest = byLag(eyes);
  if (key === "lag") return down ? slowest : slowest.reverse();
  const sign = down ? -1 : 1;
  if (key === "member") return slowest.sort((a, b) => (a.member < b.member ? -sign : sign));
  const value = (eye: Eye) => (key === "have" ? eye.have : eye.waiting_bytes);
  return slowest.sort((a, b) => sign * (value(a) - value(b)));
}
