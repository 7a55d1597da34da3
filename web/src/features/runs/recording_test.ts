import { expect, test } from "vitest";
import { isRunName, linesIn, piecesOf, runNameOf } from "./recording.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

async function* inChunks(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield bytesOf(text.slice(at, at + size));
}

async function pieces(text: string, chunk: number, most: number): Promise<string[]> {
  const all: string[] = [];
  for await (const piece of piecesOf(inChunks(text, chunk), most)) all.push(new TextDecoder().decode(piece));
  return all;
}

test("pieces end with a line, whatever the file is read in, and nothing is lost", async () => {
  const text = Array.from({ length: 40 }, (_, at) => `line ${"x".repeat(at % 7)}`).join("\n");
  for (const chunk of [1, 3, 64, 1000])
    for (const most of [8, 20, 100]) {
      const all = await pieces(text, chunk, most);
      expect(all.join("")).toBe(text);
      for (const piece of all.slice(0, -1)) {
        expect(piece.endsWith("\n")).toBe(true);
        expect(piece.length <= most || piece.indexOf("\n") === piece.length - 1).toBe(true);
      }
    }
});

test("a line that is longer than a piece goes alone and whole", async () => {
  expect(await pieces("ab\nabcdefghijkl\ncd\n", 5, 6)).toEqual(["ab\n", "abcdefghijkl\n", "cd\n"]);
  expect(await pieces("no end at all", 4, 6)).toEqual(["no end at all"]);
  expect(await pieces("", 4, 6)).toEqual([]);
});

test("a file gives its run a name that Sauron takes", () => {
  const table: [string, string][] = [
    ["run31.wcr", "run31"],
    ["two words.wcr.gz", "two-words"],
    [".hidden", "-hidden"],
    ["live.wcr", "recording"],
    ["ü".repeat(100), "-".repeat(64)],
    ["", "recording"],
  ];
  for (const [file, name] of table) {
    expect(runNameOf(file)).toBe(name);
    expect(isRunName(name)).toBe(true);
  }
  expect(isRunName("live")).toBe(false);
  expect(isRunName("a/b")).toBe(false);
  expect(linesIn(bytesOf("a\nb\nc"))).toBe(2);
});
