// The lock must serve behind any mirror: it says what to take by checksum, never from where.
import { readFileSync } from "node:fs";

interface Entry {
  resolved?: string;
  integrity?: string;
  link?: boolean;
}
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Entry> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");
const bad = packages.filter(([, entry]) => entry.resolved !== undefined || entry.integrity === undefined);
for (const [path] of bad) console.error(`package-lock.json: ${path} names a host, or has no checksum`);
if (bad.length > 0) console.error("make the lock again where web/.npmrc is read: cd web && npm install");
console.log(`${packages.length} packages, ${bad.length} wrong`);
process.exit(bad.length > 0 || packages.length === 0 ? 1 : 0);
