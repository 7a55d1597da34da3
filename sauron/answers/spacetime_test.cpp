#include "answers/spacetime.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "answers/hand_events.hpp"
#include "answers/sim_events.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t one_ms = 1'000'000;

Event bytes_of(EventKind kind, const std::string& peer, std::uint64_t hash, const std::string& reason = "rumor") {
    return {.kind = kind, .peer = peer, .packet = PacketHash{hash}, .reason = reason};
}
Window window_of(std::vector<std::string> lanes, std::int64_t from_ms = 0, std::int64_t to_ms = 1'000) {
    return {.from_ns = morning_ns + from_ms * one_ms, .to_ns = morning_ns + to_ms * one_ms, .lanes = std::move(lanes)};
}
Spacetime woven(const Window& window, std::vector<json::EventRecord> records,
                const std::set<std::string>& frozen = {}) {
    std::ranges::sort(records, comes_before);
    return spacetime(window, std::move(records), frozen);
}
std::string name_of(const Spacetime& told, const std::optional<std::size_t>& node) {
    return node ? to_text(ref_of(told.nodes[*node].record)) : "-";
}
/// `ann#1 > bob#1 received`
std::vector<std::string> arrows_of(const Spacetime& told) {
    std::vector<std::string> all;
    for (const auto& arrow : told.arrows)
        all.push_back(name_of(told, arrow.sent) + " > " + name_of(told, arrow.received) + ' ' +
                      std::string{to_text(arrow.fate)});
    std::ranges::sort(all);
    return all;
}
using Arrows = std::vector<std::string>;

