// Fails when what a page loads is larger than its budget, by gzip: node build/size.ts member DIST [sauron DIST]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const budgetKiB: Record<string, number> = { member: 120, sauron: 600 };

function kib(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map((entry) => gzipSync(readFileSync(join(entry.parentPath, entry.name)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

const [entry = "", folder = ""] = process.argv.slice(2);
const budget = budgetKiB[entry];
if (budget === undefined || !folder) throw new Error("usage: node build/size.ts member|sauron FOLDER");
const size = kib(folder);
console.log(`${entry}: ${size.toFixed(1)} KiB by gzip, of ${budget}`);
if (size > budget) {
  console.error(`${entry} is over its budget: leave something out, or load it later`);
  process.exit(1);
}
