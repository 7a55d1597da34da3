// A command as a person would type it. No React here.

/** As a word of a shell's. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** As a person would type it; `cli` is what stands before the verb. */
export const commandText = (cli: string, command: readonly string[]): string =>
  [cli, ...command.map(shellWord)].join(" ");
