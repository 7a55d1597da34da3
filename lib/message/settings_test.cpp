#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <watercooler/settings.hpp>

namespace watercooler {
namespace {

using namespace std::chrono_literals;

Settings good_settings() {
    Settings settings;
    settings.name = "jimmy";
    settings.address = *parse_address("127.0.0.1:81");
    return settings;
}

}  // namespace

TEST_CASE("the defaults are good_settings once a name and an address are given") {
    CHECK(check(good_settings()) == "");
    CHECK(check(Settings{}) == "name is empty; it must be 1 to 128 bytes.");
}

TEST_CASE("a setting may stand on either end of its range") {
    const std::function<void(Settings&)> table[] = {
        [](Settings& s) { s.name = std::string(128, 'n'); },
        [](Settings& s) { s.probe_interval = s.probe_timeout = 10ms; },
        [](Settings& s) { s.probe_interval = 10min; },
        [](Settings& s) { s.indirect_checks = 0; },
        [](Settings& s) { s.push_pull_interval = 0ms; },
        [](Settings& s) { s.push_pull_interval = 1h; },
        [](Settings& s) { s.datagram_bytes_max = 65'507; },
        [](Settings& s) { s.announce_delay = 0ms; },
        [](Settings& s) { s.seen_count_max = 1'048'576; },
        [](Settings& s) { s.tags["role"] = std::string(490, 'r'); },
    };
    for (std::size_t i = 0; i < std::size(table); ++i) {
        CAPTURE(i);
        auto settings = good_settings();
        table[i](settings);
        CHECK(check(settings) == "");
    }
}

TEST_CASE("a setting outside its range is named, with the range") {
    struct Row {
        std::function<void(Settings&)> breaks;
        std::string problem;
    };
    const Row table[] = {
        {[](Settings& s) { s.name = std::string(129, 'n'); }, "name is 129 bytes; it must be 1 to 128 bytes."},
        {[](Settings& s) { s.name = "a\x1b"; }, "name has a control character; none is allowed."},
        {[](Settings& s) { s.name = "a\xff"; }, "name is not valid UTF-8."},
        {[](Settings& s) { s.address = {}; }, "address is missing; it must be an IPv4 or IPv6 address."},
        {[](Settings& s) { s.address.port = 0; },
         "address has port 0; others could not reach it. Give the port that was bound."},
        {[](Settings& s) { s.tags["wc"] = "2"; }, "tags has `wc`, which every node sets itself; leave it out."},
        {[](Settings& s) { s.tags["role"] = std::string(600, 'r'); },
         "tags is 617 bytes once encoded; it must be at most 512 bytes."},
        {[](Settings& s) { s.probe_interval = 9ms; }, "probe_interval is 9 ms; it must be from 10 ms to 600000 ms."},
        {[](Settings& s) { s.probe_timeout = 1001ms; }, "probe_timeout is 1001 ms; it must be from 1 ms to 1000 ms."},
        {[](Settings& s) { s.probe_timeout = -1ms; }, "probe_timeout is -1 ms; it must be from 1 ms to 1000 ms."},
        {[](Settings& s) { s.push_pull_interval = 1ms; },
         "push_pull_interval is 1 ms; it must be 0 (never) or from 1000 ms to 3600000 ms."},
        {[](Settings& s) { s.reconnect_age_max = 1s; },
         "reconnect_age_max is 1000 ms; it must be from 60000 ms to 2592000000 ms."},
        {[](Settings& s) { s.fanout = 0; }, "fanout is 0; it must be from 1 to 16."},
        {[](Settings& s) { s.datagram_bytes_max = 65'508; },
         "datagram_bytes_max is 65508; it must be from 512 to 65507."},
        {[](Settings& s) { s.seen_count_max = 15; }, "seen_count_max is 15; it must be from 16 to 1048576."},
    };
    for (const auto& row : table) {
        CAPTURE(row.problem);
        auto settings = good_settings();
        row.breaks(settings);
        CHECK(check(settings) == row.problem);
    }
}

}  // namespace watercooler
