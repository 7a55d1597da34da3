// A made-up run of very many members, as a recording: faster to make than to simulate, and as large as one.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { told } from "./told.ts";

export interface LargeRun {
  uuids: readonly string[];
  killed: readonly string[];
  events: number;
}

const seconds = 20;
const rumors = 3;
const rumor_uuid = (at: number) => `01932f5c-8a1e-7c55-9b1e-5d0c2a7be0${String(10 + at)}`;

/**
 * Everybody probes somebody every two seconds; three rumors go round, from each teller to three others; five members
 * fall silent after eight seconds, and are suspected and held dead by all. Written second by second.
 */
export async function writeLargeRun(file: string, members: number): Promise<LargeRun> {
  const out = createWriteStream(file);
  const start = Date.parse("2027-01-15T08:00:00Z");
  const name = (at: number) => `m${at % members}`;
  const killed = Array.from({ length: 5 }, (_, at) => Math.floor(((at + 0.5) * members) / 5));
  const seqs = new Array<number>(members).fill(0);
  let events = 0;
  const line = (at: number, ms: number, more: object) => {
    const seq = (seqs[at] ?? 0) + 1;
    seqs[at] = seq;
    ++events;
    const event = told(name(at), seq, start + ms, { club: "large", protocol_time_ns: ms * 1e6, ...more });
    return `${JSON.stringify(event)}\n`;
  };
  const dead = (at: number, second: number) => second >= 8 && killed.includes(at);
  out.write(
    `${JSON.stringify({ schema: "watercooler.recording/v1", event_schema: 1, club: "large", run: "large" })}\n`,
  );
  for (let second = 0; second < seconds; ++second) {
    let text = "";
    for (let at = 0; at < members; ++at) {
      if (dead(at, second)) continue;
      const ms = second * 1000 + (at % 400);
      if (second === 0) text += line(at, ms, { kind: "started" });
      if (second % 2 === at % 2) {
        const peer = name(at * 31 + second * 7 + 1);
        text += line(at, ms + 1, { kind: "probed", peer });
        text += line(at, ms + 3, { kind: "acked", peer });
      }
      if (second % 5 === 1) text += hears(at, Math.floor(second / 5), second * 1000 + 400);
      if (second === 11)
        for (const one of killed) text += line(at, ms + 5, { kind: "suspected", peer: name(one), reason: name(at) });
      if (second === 16) for (const one of killed) text += line(at, ms + 5, { kind: "died", peer: name(one) });
    }
    if (!out.write(text)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  return { uuids: Array.from({ length: rumors }, (_, at) => rumor_uuid(at)), killed: killed.map(name), events };

  /** Three told by each: a member's hop is how deep it stands in that tree, whose root is another for each rumor. */
  function hears(at: number, rumor: number, from_ms: number): string {
    if (rumor >= rumors) return "";
    const root = rumor * 100;
    const place = (at - root + members) % members;
    const hop = Math.floor(Math.log(2 * place + 1) / Math.log(3));
    const about = {
      uuid: rumor_uuid(rumor),
      origin: name(root),
      key: "book",
      value: `Volume ${rumor + 1}`,
      version: 1 + rumor,
      hop,
    };
    const ms = from_ms + 15 * hop + (at % 10);
    if (place === 0) return line(at, ms, { kind: "born", ...about });
    const first = line(at, ms, { kind: "applied", ...about, peer: name(Math.floor((place - 1) / 3) + root) });
    return first + line(at, ms + 30, { kind: "duplicate", ...about, peer: name(at + 11) });
  }
}
