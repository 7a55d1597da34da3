#include "cli/starter.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "club/testing.hpp"

using namespace watercooler;
using namespace watercooler::cli;
using namespace std::chrono_literals;
using club::testing::TempFolder;

namespace {

/// A program of a few lines of shell in place of a member.
std::string make_script(const TempFolder& folder, const std::string& body) {
    const auto path = folder / "member";
    {
        std::ofstream file{path};
        file << "#!/bin/sh\n" << body << "\n";
    }
    ::chmod(path.c_str(), 0700);
    return path;
}

std::vector<Started> start(const std::string& program, std::size_t count, StartLimits limits = {}) {
    std::vector<std::vector<std::string>> commands;
    for (std::size_t at = 0; at < count; ++at) commands.push_back({std::to_string(at)});
    const Interrupt interrupt;
    return start_all(program, commands, limits, interrupt, [](std::size_t) {});
}

}  // namespace

TEST_CASE("a ready line is found among whatever else was written") {
    const auto ready = parse_ready_line("noise\n{\"ready\":true,\"url\":\"http://127.0.0.1:81\"}\n");
    REQUIRE(ready);
    CHECK(ready->how == Started::How::ready);
    CHECK(ready->url == "http://127.0.0.1:81");
    const auto refused =
        parse_ready_line("{\"ready\":false,\"code\":\"WC-PORT-BUSY\",\"message\":\"taken\",\"hint\":\"other\"}\n");
    REQUIRE(refused);
    CHECK(refused->how == Started::How::refused);
    CHECK(refused->error == club::Error{"WC-PORT-BUSY", "taken", "other"});
    for (const auto* text :
         {"", "{\"ready\":true", "{\"ready\":true,\"url\":\"x\"}", "ready\n", "{\"ready\":\n", "{}\n"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_ready_line(text));
    }
}

TEST_CASE("many programs are started, and each one's word comes back in its place") {
    const TempFolder folder;
    const auto program = make_script(folder, "echo \"{\\\"ready\\\":true,\\\"url\\\":\\\"http://x:$1\\\"}\" >&3");
    const auto started = start(program, 20, {.at_once = 4});
    REQUIRE(started.size() == 20);
    for (std::size_t at = 0; at < started.size(); ++at) {
        CHECK(started[at].how == Started::How::ready);
        CHECK(started[at].url == "http://x:" + std::to_string(at));
        CHECK(started[at].took > 0ns);
    }
}

TEST_CASE("a program inherits nothing but its pipe, and stands in a session of its own") {
    const TempFolder folder;
    const int leaked = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
    const auto program =
        make_script(folder,
                    "for fd in /proc/$$/fd/*; do n=${fd##*/}; [ -e $fd ] && [ $n -gt 3 ] && [ $n -lt 10 ] && "
                    "echo leak $n >&2; done\n"
                    "read -r line && echo stdin >&2\n"
                    "[ \"$(cut -d' ' -f6 /proc/$$/stat)\" = $$ ] || echo session >&2\n"
                    "[ \"$PWD\" = / ] || echo folder >&2");
    const auto started = start(program, 1);
    ::close(leaked);
    CHECK(started[0].how == Started::How::died);
    CHECK(started[0].words == "");
}

TEST_CASE("a program that dies without a word is told with what it wrote and how it ended") {
    const TempFolder folder;
    const auto started = start(make_script(folder, "echo no library >&2; exit 9"), 1);
    CHECK(started[0].how == Started::How::died);
    CHECK(started[0].words == "no library\n");
    CHECK(WEXITSTATUS(started[0].status) == 9);
}

TEST_CASE("a program that says nothing in time is slow, and one that cannot be run is refused") {
    const TempFolder folder;
    const auto started = start(make_script(folder, "exec sleep 30"), 1, {.patience = 50ms});
    CHECK(started[0].how == Started::How::slow);
    REQUIRE(started[0].pid > 0);
    ::kill(started[0].pid, SIGKILL);
    ::waitpid(started[0].pid, nullptr, 0);
    CHECK(start(folder / "nothing", 1)[0].how == Started::How::refused);
}
