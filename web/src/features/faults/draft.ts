// A fault as it is put together on the page, and the command that makes it. No React here.
export const kinds = [
  "latency",
  "loss",
  "duplicate",
  "reorder",
  "corrupt",
  "rate",
  "partition",
  "isolate",
  "oneway",
] as const;
export type Kind = (typeof kinds)[number];

/** What happens: docs/faults.md. */
export const meanings: Record<Kind, string> = {
  latency: "every packet takes so much longer",
  loss: "so many datagrams are lost",
  duplicate: "so many datagrams come twice",
  reorder: "so many datagrams are overtaken by others",
  corrupt: "one bit of so many datagrams is turned over",
  rate: "so many bits a second from one member to another",
  partition: "nothing gets from one side to another; who is on no side reaches all",
  isolate: "nothing gets to these, nor from them, nor from one of them to another",
  oneway: "nothing gets from the first to the second; what the second sends arrives",
};

/** What of a draft a kind of fault is made of. */
export type Part = "amount" | "jitter" | "scope" | "sides" | "who" | "way";
export const parts: Record<Kind, readonly Part[]> = {
  latency: ["amount", "jitter", "scope"],
  loss: ["amount", "scope"],
  duplicate: ["amount", "scope"],
  reorder: ["amount", "scope"],
  corrupt: ["amount", "scope"],
  rate: ["amount", "scope"],
  partition: ["sides"],
  isolate: ["who"],
  oneway: ["way"],
};
export const amounts: Partial<Record<Kind, string>> = {
  latency: "100ms",
  loss: "5%",
  duplicate: "1%",
  reorder: "10%",
  corrupt: "0.1%",
  rate: "64kbit",
};

export interface Draft {
  kind: Kind;
  amount: string;
  jitter: string;
  /** Names or globs, several by commas; empty: everybody. */
  from: string;
  to: string;
  both: boolean;
  /** `a* | [b-z]*` */
  sides: string;
  who: string;
  /** How long; empty: until it is healed. */
  length: string;
}

export const emptyDraft: Draft = {
  kind: "latency",
  amount: amounts.latency ?? "",
  jitter: "",
  from: "",
  to: "",
  both: false,
  sides: "",
  who: "",
  length: "5m",
};

export interface Made {
  /** The words behind `watercooler`, as far as they are known. */
  command: string[];
  /** What is still missing or makes no sense; nothing: it can be done. */
  wrong: string | null;
}

const time = /^\d+(\.\d+)?(us|ms|s|m|min|h)$/;
const share = /^\d+(\.\d+)?%$/;
const speed = /^\d+(\.\d+)?[kmg]?bit$/;

/** The command that makes it; Sauron and the members look at it once more. */
export function commandOf(draft: Draft): Made {
  const { words, wrong } = wordsOf(draft);
  const length = draft.length.trim();
  const command = ["chaos", "add", draft.kind, ...words, ...(length ? ["--for", length] : ["--forever"])];
  if (wrong) return { command, wrong };
  return { command, wrong: length === "" || time.test(length) ? null : "For how long: such as 30s or 5m." };
}

interface Words {
  words: string[];
  wrong?: string;
}

function wordsOf(draft: Draft): Words {
  switch (draft.kind) {
    case "partition":
      return sidesOf(draft.sides);
    case "isolate":
      return draft.who.trim() ? { words: [names(draft.who)] } : { words: [], wrong: "Whom: names or globs." };
    case "oneway":
      return ends(draft);
    case "latency":
      return latency(draft);
    default:
      return amount(draft);
  }
}

/** Several by commas, without the spaces that people put behind them. */
const names = (text: string): string => text.trim().replace(/\s*,\s*/g, ",");

function sidesOf(text: string): Words {
  const words = text
    .split("|")
    .map(names)
    .filter((side) => side !== "");
  return words.length < 2 ? { words, wrong: "Two sides or more, with a bar between: a* | [b-z]*" } : { words };
}

function ends({ from, to }: Draft): Words {
  const words = [names(from), names(to)].filter((end) => end !== "");
  return words.length < 2 ? { words, wrong: "From whom, and to whom." } : { words };
}

function scope({ from, to, both }: Draft): string[] {
  const words = [...(from.trim() ? ["--from", names(from)] : []), ...(to.trim() ? ["--to", names(to)] : [])];
  return both && words.length > 0 ? [...words, "--both"] : words;
}

function latency(draft: Draft): Words {
  const [amount, jitter] = [draft.amount.trim(), draft.jitter.trim()];
  const words = [jitter ? `${amount}+-${jitter}` : amount, ...scope(draft)];
  const fits = time.test(amount) && (jitter === "" || time.test(jitter));
  return fits ? { words } : { words, wrong: "How much longer: such as 100ms." };
}

function amount(draft: Draft): Words {
  const value = draft.amount.trim();
  const words = [value, ...scope(draft)];
  if (draft.kind === "rate") return speed.test(value) ? { words } : { words, wrong: "How fast: such as 64kbit." };
  return share.test(value) && Number.parseFloat(value) <= 100 ? { words } : { words, wrong: "How many: such as 5%." };
}
