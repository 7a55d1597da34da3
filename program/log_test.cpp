#include "program/log.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>

#include "club/testing.hpp"

using namespace watercooler::program;
using watercooler::club::testing::TempFolder;

namespace {

/// A log takes the process's stdout and stderr, so each is written by a process of its own.
void elsewhere(const std::function<void()>& write) {
    std::fflush(stdout);  // what waits in a buffer is not the child's to say
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        write();
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
}

std::string text_of(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("a line has its time in milliseconds, its level and the text") {
    const std::chrono::system_clock::time_point time{std::chrono::microseconds{1'773'064'931'204'567}};
    CHECK(log_line(time, Log::Level::info, "born") == "2026-03-09T14:02:11.204Z info  born");
    CHECK(log_line(time, Log::Level::warning, "late") == "2026-03-09T14:02:11.204Z warn  late");
    CHECK(log_line(time, Log::Level::error, "gone") == "2026-03-09T14:02:11.204Z error gone");
}

TEST_CASE("what is logged, and what the process says by itself, is in the file, behind what was there") {
    const TempFolder folder;
    const auto path = folder / "log";
    std::ofstream{path} << "of an earlier life\n";
    elsewhere([&] {
        Log log{path};
        log.write(Log::Level::info, "begins");
        std::fputs("a library speaks\n", stderr);
        log.write(Log::Level::error, "ends");
    });
    const auto text = text_of(path);
    CHECK(text.starts_with("of an earlier life\n20"));
    CHECK(text.find("Z info  begins\na library speaks\n20") != std::string::npos);
    CHECK(text.ends_with("Z error ends\n"));
}

TEST_CASE("a full file becomes log.1, and no line is lost or cut") {
    const TempFolder folder;
    const auto path = folder / "log";
    elsewhere([&] {
        Log log{path};
        const std::string text(1000, 'x');
        for (int line = 0; line < 1500; ++line) log.write(Log::Level::info, text);
    });
    const auto older = text_of(path + ".1"), newer = text_of(path);
    const std::size_t line_bytes = 1000 + std::string_view{"2026-03-09T14:02:11.204Z info  \n"}.size();
    CHECK(older.size() >= Log::file_bytes_max);
    CHECK(older.size() < Log::file_bytes_max + line_bytes);
    CHECK(older.size() % line_bytes == 0);
    CHECK(older.size() + newer.size() == 1500 * line_bytes);
}

TEST_CASE("a log that cannot be opened fails nobody") {
    elsewhere([] { Log{"/nowhere/log"}.write(Log::Level::info, ""); });
}
