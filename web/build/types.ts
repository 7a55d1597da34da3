// Makes the types of both APIs from their documents, then lets TypeScript look at everything. What is made is kept
// out of git, so it cannot differ from the documents.
import { spawnSync } from "node:child_process";

function run(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const generator = "node_modules/openapi-typescript/bin/cli.js";
run(generator, "../api/openapi.json", "-o", "src/shared/lib/api/member.gen.ts");
run(generator, "../api/sauron/openapi.json", "-o", "src/shared/lib/api/sauron.gen.ts");
run("node_modules/typescript/bin/tsc", "--noEmit");
