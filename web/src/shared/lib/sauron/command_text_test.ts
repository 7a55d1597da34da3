import { expect, test } from "vitest";
import { commandText, shellWord } from "./command_text.ts";

test("whatever a member or a book is called, the command is one for a shell", () => {
  expect(shellWord("it's; rm -rf ~")).toBe("'it'\\''s; rm -rf ~'");
  expect(shellWord("")).toBe("''");
  expect(commandText("watercooler -c office", ["pick", "amy", "The Great Gatsby"])).toBe(
    "watercooler -c office pick amy 'The Great Gatsby'",
  );
});
