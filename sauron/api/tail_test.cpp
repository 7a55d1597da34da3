#include "api/tail.hpp"

#include "api/api_testing.hpp"

namespace watercooler::api {
namespace {

using namespace testing;

struct Told : Fixture {
    Told() { tell_story(); }
    Tail::Reader reader{*store};
    std::vector<std::string> read() {
        std::vector<std::string> told;
        for (const auto& [event, context] : reader.read().records)
            told.push_back(context.member + '#' + std::to_string(event.seq.value));
        return told;
    }
};

}  // namespace

TEST_SUITE("tail") {
    TEST_CASE_FIXTURE(Told, "what was stored before is not told, and what comes is told once, in the order of time") {
        CHECK(read().empty());
        CHECK(read().empty());
        put("jimmy", {event_of(EventKind::probed, "amy"), event_of(EventKind::acked, "amy")}, noon + 2 * second, 4);
        put("zoe", {event_of(EventKind::started)}, noon + second);
        CHECK(read() == std::vector<std::string>{"zoe#1", "jimmy#4", "jimmy#5"});
        CHECK(read().empty());
    }

    TEST_CASE_FIXTURE(Told, "more than there is room for is counted") {
        CHECK(read().empty());
        for (std::uint64_t first = 1; first < 21'000; first += 1000)
            put("zoe", std::vector<Event>(1000, event_of(EventKind::probed, "amy")), noon, first);
        const auto told = reader.read();
        CHECK(told.records.size() <= Tail::records_max);
        CHECK(told.records.size() + told.unread == 21'000);
        CHECK(read().empty());
    }
}

}  // namespace watercooler::api
