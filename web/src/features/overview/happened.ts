// What happened, with what several said of the same put together. No React here.
import type { SauronEvent } from "@/shared/lib/sauron/ask.ts";
import { eventWords, shortened } from "@/shared/lib/sauron/event_words.ts";

export const changesFilter =
  "kind:suspected,cleared,died,left,returned,started,stopped,frozen,thawed,fault_set,fault_cleared,eye_lost";
export const choicesFilter = "kind:born key:book";
/** Books are chosen all the time: of these only the latest, or nothing else would be seen. */
export const choices_max = 5;

export interface Happening {
  first: SauronEvent;
  /** Who else said the same, among what was read. */
  others: SauronEvent[];
  /** There may be more who said so, beyond what was read. */
  cut?: boolean;
}

const aboutOthers = new Set(["suspected", "cleared", "died", "left", "returned"]);
/** What one order does to many members. */
const ofMany = new Set(["frozen", "thawed", "fault_set", "fault_cleared"]);
const together_ms = 10_000;

/** One entry for what many members say of one, or what one order did to many: newest first, as they came. */
export function together(events: readonly SauronEvent[], read_max = Number.POSITIVE_INFINITY): Happening[] {
  const all: Happening[] = [];
  const open = new Map<string, Happening>();
  for (const event of events) {
    const key = `${event.kind} ${ofMany.has(event.kind) ? event.reason : event.peer}`;
    const known = aboutOthers.has(event.kind) || ofMany.has(event.kind) ? open.get(key) : undefined;
    const apart = known ? Date.parse(known.first.wall_time ?? "") - Date.parse(event.wall_time ?? "") : 0;
    if (known && apart < together_ms) {
      // A member tells of each further accuser that it hears of: it is still one who suspects.
      const said = [known.first, ...known.others].some(({ member }) => member === event.member);
      if (!said) known.others.push(event);
      continue;
    }
    const happening = { first: event, others: [] };
    all.push(happening);
    open.set(key, happening);
  }
  const last = events.at(-1);
  if (last && events.length >= read_max) cutAt(all, last);
  return all;
}

function cutAt(all: readonly Happening[], last: SauronEvent): void {
  const happening = all.find(({ first, others }) => first === last || others.includes(last));
  if (happening) happening.cut = true;
}

/** One order's work on several members. */
export const isOfMany = ({ first, others }: Happening): boolean => ofMany.has(first.kind) && others.length > 0;

/** Changes and choices as one list, the newest first. */
export function byTime(changes: readonly Happening[], choices: readonly Happening[]): Happening[] {
  const time = ({ first }: Happening) => first.wall_time ?? "";
  return [...changes, ...choices].sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0));
}

const words: Record<string, string> = {
  suspected: "is suspected by",
  cleared: "is suspected no longer by",
  died: "is dead for",
  left: "has left, says",
  returned: "has returned, says",
};

const manyWords: Record<string, string> = {
  frozen: "were frozen",
  thawed: "were thawed",
  fault_set: "have a fault",
  fault_cleared: "have a fault no longer",
};

export function happeningWords({ first, others, cut }: Happening): string {
  const many = manyWords[first.kind];
  if (many && others.length > 0) {
    const reason = first.reason ? `: ${shortened(first.reason)}` : "";
    return `${others.length + 1} members${cut ? " or more" : ""} ${many}${reason}`;
  }
  const said = words[first.kind];
  if (!said || others.length === 0) return eventWords(first);
  const names = others.length === 1 ? ` and ${others[0]?.member}` : ` and ${others.length} more`;
  return `${first.peer} ${said} ${first.member}${names}`;
}
