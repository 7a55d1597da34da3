#include "program/start.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "club/testing.hpp"

using namespace watercooler;
using namespace watercooler::program;

namespace {

/// What a ready line says to whoever reads its descriptor, until it is closed.
template <class Say>
std::string said(Say say) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    say(ReadyLine{ends[1]});
    std::string text;
    std::array<char, 256> piece{};
    for (ssize_t size = 0; (size = ::read(ends[0], piece.data(), piece.size())) > 0;)
        text.append(piece.data(), static_cast<std::size_t>(size));
    ::close(ends[0]);
    return text;
}

/// What systemd is told at a socket of this name, when all is ready.
std::string notified(std::string name) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const club::UniqueFd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)};
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
    ReadyLine{std::nullopt}.ready("http://127.0.0.1:81");
    ::unsetenv("NOTIFY_SOCKET");
    std::array<char, 256> told{};
    const auto bytes = ::recv(socket.get(), told.data(), told.size(), 0);
    return {told.data(), static_cast<std::size_t>(std::max<ssize_t>(bytes, 0))};
}

}  // namespace

TEST_CASE("an error's code says what to exit with") {
    const std::pair<const char*, int> table[] = {
        {"WC-NAME-TAKEN", 4},     {"WC-SAURON-TAKEN", 4},  {"WC-STORE-TAKEN", 4},    {"WC-PORT-BUSY", 5},
        {"WC-PORT-PRIV", 6},      {"WC-CLUB-PERM", 6},     {"WC-STORE-ADDRESS", 64}, {"WC-STORE-NEWER", 65},
        {"WC-STORE-DAMAGED", 65}, {"WC-ANYTHING-ELSE", 7},  // not ready, for whatever reason
    };
    for (const auto& [code, exit] : table) {
        CAPTURE(code);
        CHECK(exit_code_of({code, "", ""}) == exit);
    }
}

TEST_CASE("the ready line is one line of JSON, and then its descriptor is closed") {
    CHECK(said([](const ReadyLine& line) { line.ready("http://127.0.0.1:81"); }) ==
          "{\"ready\":true,\"url\":\"http://127.0.0.1:81\"}\n");
    CHECK(said([](const ReadyLine& line) {
              CHECK(line.failed({"WC-PORT-BUSY", "port \"81\" is taken", "Choose another."}) == port_busy);
          }) ==
          "{\"ready\":false,\"code\":\"WC-PORT-BUSY\",\"message\":\"port \\\"81\\\" is taken\","
          "\"hint\":\"Choose another.\"}\n");
}

TEST_CASE("systemd is told that all is ready, wherever it listens; whoever has none is not disturbed") {
    const club::testing::TempFolder temp;
    CHECK(notified(temp / "notify") == "READY=1\nSTATUS=http://127.0.0.1:81\n");
    CHECK(notified("@watercooler-test-" + std::to_string(::getpid())) == "READY=1\nSTATUS=http://127.0.0.1:81\n");
    ::setenv("NOTIFY_SOCKET", (temp / "nobody").c_str(), 1);
    ReadyLine{std::nullopt}.ready("http://127.0.0.1:81");
    ::setenv("NOTIFY_SOCKET", std::string(500, 'x').c_str(), 1);
    ReadyLine{std::nullopt}.ready("http://127.0.0.1:81");
    ::unsetenv("NOTIFY_SOCKET");
}

TEST_CASE("each signal is a call, as often as it comes") {
    boost::asio::io_context io;
    std::vector<std::string> calls;
    const Signals signals{io, [&](const std::string& why) { calls.push_back(why); }, [&] { calls.push_back("tell"); }};
    for (const int number : {SIGTERM, SIGUSR1, SIGINT, SIGTERM}) {
        const auto before = calls.size();
        REQUIRE(::raise(number) == 0);
        while (calls.size() == before) REQUIRE(io.run_one_for(std::chrono::seconds{10}) > 0);
    }
    CHECK(calls == std::vector<std::string>{"asked to stop", "tell", "interrupted", "asked to stop"});
}
