// Makes one file of a build's files, for the program that serves them: http/files.hpp reads it.
//
//   watercooler-pack/1
//   PATTERN \t TYPE \t ETAG \t AT \t SIZE \t AT \t SIZE \t AT \t SIZE     as it is, by gzip, by brotli
//   …
//   (an empty line; AT counts from behind it)
//   the bytes
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** The largest effort, and no time stamp: the same files make the same pack. */
function encodings(bytes: Buffer): Buffer[] {
  const brotli = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes, { params: brotli })];
}

/** Paths of all files below a folder, in an order that is the same everywhere. */
function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The page itself is found at each of the app's own paths, and browsers ask for an icon by a name of their own. */
function patternsOf(file: string, pagePaths: readonly string[]): readonly string[] {
  if (file === "index.html") return pagePaths;
  return file === "icon.svg" ? ["/icon.svg", "/favicon.ico"] : [`/${file}`];
}

export function packed(folder: string, pagePaths: readonly string[]): Buffer {
  const head = ["watercooler-pack/1"];
  const body: Buffer[] = [];
  let at = 0;
  for (const file of filesOf(folder)) {
    const type = types[extname(file)];
    if (!type) throw new Error(`${file}: no content type is known for it; add one to build/pack.ts`);
    const bytes = readFileSync(join(folder, file));
    const places = encodings(bytes).map((encoded) => {
      const place = `${at}\t${encoded.length}`;
      body.push(encoded);
      at += encoded.length;
      return place;
    });
    const etag = createHash("sha256").update(bytes).digest("hex").slice(0, 20);
    for (const pattern of patternsOf(file, pagePaths)) head.push([pattern, type, etag, ...places].join("\t"));
  }
  return Buffer.concat([Buffer.from(`${head.join("\n")}\n\n`), ...body]);
}

/** After a build: OUT.pack beside the folder OUT. */
export function pack(pagePaths: readonly string[]): Plugin {
  let folder = "";
  return {
    name: "watercooler-pack",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, relative(config.root, config.build.outDir));
    },
    closeBundle() {
      writeFileSync(`${folder}.pack`, packed(folder, pagePaths));
    },
  };
}
