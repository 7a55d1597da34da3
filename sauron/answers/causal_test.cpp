#include "answers/causal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "answers/hand_events.hpp"
#include "answers/sim_events.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

struct Ordered {
    std::vector<json::EventRecord> events;
    std::vector<std::optional<Ref>> sent;
};
Ordered order(const std::vector<json::EventRecord>& records, CausalOrder::Options options = {}) {
    Ordered result;
    CausalOrder causal{{.event =
                            [&](const json::EventRecord& record, const std::optional<Ref>& sent) {
                                result.events.push_back(record);
                                result.sent.push_back(sent);
                            },
                        .forgotten = nullptr},
                       options};
    for (const auto& record : records) causal.put(record);
    causal.finish();
    return result;
}
std::vector<std::string> names(const Ordered& ordered) {
    std::vector<std::string> result;
    for (const auto& record : ordered.events) result.push_back(to_text(ref_of(record)));
    return result;
}
using Names = std::vector<std::string>;

Event sent(const std::string& peer, std::uint64_t packet) {
    return {.kind = EventKind::sent, .peer = peer, .packet = PacketHash{packet}};
}
Event received(const std::string& peer, std::uint64_t packet) {
    return {.kind = EventKind::received, .peer = peer, .packet = PacketHash{packet}};
}

/// Nothing is lost or doubled, streams keep their order, and a receipt comes after its `sent`.
void check_order(const Ordered& ordered, std::size_t count) {
    CHECK(ordered.events.size() == count);
    std::map<std::pair<std::string, BootId>, Sequence> last;
    std::set<Ref> seen;
    for (std::size_t i = 0; i < ordered.events.size(); ++i) {
        const auto ref = ref_of(ordered.events[i]);
        auto& before = last[{ref.member, ref.boot}];
        CHECK(before < ref.seq);
        before = ref.seq;
        if (ordered.sent[i]) CHECK(seen.contains(*ordered.sent[i]));
        CHECK(seen.insert(ref).second);
    }
}

}  // namespace

TEST_CASE("a receipt that sorts before its sending waits for it, and its stream with it") {
    const std::vector<json::EventRecord> records{
        happened("ann", 1, 10, received("bob", 7)),
        happened("ann", 2, 10, {.kind = EventKind::probed, .peer = "bob"}),
        happened("bob", 1, 10, sent("ann", 7)),
        happened("bob", 2, 11, {.kind = EventKind::probed, .peer = "ann"}),
    };
    const auto ordered = order(records);
    CHECK(names(ordered) == Names{"bob#1", "ann#1", "ann#2", "bob#2"});
    REQUIRE(ordered.sent[1].has_value());
    CHECK(to_text(*ordered.sent[1]) == "bob#1");
}

TEST_CASE("chains of receipts that wait for each other come in the right order") {
    const std::vector<json::EventRecord> records{
        happened("ann", 1, 10, received("bob", 7)), happened("ann", 2, 10, sent("cat", 8)),
        happened("bob", 1, 10, received("cat", 6)), happened("bob", 2, 10, sent("ann", 7)),
        happened("cat", 1, 10, sent("bob", 6)),     happened("cat", 2, 10, received("ann", 8)),
    };
    CHECK(names(order(records)) == Names{"cat#1", "bob#1", "bob#2", "ann#1", "ann#2", "cat#2"});
}

TEST_CASE("who sends without reporting is waited for no longer than clocks may differ") {
    const std::vector<json::EventRecord> records{
        happened("ann", 1, 10, received("10.0.0.9:1", 7)), happened("ann", 2, 12, {.kind = EventKind::probed}),
        happened("bob", 1, 900, {.kind = EventKind::probed}), happened("bob", 2, 1'500, {.kind = EventKind::probed})};
    const auto ordered = order(records);
    CHECK(names(ordered) == Names{"bob#1", "ann#1", "ann#2", "bob#2"});
    CHECK_FALSE(ordered.sent[1].has_value());
    CHECK(names(order(records, {.held_max = 1})) == Names{"ann#1", "ann#2", "bob#1", "bob#2"});
}

TEST_CASE("a receipt is joined with a sending to this member, by the one it names") {
    const std::vector<json::EventRecord> records{
        happened("ann", 1, 1, sent("cat", 7)), happened("ann", 2, 2, sent("bob", 7)),
        happened("dan", 1, 3, sent("bob", 7)), happened("bob", 1, 4, received("ann", 7)),
        happened("bob", 2, 5, received("10.0.0.1:9", 7))};
    const auto ordered = order(records);
    CHECK(to_text(ordered.sent[3].value()) == "ann#2");
    CHECK(to_text(ordered.sent[4].value()) == "dan#1");
}

TEST_CASE("a real club's events come out in causal order, however wrong the clocks are") {
    const sim::Weather weather{.latency = 1ms, .jitter = 3ms, .loss = 5'000, .duplicate = 5'000, .reorder = 5'000};
    SimClub club{SimClub::numbered(12), weather};
    club.set("m1", "Dune");
    club.run(3s);
    for (const std::int64_t skew_ms : {0, 7, 300}) {
        CAPTURE(skew_ms);
        auto records = club.records;
        for (auto& record : records) {
            record.context.wall_time->ns += (record.context.member.back() % 3) * skew_ms * 1'000'000;
        }
        std::ranges::sort(records, comes_before);
        const auto ordered = order(records);
        check_order(ordered, records.size());
        std::size_t receipts = 0, joined = 0;
        for (std::size_t i = 0; i < ordered.events.size(); ++i) {
            if (ordered.events[i].event.kind == EventKind::received) ++receipts;
            if (ordered.sent[i]) ++joined;
        }
        CHECK(receipts > 400);
        CHECK(joined == receipts);
    }
}

TEST_CASE("what is remembered is bounded") {
    std::size_t forgotten = 0, events = 0;
    CausalOrder causal{{.event = [&](const json::EventRecord&, const std::optional<Ref>&) { ++events; },
                        .forgotten = [&](const Ref&) { ++forgotten; }},
                       {.sends_max = 10}};
    for (std::uint64_t seq = 1; seq <= 100; ++seq) causal.put(happened("ann", seq, 1, sent("bob", seq % 3)));
    causal.finish();
    CHECK(events == 100);
    CHECK(forgotten == 90);
}
