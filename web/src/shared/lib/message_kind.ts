/** The kinds of messages that have a colour and a line style of their own. */
export type MessageKind = "push" | "pull" | "digest" | "membership" | "fault" | "control";

/** Of what a packet carries ("compound: ping alive*3", "rumor", "announce"): the kind that says most about it. */
export function messageKind(text: string): MessageKind {
  if (/rumor/.test(text)) return "push";
  if (/announce|pull\b|have|want/.test(text)) return "pull";
  if (/sums|digest|push-pull|sync/.test(text)) return "digest";
  if (/command|pick/.test(text)) return "control";
  return "membership";
}

const kindOfEvent: Record<string, MessageKind> = {
  born: "push",
  applied: "push",
  duplicate: "push",
  stale: "push",
  refuted: "push",
  expired: "push",
  announced: "pull",
  pulled: "pull",
  sync_started: "digest",
  sync_done: "digest",
  probe_failed: "fault",
  suspected: "fault",
  died: "fault",
  refused: "fault",
  dropped: "fault",
  conflict: "fault",
  rejected: "fault",
  fault_set: "fault",
  fault_cleared: "fault",
  eye_lost: "fault",
  started: "control",
  frozen: "control",
  thawed: "control",
  stepped: "control",
  asleep: "control",
  leaving: "control",
  stopped: "control",
  http_request: "control",
  logged: "control",
};

/** Of an event; packets by what they carry. */
export function eventKind(kind: string, reason = ""): MessageKind {
  if (kind === "sent" || kind === "received" || kind === "held") return messageKind(reason);
  return kindOfEvent[kind] ?? "membership";
}
