#include "answers/traffic.hpp"

#include <doctest/doctest.h>

#include "answers/sim_events.hpp"
#include "faults/fault.hpp"
#include "json/tree.hpp"

using namespace watercooler;
using namespace watercooler::answers;
using namespace std::chrono_literals;

namespace {

Event carried(EventKind kind, const std::string& peer, std::uint64_t hash, const std::string& reason = "ping") {
    Event event;
    event.kind = kind;
    event.peer = peer;
    event.packet = PacketHash{hash};
    event.reason = reason;
    return event;
}
Event bare(EventKind kind, const std::string& peer) {
    Event event;
    event.kind = kind;
    event.peer = peer;
    return event;
}

/// `amy>bob 3-1` for each edge: three messages, one of them lost.
std::string edge_words(const Traffic& traffic) {
    static std::vector<std::string> names;
    const auto value = *json::parse(traffic.to_json(), json::answer_bounds);
    names.resize(static_cast<std::size_t>(std::stoul(json::to_text(*value.find("known")))));
    for (const auto& name : *value.find("names")->array()) names.push_back(*name.text());
    const auto& columns = *value.find("edges");
    const auto number = [&](const char* column, std::size_t row) {
        return json::to_text((*columns.find(column)->array())[row]);
    };
    std::string text;
    for (std::size_t row = 0; row < columns.find("from")->array()->size(); ++row) {
        text += (text.empty() ? "" : ", ") + names.at(std::stoul(number("from", row))) + ">" +
                names.at(std::stoul(number("to", row))) + " " + number("messages", row) + "-" + number("lost", row);
    }
    return text;
}

}  // namespace

TEST_SUITE("traffic") {
    TEST_CASE("a message counts once, where it was sent") {
        Traffic traffic;
        CHECK(traffic.take("amy", carried(EventKind::sent, "bob", 1)));
        CHECK_FALSE(traffic.take("bob", carried(EventKind::received, "amy", 1)));
        CHECK(traffic.take("amy", carried(EventKind::sent, "bob", 2)));
        CHECK(traffic.take("bob", carried(EventKind::sent, "amy", 3)));
        CHECK(traffic.messages() == 3);
        CHECK(edge_words(traffic) == "amy>bob 2-0, bob>amy 1-0");
    }

    TEST_CASE("what is lost counts at its sender, whoever noticed") {
        Traffic traffic;
        traffic.take("amy", carried(EventKind::sent, "bob", 1));
        traffic.take("amy", carried(EventKind::dropped, "bob", 1, "fault partition amy | bob"));  // amy's own
        traffic.take("cat", carried(EventKind::sent, "bob", 2));
        traffic.take("bob", carried(EventKind::dropped, "cat", 2, "fault loss 5%"));  // cat's, as bob tells
        traffic.take("cat", bare(EventKind::refused, "dan"));
        CHECK_FALSE(traffic.take("bob", bare(EventKind::dropped, "cat")));  // a part of what came
        CHECK(traffic.messages() == 2);
        CHECK(traffic.lost() == 3);
        CHECK(edge_words(traffic) == "amy>bob 1-1, cat>bob 1-1, cat>dan 0-1");
        CHECK(traffic.to_json().find(R"({"cause":"fault loss 5%","messages":1})") != std::string::npos);
    }

    TEST_CASE("a new stretch of time begins at nothing, and tells a name only once") {
        Traffic traffic;
        traffic.take("amy", carried(EventKind::sent, "bob", 1));
        CHECK(edge_words(traffic) == "amy>bob 1-0");
        traffic.begin_again();
        CHECK(traffic.empty());
        traffic.take("bob", carried(EventKind::sent, "cat", 2));
        CHECK(edge_words(traffic) == "bob>cat 1-0");
        CHECK(traffic.to_json().find(R"("known":2,"names":["cat"])") != std::string::npos);
    }

    TEST_CASE("addresses are nobody, and what finds no room is counted") {
        Traffic traffic{2};
        traffic.take("amy", carried(EventKind::sent, "127.0.0.1:8081", 1));
        CHECK(traffic.elsewhere() == 1);
        for (const auto* peer : {"bob", "cat", "dan", "eve", "bob"})
            traffic.take("amy", carried(EventKind::sent, peer, 2));
        CHECK(traffic.messages() == 6);
        CHECK(traffic.more() == 2);
        CHECK(edge_words(traffic) == "amy>bob 2-0, amy>cat 1-0");
    }

    TEST_CASE("of a real club each packet is counted, and a cut loses only what would cross it") {
        SimClub club{SimClub::numbered(6)};
        club.apply(sim::AddFault{*faults::parse("partition m0,m1,m2 | m3,m4,m5")});
        club.run(3s);
        Traffic traffic;
        for (const auto& [event, context] : club.records) traffic.take(context.member, event);
        CHECK(traffic.messages() == club.count(EventKind::sent));
        CHECK(traffic.lost() > 0);
        for (const auto& edge : std::vector<std::string>{"m0>m1", "m4>m5", "m5>m3"}) {
            const auto text = edge_words(traffic);
            const auto found = text.find(edge);
            REQUIRE(found != std::string::npos);
            CHECK(text.substr(found, text.find(',', found) - found).ends_with("-0"));
        }
    }
}
