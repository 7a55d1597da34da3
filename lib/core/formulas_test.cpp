#include "core/formulas.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include "core/suspicion.hpp"

namespace watercooler::core {
namespace {

using std::chrono::milliseconds;

boost::json::object vectors() {
    std::ifstream file{WATERCOOLER_SOURCE_DIR "/tests/vectors/formulas.json"};
    REQUIRE(file);
    return boost::json::parse(std::string{std::istreambuf_iterator<char>{file}, {}}).as_object();
}

template <class Number = std::int64_t>
Number number(const boost::json::value& row, const char* name) {
    return row.at(name).to_number<Number>();
}

milliseconds ms(Duration time) { return std::chrono::duration_cast<milliseconds>(time); }

}  // namespace

TEST_CASE("the shortest patience with a suspect is memberlist's") {
    const auto file = vectors();
    const auto& rows = file.at("suspicion_timeout").as_array();
    CHECK(rows.size() == 78);
    for (const auto& row : rows) {
        CAPTURE(boost::json::serialize(row));
        const auto min = suspicion_min(number<std::uint32_t>(row, "mult"), number<std::size_t>(row, "n"),
                                       milliseconds{number(row, "interval_ms")});
        CHECK(ms(min).count() == number(row, "timeout_ms"));
    }
}

TEST_CASE("a broadcast is told as often as memberlist tells it") {
    const auto file = vectors();
    for (const auto& row : file.at("retransmit_limit").as_array()) {
        CAPTURE(boost::json::serialize(row));
        CHECK(retransmit_limit(number<std::uint32_t>(row, "mult"), number<std::size_t>(row, "n")) ==
              number<std::uint32_t>(row, "limit"));
    }
}

TEST_CASE("full exchanges grow rarer as memberlist's do") {
    const auto file = vectors();
    for (const auto& row : file.at("push_pull_scale").as_array()) {
        CAPTURE(boost::json::serialize(row));
        const auto scaled = push_pull_interval(milliseconds{number(row, "interval_ms")}, number<std::size_t>(row, "n"));
        CHECK(ms(scaled).count() == number(row, "scaled_ms"));
    }
}

TEST_CASE("each confirmation shortens a suspicion as it shortens memberlist's") {
    const auto file = vectors();
    for (const auto& row : file.at("remaining_suspicion").as_array()) {
        CAPTURE(boost::json::serialize(row));
        const Patience patience{.min = milliseconds{number(row, "min_ms")},
                                .max = milliseconds{number(row, "max_ms")},
                                .enough = number<std::uint32_t>(row, "k")};
        const auto left =
            patience.after(number<std::uint32_t>(row, "confirmations")) - milliseconds{number(row, "elapsed_ms")};
        CHECK(ms(left).count() == number(row, "remaining_ms"));
    }
}

}  // namespace watercooler::core
