// What the tour shows, step by step. No React here.
import type { Convergence } from "@/shared/lib/sauron/ask.ts";
import { tracePath } from "@/shared/lib/sauron/moment.ts";

export type StepId = "verdict" | "time" | "freeze" | "lacks" | "step" | "thaw" | "trace" | "search";

export interface Step {
  id: StepId;
  title: string;
  /** The page it begins on; without one it goes on where the reader is. */
  path?: string;
  /** It is left out where the page has none of these. */
  needs?: readonly string[];
}

/** Elements say who they are by `data-tour`. The club's buttons are there only where the club can be changed. */
const club = (button: string): readonly string[] => [button, "club"];

export const steps: readonly Step[] = [
  { id: "verdict", title: "Does everybody agree?", path: "/" },
  { id: "time", title: "Now, or any moment before", path: "/" },
  { id: "freeze", title: "Stop the club’s time", path: "/", needs: club("freeze") },
  { id: "lacks", title: "Who lacks which book, and why?", path: "/" },
  { id: "step", title: "Let it run for one step", needs: club("step") },
  { id: "thaw", title: "Let it go on", needs: club("thaw") },
  { id: "trace", title: "Any rumor in three clicks", path: "/" },
  { id: "search", title: "Find anything" },
];

/** Those that this page can show. */
export const stepsFor = (has: (name: string) => boolean): readonly Step[] =>
  steps.filter((step) => !step.needs || step.needs.some(has));

export interface Shown {
  /** What it points at: the first of these that is there. */
  at: readonly string[];
  text: string;
  /** To be typed into a terminal. */
  commands?: readonly string[];
  link?: { path: string; words: string };
}

export interface Place {
  path: string;
  /** Whether such an element is there, and whether it can be pressed. */
  has: (name: string) => boolean;
  can: (name: string) => boolean;
  convergence: Convergence | undefined;
}

const named_max = 3;

/** "bob, cat and 4 more". */
export function someNames(names: readonly string[], count = names.length): string {
  const named = names.slice(0, named_max);
  const more = count - named.length;
  if (more > 0) return `${named.join(", ")} and ${more.toLocaleString("en")} more`;
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** What a step says where the reader is now. */
export function shown(id: StepId, place: Place): Shown {
  switch (id) {
    case "verdict":
      return {
        at: ["verdict"],
        text: "This sentence is the answer, at any time: whether all members hold the same, what is newest, and who waits for it still. Each page begins with its answer.",
      };
    case "time":
      return {
        at: ["time"],
        text: "All that has happened, from left to right. It is LIVE now. Drag along the bar, or press , and . for one event back and forward: every page shows that moment. The club goes on meanwhile.",
      };
    case "freeze":
      return freeze(place);
    case "lacks":
      return lacks(place);
    case "step":
      return step(place);
    case "thaw":
      return thaw(place);
    case "trace":
      return trace(place);
    case "search":
      return {
        at: ["search"],
        text: "Ctrl K finds members, books, rumors, pages and moments, each with the command that does the same in a terminal. ? lists all keys and signs, and starts this tour again.",
      };
  }
}

const not_yours =
  "What changes the club is for who has its token: it stands at the end of the address that this prints. Open that one here.";
const notAllowed = (at: readonly string[]): Shown => ({ at, text: not_yours, commands: ["watercooler open sauron"] });

function freeze({ has, can }: Place): Shown {
  const at = club("freeze");
  if (has("thaw"))
    return {
      at,
      text: "It stands still: nothing is sent, lost or suspected until the thaw. The members still answer questions, so look around as long as you like.",
    };
  if (!can("freeze")) return notAllowed(at);
  return { at, text: "Press Freeze all. Every member stands still at once, in the middle of what it does." };
}

function step({ has, can }: Place): Shown {
  const at = club("step");
  if (!has("step")) return { at, text: "It has to stand still for this: press Freeze all first." };
  if (!can("step")) return notAllowed(at);
  return {
    at,
    text: "Press Step 1. The club runs for one gossip interval, then it stands still again. Press it some times, and see who has the book after each.",
  };
}

function thaw({ has, can }: Place): Shown {
  const at = club("thaw");
  if (!has("thaw"))
    return { at, text: "Its time runs. What was held was handed over, and nobody has noticed anything." };
  if (!can("thaw")) return notAllowed(at);
  return { at, text: "Press Thaw. Time goes on where it stood, and what was held is handed over." };
}

function lacks({ path, has, convergence }: Place): Shown {
  if (path.startsWith("/trace/"))
    return has("missing")
      ? {
          at: ["missing"],
          text: "These do not have it, each with the reason, and with the events that prove it.",
        }
      : { at: ["path"], text: "Everybody has this one. Who does not have a book stands here, each with the reason." };
  if (has("why"))
    return { at: ["why"], text: "Why it lacks it, event by event; each sentence leads to what proves it." };
  const at = ["waiting", "verdict"];
  const open = convergence?.open[0];
  if (!open)
    return {
      at,
      text: "Nobody lacks anything at this moment. Let somebody pick a book, and let time run for one step:",
      commands: ['watercooler pick amy "Emma"', "watercooler step"],
    };
  const waiting = someNames(open.waiting, open.waiting_count ?? open.waiting.length);
  return {
    at,
    text: `“${open.value}” by ${open.origin} is with ${open.reached.toLocaleString("en")} so far. Who lacks it: ${waiting}.`,
    link: { path: tracePath(open.uuid), words: "Why? Look at its trace" },
  };
}

function trace({ path }: Place): Shown {
  if (path === "/trace") return { at: ["rumors"], text: "Click 2 of 3: a book. The newest stands on top." };
  if (path.startsWith("/trace/"))
    return {
      at: ["tree"],
      text: "Who told whom, when, and who came last and why. Click 3 of 3: a member in it, or the same as a waterfall.",
    };
  return { at: ["traces"], text: "Click 1 of 3: Traces, at any time, from any page." };
}
