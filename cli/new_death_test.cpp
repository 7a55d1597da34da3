#include "cli/new_death.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "club/testing.hpp"

using namespace watercooler;
using namespace watercooler::cli;
using club::testing::TempFolder;

TEST_CASE("a member's death is told with the last ten lines that this life wrote") {
    const TempFolder folder;
    const auto path = folder / "log";
    std::ofstream{path} << "earlier life\n";
    const auto from = file_size(path);
    std::ofstream file{path, std::ios::app};
    for (int line = 1; line <= 12; ++line) file << "line " << line << (line == 12 ? "\x1b" : "") << "\n";
    file.close();
    const auto lines = last_log_lines(path, from);
    CHECK(lines.starts_with("\nline 3\nline 4"));
    CHECK(lines.ends_with("\nline 11\nline 12\\u{1b}"));
    CHECK(lines.find("earlier") == std::string::npos);
    const auto failure = member_died("amy", {.how = Started::How::died, .status = 9}, path, from);
    CHECK(failure.exit == Exit::not_ready);
    CHECK(failure.message == "amy died at its start (killed by signal 9)");
    CHECK(failure.cause.find("line 11") != std::string::npos);
}

TEST_CASE("a death without a log or a word is told as such") {
    const TempFolder folder;
    const auto failure = member_died("amy", {.how = Started::How::died, .status = 3 << 8}, folder / "none", 0);
    CHECK(failure.message == "amy died at its start (exit code 3)");
    CHECK(failure.cause == "It left no word.");
    CHECK(file_size(folder / "none") == 0);
}
