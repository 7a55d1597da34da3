// Lists of names in an address: by commas, with a backslash before a comma that belongs to a name.

export const joinNames = (names: readonly string[]): string =>
  names.map((name) => name.replace(/[\\,]/g, "\\$&")).join(",");

export function splitNames(text: string | undefined): string[] {
  const names = (text ?? "").match(/(?:\\[\s\S]|[^,\\])+/g) ?? [];
  return [...new Set(names.map((name) => name.replace(/\\([\s\S])/g, "$1")))];
}
