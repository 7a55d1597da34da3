#include "cli/curve.hpp"

#include <doctest/doctest.h>

#include "cli/shown.hpp"

using namespace watercooler::cli;

namespace {

constexpr std::uint64_t ms = 1'000'000;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

Curve six_members() {
    return {.living = 6,
            .points = {{0, 1}, {4 * ms, 2}, {5 * ms, 4}, {6 * ms, 5}, {10 * ms, 6}},
            .t50_ns = 5 * ms,
            .t95_ns = 10 * ms,
            .t100_ns = 10 * ms};
}

const Style plain{}, ascii{.depth = Depth::none, .light = false, .utf8 = false};

}  // namespace

TEST_CASE("a curve rises from its birth to all, over a time axis, with T50, T95 and T100") {
    CHECK(draw(six_members(), "amy's \"Dune\" (v2)", 40, plain) ==
          "amy's \"Dune\" (v2): 6 of 6\n"
          "6│                      ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂█\n"
          " │                  ▅▅▅▅████████████████\n"
          " │               ▂▂▂████████████████████\n"
          " │▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅███████████████████████\n"
          "0└──────────────────────────────── 10 ms\n"
          "  T50 5 ms  T95 10 ms  T100 10 ms\n");
}

TEST_CASE("where UTF-8 is not understood letters draw it") {
    const auto text = draw(six_members(), "amy's \"Dune\" (v2)", 40, ascii);
    for (const char c : text) CHECK(static_cast<unsigned char>(c) < 0x80);
    CHECK(text.find("6|") != std::string::npos);
    CHECK(text.find("0+---") != std::string::npos);
    CHECK(text.find('#') != std::string::npos);
}

TEST_CASE("no line of a curve is wider than the terminal, and a wide one is not filled") {
    const std::string title =
        "amy's \"A Heartbreaking Work of Staggering Genius: a memoir, based on a true story\" (v12)";
    for (const std::size_t width : {40, 60, 80, 300}) {
        CAPTURE(width);
        for (const auto& line : lines_of(draw(six_members(), title, width, plain))) {
            CAPTURE(line);
            CHECK(display_width(line) <= std::min<std::size_t>(width, 80));
        }
    }
}

TEST_CASE("an update that is not with all says so, and its curve stays below the top") {
    Curve curve{.living = 4, .points = {{0, 1}, {ms, 2}}, .t50_ns = ms};
    const auto lines = lines_of(draw(curve, "amy's \"Dune\" (v2)", 40, plain));
    REQUIRE(lines.size() == 7);
    CHECK(lines[0] == "amy's \"Dune\" (v2): 2 of 4");
    CHECK(lines[1].find("▁") == std::string::npos);
    CHECK(lines[3].find("█") != std::string::npos);
    CHECK(lines[6] == "  T50 1 ms  T95 not yet  T100 not yet");
}

TEST_CASE("a curve of nobody, of one point and of more than live are drawn too") {
    CHECK(lines_of(draw({}, "x", 40, plain)).size() == 7);
    CHECK(draw({.living = 1, .points = {{0, 1}}, .t50_ns = 0, .t95_ns = 0, .t100_ns = 0}, "x", 40, plain)
              .find("1 of 1") != std::string::npos);
    CHECK(draw({.living = 2, .points = {{0, 1}, {ms, 3}}}, "x", 40, plain).find("3 of 3") != std::string::npos);
}

TEST_CASE("what others wrote in a title does no harm") {
    CHECK(draw(six_members(), "\x1b[2J", 60, plain).find('\x1b') == std::string::npos);
}

TEST_CASE("a curve is read from its JSON") {
    const auto curve =
        read_curve(R"({"schema":"watercooler.curve/v1","living":6,"points":[{"since_birth_ns":0,"members":1},
        {"since_birth_ns":2000000,"members":6}],"t50_ns":2000000,"t95_ns":2000000,"t100_ns":null})");
    REQUIRE(curve);
    CHECK(curve->living == 6);
    CHECK(curve->points == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 1}, {2 * ms, 6}});
    CHECK(curve->t95_ns == 2 * ms);
    CHECK_FALSE(curve->t100_ns);
    for (const auto* odd : {"", "[]", "{}", R"({"points":[1]})", R"({"points":[{"members":"x"}]})"}) {
        CAPTURE(odd);
        CHECK(read_curve(odd).error().code == "WC-SAURON-ODD");
    }
}