/// So that what is known goes on long enough to tell what was lost.
std::vector<json::EventRecord> and_goes_on(std::vector<json::EventRecord> records, const std::string& member,
                                           std::uint64_t seq) {
    records.push_back(happened(member, seq, 900, {.kind = EventKind::probed}));
    records.push_back(happened(member, seq + 1, 2'500, {.kind = EventKind::probed}));
    return records;
}

}  // namespace

TEST_CASE("an arrow leads from what was sent to its receipt, and up in rank") {
    const auto told =
        woven(window_of({"bob", "ann"}), {
                                             happened("ann", 1, 10, {.kind = EventKind::born}),
                                             happened("ann", 2, 11, bytes_of(EventKind::sent, "bob", 7)),
                                             happened("bob", 1, 5, {.kind = EventKind::started}),
                                             happened("bob", 2, 11, bytes_of(EventKind::received, "ann", 7)),
                                             happened("bob", 3, 12, {.kind = EventKind::applied}),
                                         });
    CHECK(arrows_of(told) == Arrows{"ann#2 > bob#2 received"});
    CHECK(told.arrows[0].from == 1u);
    CHECK(told.arrows[0].to == 0u);
    std::map<std::string, std::uint32_t> ranks;
    for (const auto& node : told.nodes) ranks[to_text(ref_of(node.record))] = node.rank;
    CHECK(ranks ==
          std::map<std::string, std::uint32_t>{{"bob#1", 1}, {"ann#1", 1}, {"ann#2", 2}, {"bob#2", 3}, {"bob#3", 4}});
}

TEST_CASE("what becomes of a message is what both sides say of it") {
    const auto sent = happened("ann", 1, 100, bytes_of(EventKind::sent, "bob", 7));
    SUBCASE("thrown away where it would have arrived") {
        const auto told =
            woven(window_of({"ann", "bob"}),
                  {sent, happened("bob", 1, 101, bytes_of(EventKind::dropped, "ann", 7, "fault loss 100%"))});
        CHECK(arrows_of(told) == Arrows{"ann#1 > - dropped"});
        CHECK(told.arrows[0].why == "fault loss 100%");
        CHECK(told.arrows[0].received_ns == morning_ns + 101 * one_ms);
    }
    SUBCASE("thrown away by the sender") {
        const auto told =
            woven(window_of({"ann", "bob"}),
                  {sent, happened("ann", 2, 100, bytes_of(EventKind::dropped, "bob", 7, "fault isolate"))});
        CHECK(arrows_of(told) == Arrows{"ann#1 > - dropped"});
        CHECK_FALSE(told.arrows[0].received_ns.has_value());
    }
    SUBCASE("nobody listens there") {
        Event refused{.kind = EventKind::refused, .cause = Sequence{1}, .peer = "bob"};
        CHECK(arrows_of(woven(window_of({"ann", "bob"}), {sent, happened("ann", 2, 101, refused)})) ==
              Arrows{"ann#1 > - refused"});
    }
    SUBCASE("lost, if the receiver goes on telling and does not tell of it") {
        CHECK(arrows_of(woven(window_of({"ann", "bob"}), and_goes_on({sent}, "bob", 1))) == Arrows{"ann#1 > - lost"});
    }
    SUBCASE("unknown, if events of the receiver are missing") {
        auto records = and_goes_on({sent, happened("bob", 1, 90, {.kind = EventKind::probed})}, "bob", 3);
        CHECK(arrows_of(woven(window_of({"ann", "bob"}), records)) == Arrows{"ann#1 > - unknown"});
    }
    SUBCASE("unknown, if the receiver says nothing at all") {
        CHECK(arrows_of(woven(window_of({"ann", "bob"}), and_goes_on({sent}, "ann", 2))) ==
              Arrows{"ann#1 > - unknown"});
    }
    SUBCASE("open, as long as it may come yet") {
        CHECK(arrows_of(woven(window_of({"ann", "bob"}), {sent})) == Arrows{"ann#1 > - open"});
    }
    SUBCASE("lost as well, if nothing more will come in, though nobody tells of that time") {
        auto window = window_of({"ann", "bob"});
        window.known_until_ns = morning_ns + 5'000 * one_ms;
        CHECK(arrows_of(woven(window, {sent, happened("bob", 1, 150, {.kind = EventKind::probed})})) ==
              Arrows{"ann#1 > - lost"});
        CHECK(arrows_of(woven(window, {sent})) == Arrows{"ann#1 > - unknown"});
    }
    SUBCASE("outside, if who should get it has no lane") {
        CHECK(arrows_of(woven(window_of({"ann"}), and_goes_on({sent}, "ann", 2))) == Arrows{"ann#1 > - outside"});
    }
}

TEST_CASE("what is held in a freeze arrives at the thaw, and the freeze is as long as it says") {
    const auto told = woven(window_of({"ann", "bob"}, 50, 1'000),
                            {
                                happened("bob", 1, 40, {.kind = EventKind::frozen}),
                                happened("ann", 1, 100, bytes_of(EventKind::sent, "bob", 7)),
                                happened("bob", 2, 101, bytes_of(EventKind::held, "ann", 7, "datagram")),
                                happened("bob", 3, 400, bytes_of(EventKind::received, "ann", 7)),
                                happened("bob", 4, 400, {.kind = EventKind::thawed, .count = 360'000'000u}),
                                happened("ann", 2, 500, {.kind = EventKind::thawed, .count = 2'000'000'000u}),
                            });
    REQUIRE(told.arrows.size() == 1);
    CHECK(arrows_of(told) == Arrows{"ann#1 > bob#3 received"});
    CHECK(name_of(told, told.arrows[0].held) == "bob#2");
    CHECK(told.nodes[*told.arrows[0].held].line == Line::push);  // of what it was that is held
    REQUIRE(told.freezes.size() == 2);
    CHECK(told.freezes[0].from_ns == morning_ns - 1'500 * one_ms);
    CHECK(told.freezes[1].from_ns == morning_ns + 40 * one_ms);
    CHECK(told.freezes[1].to_ns == morning_ns + 400 * one_ms);
}

TEST_CASE("who was frozen before, and stays so, is frozen all the time") {
    const auto told = woven(window_of({"ann"}), {happened("ann", 5, 100, {.kind = EventKind::logged})}, {"ann"});
    REQUIRE(told.freezes.size() == 1);
    CHECK_FALSE(told.freezes[0].from_ns.has_value());
    CHECK_FALSE(told.freezes[0].to_ns.has_value());
}

TEST_CASE("the same bytes twice are two arrows, and a copy on the way is one more") {
    const auto told =
        woven(window_of({"ann", "bob"}), {
                                             happened("ann", 1, 10, bytes_of(EventKind::sent, "bob", 7)),
                                             happened("ann", 2, 11, bytes_of(EventKind::sent, "bob", 7)),
                                             happened("bob", 1, 20, bytes_of(EventKind::received, "ann", 7)),
                                             happened("bob", 2, 21, bytes_of(EventKind::received, "ann", 7)),
                                             happened("bob", 3, 22, bytes_of(EventKind::received, "ann", 7)),
                                         });
    CHECK(arrows_of(told) == Arrows{"ann#1 > bob#2 received", "ann#2 > bob#1 received", "ann#2 > bob#3 received"});
}

TEST_CASE("an arrow may begin before the window, or with somebody who has no lane") {
    const auto told =
        woven(window_of({"ann", "bob"}, 100, 200), {
                                                       happened("ann", 1, 90, bytes_of(EventKind::sent, "bob", 7)),
                                                       happened("bob", 1, 110, bytes_of(EventKind::received, "ann", 7)),
                                                       happened("bob", 2, 120, bytes_of(EventKind::received, "cat", 8)),
                                                       happened("bob", 3, 250, bytes_of(EventKind::received, "ann", 9)),
                                                       happened("ann", 2, 190, bytes_of(EventKind::sent, "bob", 9)),
                                                       happened("ann", 3, 40, bytes_of(EventKind::sent, "bob", 10)),
                                                       happened("bob", 4, 60, bytes_of(EventKind::received, "ann", 10)),
                                                   });
    CHECK(arrows_of(told) == Arrows{"- > bob#1 received", "- > bob#2 received", "ann#2 > - received"});
    const auto from_cat = std::ranges::find_if(told.arrows, [](const auto& arrow) { return arrow.sender == "cat"; });
    REQUIRE(from_cat != told.arrows.end());
    CHECK_FALSE(from_cat->from.has_value());
}

TEST_CASE("kinds that are not asked for are counted, not told") {
    auto window = window_of({"ann", "bob"});
    window.lines = static_cast<Lines>(every_line & ~bit(Line::ping));
    const auto told =
        woven(window, {
                          happened("ann", 1, 10, {.kind = EventKind::probed, .peer = "bob"}),
                          happened("ann", 2, 10, bytes_of(EventKind::sent, "bob", 7, "ping")),
                          happened("bob", 1, 11, bytes_of(EventKind::received, "ann", 7, "ping")),
                          happened("bob", 2, 11, bytes_of(EventKind::sent, "ann", 8, "compound: ack alive*2")),
                          happened("ann", 3, 12, bytes_of(EventKind::received, "bob", 8, "compound: ack alive*2")),
                      });
    CHECK(told.counts[static_cast<std::size_t>(Line::ping)] == 3);
    CHECK(told.counts[static_cast<std::size_t>(Line::membership)] == 2);
    CHECK(told.nodes.size() == 2);
    CHECK(arrows_of(told) == Arrows{"bob#2 > ann#3 received"});
}

TEST_CASE("what goes to somebody who is hidden is left out, and counted") {
    auto window = window_of({"ann"});
    window.without = {"bob"};
    const auto told = woven(window, {happened("ann", 1, 10, bytes_of(EventKind::sent, "bob", 7)),
                                     happened("ann", 2, 10, bytes_of(EventKind::sent, "cat", 8))});
    CHECK(told.left_out == 1);
    CHECK(arrows_of(told) == Arrows{"ann#2 > - outside"});
}

TEST_CASE("of too many events the first are told, and until when that is") {
    std::vector<json::EventRecord> records;
    for (std::uint64_t seq = 1; seq <= 100; ++seq)
        records.push_back(happened("ann", seq, static_cast<std::int64_t>(seq) * 10, {.kind = EventKind::logged}));
    auto window = window_of({"ann"});
    window.events_max = 30;
    const auto told = woven(window, records);
    CHECK(told.nodes.size() == 30);
    CHECK(told.to_ns == morning_ns + 310 * one_ms - 1);
    CHECK(told.counts[static_cast<std::size_t>(Line::control)] == 100);
    for (auto& record : records) record.context.wall_time = json::WallTime{morning_ns};
    CHECK(woven(window, records).nodes.size() == 30);  // all at the very same time
}

TEST_CASE("the line of a packet is that of the word that says most") {
    const std::pair<std::string, Line> table[] = {{"rumor", Line::push},
                                                  {"compound: rumor ping", Line::push},
                                                  {"announce", Line::pull},
                                                  {"compound: alive pull", Line::pull},
                                                  {"have", Line::pull},
                                                  {"push-pull", Line::digest},
                                                  {"sums", Line::digest},
                                                  {"ping", Line::ping},
                                                  {"compound: ping ack*2", Line::ping},
                                                  {"indirect-ping", Line::ping},
                                                  {"compound: ping alive*3", Line::membership},
                                                  {"suspect", Line::membership},
                                                  {"", Line::membership}};
    for (const auto& [reason, line] : table) {
        CAPTURE(reason);
        CHECK(line_of(bytes_of(EventKind::sent, "bob", 1, reason)) == line);
    }
    for (std::size_t line = 0; line < line_count; ++line) {
        CHECK(parse_line(to_text(static_cast<Line>(line))) == static_cast<Line>(line));
    }
    CHECK_FALSE(parse_line("pings").has_value());
}

TEST_CASE("those in most trouble are those who tell of it, and those of whom it is told") {
    const std::vector<json::EventRecord> records{
        happened("ann", 1, 1, {.kind = EventKind::suspected, .peer = "cat"}),
        happened("bob", 1, 1, {.kind = EventKind::suspected, .peer = "cat"}),
        happened("bob", 2, 1, {.kind = EventKind::refused, .peer = "10.0.0.1:9"}),
    };
    CHECK(most_anomalous(records, 9) == std::vector<std::string>{"bob", "cat", "ann"});
    CHECK(most_anomalous(records, 1) == std::vector<std::string>{"bob"});
}

TEST_CASE("in a real club nothing is lost that arrived, and everything that the network ate is") {
    const sim::Weather weather{.latency = 1ms, .jitter = 3ms, .loss = 20'000};
    SimClub club{SimClub::numbered(8), weather};
    club.set("m1", "Dune");
    club.run(6s);
    Window window;
    window.from_ns = club.now_ns() - 5'500'000'000;
    window.to_ns = club.now_ns() - 1'000'000'000;
    window.lanes = SimClub::numbered(8);
    const auto told = woven(window, club.records);
    std::map<Fate, std::size_t> fates;
    for (const auto& arrow : told.arrows) {
        ++fates[arrow.fate];
        if (arrow.sent && arrow.received) CHECK(told.nodes[*arrow.sent].rank < told.nodes[*arrow.received].rank);
    }
    CHECK(fates[Fate::received] > 50);
    CHECK(fates[Fate::lost] > 0);
    CHECK(fates[Fate::open] + fates[Fate::unknown] == 0);
    for (const auto& arrow : told.arrows) {
        if (arrow.fate == Fate::outside) CHECK(arrow.receiver.find(':') != std::string::npos);  // nobody's address
        if (arrow.fate != Fate::lost) continue;
        const auto& sent = told.nodes[*arrow.sent].record;
        const auto came = std::ranges::count_if(club.records, [&](const auto& record) {
            return record.event.kind == EventKind::received && record.event.packet == sent.event.packet &&
                   record.context.member == arrow.receiver && record.event.peer == arrow.sender;
        });
        const auto went = std::ranges::count_if(club.records, [&](const auto& record) {
            return record.event.kind == EventKind::sent && record.event.packet == sent.event.packet &&
                   record.context.member == arrow.sender && record.event.peer == arrow.receiver;
        });
        CHECK(came < went);  // the same bytes may have been sent before, or be sent again
    }
}
