/** 0.41 ms, 12.3 ms, 120 ms, 3.1 s, 4 min, 2 h, 3 d: two or three digits say enough, as many as in Sauron's sentences. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 20) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 48 * 3_600_000) return `${Math.floor(ms / 3_600_000)} h`;
  return `${Math.floor(ms / 86_400_000)} d`;
}

/** "1 member", "3 members". */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

const larger = ["KiB", "MiB", "GiB", "TiB"] as const;

/** 42 B, 1.4 KiB, 3.0 MiB */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  const step = Math.min(larger.length, Math.floor(Math.log2(count) / 10));
  return `${(count / 1024 ** step).toFixed(1)} ${larger[step - 1]}`;
}

/** Of an RFC 3339 time, what is read at a glance: 14:02:11.204, in the browser's own zone. */
export function clock(wallTime: string | undefined): string {
  if (!wallTime) return "";
  const time = new Date(wallTime);
  if (Number.isNaN(time.getTime())) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  const ms = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}

/** The same with its day: 2026-03-01 14:02:11. */
export function day(wallTime: string | undefined): string {
  const time = clock(wallTime);
  if (!wallTime || !time) return "";
  const date = new Date(wallTime);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time.slice(0, 8)}`;
}
