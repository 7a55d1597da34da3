// Recordings to Sauron and from it, piece by piece. No React here.
import { CallError } from "@/shared/lib/api/call.ts";
import { address } from "@/shared/lib/sauron/ask.ts";
import { chunksOf, linesIn, piecesOf } from "./recording.ts";

/** One export answer has at most so many events. */
const export_events = 20_000;
const busy_tries = 20;
const busy_wait_ms = 250;

export interface Imported {
  bytes: number;
  stored: number;
  duplicates: number;
}

interface Refusal {
  error?: { code?: string; message?: string; hint?: string; line?: number; column?: number };
}
interface Taken {
  stored?: number;
  duplicates?: number;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** A call whose body is bytes, as they are; asked again while Sauron is busy. */
async function send(path: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; ++tries) {
    const response = await fetch(path, init).catch((error: Error) => {
      if (error.name === "AbortError") throw error;
      throw new CallError(0, { code: "no-answer", message: `No answer from ${location.host}.`, hint: "" });
    });
    if (response.status !== 503 || tries === busy_tries) return response;
    await pause(busy_wait_ms);
    init.signal?.throwIfAborted();
  }
}

/** What was wrong; `lines_before`: of the file, so that the line is that of the file. */
async function refusal(response: Response, lines_before = 0): Promise<CallError> {
  const { error = {} } = ((await response.json().catch(() => null)) ?? {}) as Refusal;
  const place = error.line === undefined ? "" : `Line ${lines_before + error.line}, column ${error.column ?? 1}: `;
  const { code = "refused", message = response.statusText, hint = "" } = error;
  return new CallError(response.status, { code, message: `${place}${message}`, hint: place ? "" : hint });
}

interface Order {
  run: string;
  token: string;
  signal: AbortSignal;
  onProgress: (sum: Imported) => void;
}

/** The whole file as a run. What was sent before it is cancelled, or found wrong, stays. */
export async function importFile(file: Blob, { run, token, signal, onProgress }: Order): Promise<Imported> {
  let sum: Imported = { bytes: 0, stored: 0, duplicates: 0 };
  let lines = 0;
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/x-ndjson" };
  for await (const piece of piecesOf(chunksOf(file))) {
    const init = { method: "POST", headers, body: piece, signal };
    const response = await send(address("/api/v1/import", { run }), init);
    if (!response.ok) throw await refusal(response, lines);
    const taken = (await response.json()) as Taken;
    lines += linesIn(piece);
    sum = {
      bytes: sum.bytes + piece.length,
      stored: sum.stored + (taken.stored ?? 0),
      duplicates: sum.duplicates + (taken.duplicates ?? 0),
    };
    onProgress(sum);
  }
  return sum;
}

/** A run as a recording. Of the live one all that is there when its end is reached. */
export async function exportRun(run: string, signal: AbortSignal, onProgress: (bytes: number) => void): Promise<Blob> {
  const pieces: Blob[] = [];
  let bytes = 0;
  for (let cursor: string | null = null; ; ) {
    const path = address("/api/v1/export", { format: "jsonl", run, limit: export_events, cursor });
    const response = await send(path, { signal });
    if (!response.ok) throw await refusal(response);
    const piece = await response.blob();
    pieces.push(piece);
    bytes += piece.size;
    onProgress(bytes);
    cursor = response.headers.get("X-Watercooler-Next");
    if (cursor === null) return new Blob(pieces, { type: "application/x-ndjson" });
  }
}

export async function deleteRun(run: string, token: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await send(`/api/v1/runs/${encodeURIComponent(run)}`, { method: "DELETE", headers });
  if (!response.ok) throw await refusal(response);
}
