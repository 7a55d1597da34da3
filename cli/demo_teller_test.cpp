#include "cli/demo_teller.hpp"

#include <doctest/doctest.h>

#include "cli/own_command.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::cli;

namespace {

const DemoStep pick{.name = "pick",
                    .says = "amy picks \"Dune\".",
                    .commands = {"watercooler -c demo pick amy Dune --wait"},
                    .came = {"All 12 have it after 7 ms."},
                    .ok = true,
                    .facts = "{\"members\":12}"};

}  // namespace

TEST_CASE("a step is told before it is done, and what came of it after, with the commands that did it") {
    CHECK(text_before(pick, {.step = 2, .steps = 6}, {}, 0) == "\n2/6  amy picks \"Dune\".\n");
    CHECK(text_after(pick, {}, 0) ==
          "     ● All 12 have it after 7 ms.\n"
          "     try it yourself:\n"
          "       watercooler -c demo pick amy Dune --wait\n");
    auto failed = pick;
    failed.ok = false;
    CHECK(text_after(failed, {.utf8 = false}, 0).starts_with("     x All"));
}

TEST_CASE("in a narrow terminal sentences are broken between words, and commands stay whole") {
    CHECK(text_before({.name = "cut", .says = "The network breaks in two."}, {.step = 3, .steps = 6}, {}, 20) ==
          "\n3/6  The network\n     breaks in two.\n");
    CHECK(text_after(pick, {}, 20).find("       watercooler -c demo pick amy Dune --wait\n") != std::string::npos);
}

TEST_CASE("what others wrote does a terminal no harm") {
    const DemoStep hostile{.name = "pick", .says = "amy picks \"\x1b[2J\"."};
    CHECK(text_before(hostile, {}, {}, 0).find('\x1b') == std::string::npos);
}

TEST_CASE("for programs a step is one line of JSON") {
    const auto line = json_of(pick, {.step = 2, .steps = 6, .round = 3});
    CHECK(line ==
          "{\"schema\":\"watercooler.demo_step/v1\",\"step\":\"pick\",\"round\":3,\"says\":\"amy picks \\\"Dune\\\".\","
          "\"came\":[\"All 12 have it after 7 ms.\"],\"ok\":true,"
          "\"commands\":[\"watercooler -c demo pick amy Dune --wait\"],\"facts\":{\"members\":12}}\n");
    CHECK(json::parse(line, json::answer_bounds));
}

TEST_CASE("why a command failed is read from what it said as JSON, among whatever else it said") {
    const Failure busy{Exit::port_busy, "WC-PORT-BUSY", "port 81 is taken", "By nginx.", {"watercooler new"}};
    CHECK(failure_of(Ran{5, "", "bob was here before\n" + to_json(busy)}) == busy);
    const auto unsaid = failure_of(Ran{139, "", "oops\n"});
    CHECK(static_cast<int>(unsaid.exit) == 139);
    CHECK(unsaid.message == "it ended with code 139");
    CHECK(unsaid.cause == "oops");
}
