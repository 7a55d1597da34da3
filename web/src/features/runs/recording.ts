// A recording as a file, and what its lines become. No React here.

/** What goes to Sauron at once, at most; a line is never cut. */
export const piece_bytes = 1024 * 1024;
/** The first line names every member. */
const line_bytes_max = 32 * 1024 * 1024;
const newline = 10;

/** `run31` of run31.wcr; signs that no run may have become dashes. */
export function runNameOf(file: string): string {
  const dot = file.indexOf(".");
  const name = (dot > 0 ? file.slice(0, dot) : file).replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 64);
  return name === "" || name === "live" ? "recording" : name;
}

export const isRunName = (name: string): boolean => /^[A-Za-z0-9._-]{1,64}$/.test(name) && name !== "live";

/** The bytes of a file, as much at once as a piece has. */
export async function* chunksOf(file: Blob, most = piece_bytes): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let from = 0; from < file.size; from += most)
    yield new Uint8Array(await file.slice(from, from + most).arrayBuffer());
}

/** The same bytes in pieces that end with a line, each as long as may be. */
export async function* piecesOf(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  most = piece_bytes,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let rest = new Uint8Array(0);
  for await (const chunk of chunks) {
    rest = joined(rest, chunk);
    for (let end = endOfPiece(rest, most); end > 0; end = endOfPiece(rest, most)) {
      yield rest.slice(0, end);
      rest = rest.slice(end);
    }
    if (rest.length > line_bytes_max) throw new Error("This is no recording: a line is too long.");
  }
  if (rest.length > 0) yield rest;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** Behind the last line that fits; of a longer line its own end; 0: more must come first. */
function endOfPiece(bytes: Uint8Array, most: number): number {
  if (bytes.length <= most) return 0;
  const within = bytes.lastIndexOf(newline, most - 1);
  return (within >= 0 ? within : bytes.indexOf(newline, most)) + 1;
}

export function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === newline) ++lines;
  return lines;
}
