#include "program/command_line.hpp"

#include <doctest/doctest.h>

namespace watercooler::program {

TEST_CASE("a word for the shell comes out of the shell as it went in") {
    CHECK(shell_word("jimmy:81") == "jimmy:81");
    CHECK(shell_word("/tmp/a-b") == "/tmp/a-b");
    CHECK(shell_word("two words") == "'two words'");
    CHECK(shell_word("it's") == "'it'\\''s'");
    CHECK(shell_word("") == "''");
    CHECK(shell_word("$(rm)") == "'$(rm)'");
}

TEST_CASE("a program of ours is looked for beside this one, and nowhere else") {
    CHECK(beside_own_program("program_test").ends_with("/program_test"));
    CHECK(beside_own_program("sh") == "");
}

}  // namespace watercooler::program
