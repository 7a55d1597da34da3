// Control of the club: Sauron runs the very command that a person would type, with this tab's token.
import { createStore } from "zustand/vanilla";
import { CallError, call } from "../api/call.ts";
import type { components } from "../api/sauron.gen.ts";
import { dropToken, takeToken } from "../token.ts";

type Schemas = components["schemas"];
export type ClubState = Schemas["ClubState"];
export type PostedFault = Schemas["PostedFault"];

export interface Controlled {
  /** 0: done; 8: partly. */
  exit: number;
  /** As a person would type it. */
  command: string;
  output: unknown;
  error: { code: string; message: string; hints: string[] } | null;
}

/** Whether this tab may control the club. */
export const tokenStore = createStore<{ token: string | null }>(() => ({ token: takeToken() }));
// The address that `watercooler open sauron` prints may be opened in the tab where Sauron is open already.
addEventListener("hashchange", () => tokenStore.setState({ token: takeToken() }));

// A command may run for 60 s, and wait for others before.
const timeout_ms = 120_000;

/** Has a command run: the verb, its words and its flags. A CallError: Sauron refused it, and nothing was done. */
export async function control(command: readonly string[]): Promise<Controlled> {
  const { token } = tokenStore.getState();
  try {
    return await call<Controlled>("/api/v1/control", { method: "POST", body: { command }, token, timeout_ms });
  } catch (error) {
    if (error instanceof CallError && error.status === 401 && token) {
      dropToken();
      tokenStore.setState({ token: null });
    }
    throw error;
  }
}
