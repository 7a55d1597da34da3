// Moments are RFC 3339 texts with nanoseconds, as Sauron writes them: a Date would lose the last six digits.

/** Nanoseconds since 1970; null if it is no moment. */
export function toNs(text: string): bigint | null {
  const parts = /^(.*?:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!parts) return null;
  const seconds = Date.parse(`${parts[1]}${parts[3]}`);
  if (Number.isNaN(seconds)) return null;
  return BigInt(seconds) * 1_000_000n + BigInt((parts[2] ?? "").padEnd(9, "0"));
}

export function fromNs(ns: bigint): string {
  const seconds = ns / 1_000_000_000n;
  const rest = String(ns % 1_000_000_000n).padStart(9, "0");
  return new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, `.${rest}Z`);
}

export const fromMs = (ms: number): string => new Date(ms).toISOString();
export const toMs = (text: string | undefined): number => (text ? Date.parse(text) : Number.NaN);

/** The moment just before (-1n) or just behind (1n) another one. */
export function beside(text: string, by_ns: bigint): string {
  const ns = toNs(text);
  return ns === null ? text : fromNs(ns + by_ns);
}

const unit_ms: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What people type: 14:02:11.2 of this browser's day, -30s before now, or RFC 3339; null if it is none of these. */
export function parseMoment(text: string, now: number): string | null {
  const typed = text.trim();
  const ago = /^-(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(typed);
  if (ago) return fromMs(now - Number(ago[1]) * (unit_ms[ago[2] ?? ""] ?? 0));
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(typed);
  if (clock) return ofToday(clock, now);
  return toNs(typed) === null ? null : typed;
}

/** The latest such time of day that is not behind now. */
function ofToday(parts: RegExpExecArray, now: number): string | null {
  const [, hours, minutes, seconds = "0", fraction = ""] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const day = new Date(now);
  day.setHours(Number(hours), Number(minutes), Number(seconds), 0);
  if (day.getTime() > now) day.setDate(day.getDate() - 1);
  return fromNs(BigInt(day.getTime()) * 1_000_000n + BigInt(fraction.padEnd(9, "0")));
}
