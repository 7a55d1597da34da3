#include "sim/sweep.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>

#include "sim/words.hpp"

namespace watercooler::sim {
namespace {

const Spreading push_of_fifty{.mode = Mode::push, .members = 50, .seed = 7, .fanout = 3, .ttl = {}, .loss = 5'000};

std::vector<Sweep> both() {
    return {sweep(push_of_fifty, 2, read_range("fanout=1..3")), sweep(push_of_fifty, 2, read_range("ttl=2..4"))};
}
std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("a range is read with its limits") {
    const auto range = read_range("fanout=1..8");
    CHECK(range.of == Range::Of::fanout);
    CHECK(range.from == 1);
    CHECK(range.to == 8);
    CHECK(read_range("ttl=4").to == 4);
    for (const auto* bad :
         {"", "fanout", "fanout=", "loss=1..2", "ttl=0..3", "ttl=1..65", "fanout=3..2", "fanout=1..17", "fanout=1..",
          "fanout=1.2", "fanout=1..2x", "fanout=-1..2", "ttl=99999999999"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(read_range(bad), StoryError);
    }
}

TEST_CASE("a sweep has a point for each value, and leaves the rest as it is") {
    const auto sweeps = both();
    REQUIRE(sweeps[0].points.size() == 3);
    REQUIRE(sweeps[1].points.size() == 3);
    CHECK(sweeps[0].points[2].spreading.fanout == 3);
    CHECK_FALSE(sweeps[0].points[2].spreading.ttl);
    CHECK(sweeps[1].points[0].spreading.ttl == 2);
    CHECK(sweeps[1].points[0].spreading.fanout == 3);
    CHECK(sweeps[1].points[0].runs == 2);
}

TEST_CASE("numbers are written the same wherever they stand") {
    const std::pair<double, std::string> table[] = {{0, "0"},      {1000, "1000"},          {7.1, "7.1"},
                                                    {0.0004, "0"}, {1234.5678, "1234.568"}, {10, "10"}};
    for (const auto& [number, text] : table) CHECK(number_text(number) == text);
}

TEST_CASE("the page holds every number of the JSON, and asks nobody for anything") {
    const auto sweeps = both();
    const auto page = sweep_page(push_of_fifty, sweeps);
    for (const auto& each : sweeps) {
        for (const auto& point : each.points) {
            for (const auto number : {point.reached, point.rounds, point.time_ms, point.copies, point.messages,
                                      point.expected.rounds, point.expected.copies, point.expected_ms()}) {
                CHECK(page.find("<td>" + number_text(number) + "</td>") != page.npos);
                CHECK(to_json(push_of_fifty, sweeps).find(":" + number_text(number)) != page.npos);
            }
        }
    }
    CHECK(count(page, "<svg viewBox=\"0 0 380 250\"") == 6);
    CHECK(count(page, "role=\"img\"") == 6);
    for (const auto* asking : {"http://", "https://", "<script", "src=", "url(", "@import"}) {
        CAPTURE(asking);
        CHECK(page.find(asking) == page.npos);
    }
}

TEST_CASE("one course as text says what was reached, in which rounds, and what was expected") {
    const auto text = to_text(measure(push_of_fifty, 1));
    CHECK(text.starts_with("push: 50 members, fanout 3, loss 5 %, seed 7\nReached 50 of 50 in "));
    CHECK(text.find("Theory: ") != text.npos);
    CHECK(text.find("  round   0          1  #") != text.npos);
    CHECK(text.find("PODC 1987") != text.npos);
}

TEST_CASE("a course as text fits a terminal of 80 columns, whatever it says") {
    for (const auto mode : {Mode::push, Mode::pull, Mode::push_pull, Mode::flood, Mode::watercooler}) {
        Measured measured;
        measured.spreading = {
            .mode = mode, .members = 200'000, .seed = UINT64_MAX, .fanout = 16, .ttl = 64, .loss = 333'333};
        measured.runs = 1000;
        measured.reached = 199'999.123;
        measured.rounds = measured.time_ms = 12'345.678;
        measured.copies = measured.messages = 123'456'789.123;
        measured.expected = {.rounds = 12'345.678, .copies = 123'456'789.123, .reached = 199'999.123};
        measured.known = {1, 199'999.123};
        std::istringstream lines{to_text(measured)};
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(line);
            CHECK(std::ranges::count_if(line, [](char c) { return (c & 0xc0) != 0x80; }) < 80);
        }
    }
}

}  // namespace watercooler::sim
