import type { ApiError } from "./member.ts";

/** A call that was refused or got no answer: what the program said, and what it advises. */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, error: ApiError) {
    super(error.hint ? `${error.message} ${error.hint}` : error.message);
    this.status = status;
    this.code = error.code;
  }
}

interface Call {
  method?: "GET" | "PUT" | "POST" | "DELETE";
  body?: unknown;
  token?: string | null;
  timeout_ms?: number;
}

/** One call of an API of ours: its JSON, or a CallError. */
export async function call<Answer>(path: string, { method = "GET", body, token, timeout_ms = 5000 }: Call = {}) {
  const headers = new Headers();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const init: RequestInit = { method, headers, signal: AbortSignal.timeout(timeout_ms) };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(path, init).catch(() => {
    throw new CallError(0, { code: "no-answer", message: `No answer from ${location.host}.`, hint: "" });
  });
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer as Answer;
  throw new CallError(response.status, answer?.error ?? { code: "refused", message: response.statusText, hint: "" });
}
