// A club of real members for one test: own folder, own ports, ended by pid.
import { type ExecFileException, execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const bin = process.env.WATERCOOLER_BIN ?? new URL("../../build/release/bin", import.meta.url).pathname;

export interface Record {
  name: string;
  port: number;
  pid: number;
}

/** Waits for a condition, at most so long. */
export async function until<T>(what: string, condition: () => T | Promise<T>, seconds = 30): Promise<NonNullable<T>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A hundred ports that no other test uses while the server, on a name without a file, is open. */
async function claimPorts(): Promise<[Server, number]> {
  for (;;) {
    const base = 11_000 + 100 * Math.floor(Math.random() * 200);
    const claim = createServer();
    const taken = await new Promise<boolean>((resolve) => {
      claim.once("error", () => resolve(false));
      claim.listen(`\0watercooler-test-ports-${base}`, () => resolve(true));
    });
    if (taken) return [claim, base];
  }
}

export class Club {
  readonly name = "office";
  readonly home = mkdtempSync(join(tmpdir(), "watercooler-"));
  private readonly claim: Server;
  readonly base: number;
  private readonly pids = new Set<number>();

  private constructor(claim: Server, base: number) {
    this.claim = claim;
    this.base = base;
  }

  static async open(): Promise<Club> {
    return new Club(...(await claimPorts()));
  }

  /** Runs the command line; its output, or an error that has it. */
  run(...args: string[]): Promise<string> {
    const all = ["--home", this.home, ...args];
    if (args[0] === "new" && !args.includes("--from")) all.push("--from", `:${this.base}`);
    return new Promise((resolve, reject) =>
      execFile(join(bin, "watercooler"), all, (error: ExecFileException | null, out: string, trouble: string) => {
        this.notePids();
        if (error) reject(new Error(`watercooler ${args.join(" ")}: ${out}${trouble}`));
        else resolve(out);
      }),
    );
  }

  records(): Record[] {
    const folder = join(this.home, this.name);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
      /record\.json$/.test(path),
    );
    return files.map((path) => JSON.parse(readFileSync(join(folder, path), "utf8")) as Record);
  }

  record(name: string): Record {
    const found = this.records().find((record) => record.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  }

  url(name: string): string {
    return `http://127.0.0.1:${this.record(name).port}`;
  }

  token(): string {
    return readFileSync(join(this.home, this.name, "token"), "utf8").trim();
  }

  async get<T>(name: string, path: string): Promise<T> {
    return (await fetch(this.url(name) + path)).json() as Promise<T>;
  }

  /** A rumor as a stranger's, or another member's, would come in. */
  async tell(to: string, rumor: object): Promise<string> {
    const answer = await fetch(`${this.url(to)}/gossip`, { method: "POST", body: JSON.stringify(rumor) });
    return ((await answer.json()) as { outcome: string }).outcome;
  }

  signal(name: string, signal: NodeJS.Signals): void {
    process.kill(this.record(name).pid, signal);
  }

  private notePids(): void {
    for (const { pid } of this.records()) if (pid) this.pids.add(pid);
  }

  /** Ends what this club started, and removes its folder. */
  async close(): Promise<void> {
    this.notePids();
    for (const pid of this.pids) if (isOurs(pid)) process.kill(pid, "SIGKILL");
    for (const pid of this.pids) await until(`the end of ${pid}`, () => !isOurs(pid));
    this.claim.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function isOurs(pid: number): boolean {
  try {
    const program = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "";
    return /\/(watercooler-member|sauron)$/.test(program);
  } catch {
    return false;
  }
}
