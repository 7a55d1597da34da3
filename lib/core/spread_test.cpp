#include "core/spread.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "core/mesh_fixture.hpp"

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

double in_ms(Duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

}  // namespace

TEST_CASE("the ttl grows with the club and shrinks with the fanout, and two members need one hop") {
    struct Row {
        std::size_t members;
        std::uint32_t fanout;
        int ttl;
    };
    const Row table[] = {
        {0, 3, 1},   {1, 3, 1},    {2, 3, 1},    {2, 1, 1},       {5, 3, 1},  {13, 3, 2},    {100, 3, 3},
        {100, 2, 4}, {100, 16, 2}, {1000, 3, 5}, {100'000, 3, 8}, {10, 1, 4}, {1000, 1, 64},
    };
    for (const auto& row : table) {
        CAPTURE(row.members);
        CAPTURE(row.fanout);
        CHECK(ttl_for(row.members, row.fanout) == row.ttl);
    }
}

TEST_CASE("without loss a rumor reaches all of 100 members within 100 ms at few copies") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Mesh mesh{manners(100, seed)};
        mesh[0].set("Emma");
        const auto took = mesh.run_until(10s, [&] { return mesh.count(EventKind::applied) == 99; });
        mesh.run(1s);
        std::uint32_t hops = 0;
        for (std::size_t at = 0; at < mesh.size(); ++at) {
            hops = std::max(hops, mesh[at].rumors->entry("m00000", "book", mesh.now())->hops);
        }
        const auto totals = mesh.totals();
        const auto copies = static_cast<double>(totals.payload_copies) / 99;
        MESSAGE("seed ", seed, ": ", in_ms(took), " ms, ", copies, " copies per member (", totals.copies_pushed,
                " pushed, ", totals.copies_answered, " pulled), ", totals.announce_messages, " announcements, ", hops,
                " hops at most");
        CHECK(mesh.living_with("m00000", "Emma") == 100);
        CHECK(took <= 100ms);
        CHECK(copies <= 1.6);
        CHECK(totals.queue_drops == 0);
        CHECK(mesh.count(EventKind::applied) == 99);
    }
}

TEST_CASE("at 10 % loss nobody lacks any of 200 rumors after 2 s, without any reconciliation") {
    auto given = manners(100, 7, 10);
    Mesh mesh{given};
    Random random{3};
    for (int round = 1; round <= 200; ++round) {
        mesh[random.below(100)].set("book " + std::to_string(round));
        mesh.run(20ms);
    }
    mesh.run(2s);
    std::size_t missing = 0;
    for (std::size_t at = 0; at < mesh.size(); ++at) {
        for (std::size_t of = 0; of < mesh.size(); ++of) {
            missing += mesh[at].value_of(Mesh::name_of(of)) != mesh[of].value_of(Mesh::name_of(of));
        }
    }
    const auto totals = mesh.totals();
    const auto copies = static_cast<double>(totals.payload_copies) / 200 / 99;
    const auto announced = static_cast<double>(totals.announce_messages) / 200 / 99;
    MESSAGE("per member and rumor ", copies, " copies and ", announced, " announcements; ", totals.queue_drops,
            " given up");
    CHECK(missing == 0);
    CHECK(mesh.agree());
    CHECK(mesh.totals().copies_synced == 0);
}

TEST_CASE("when 70 of 100 die unnoticed, a rumor still reaches all the living, sooner if their hosts refuse") {
    struct Row {
        bool refusals;
        Duration limit;
    };
    for (const auto& row : {Row{true, 1s}, Row{false, 20s}}) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            CAPTURE(row.refusals);
            CAPTURE(seed);
            auto given = manners(100, seed);
            given.refusals = row.refusals;
            Mesh mesh{given};
            Random random{seed};
            std::vector<std::size_t> order;
            for (std::size_t at = 1; at < 100; ++at) order.push_back(at);
            random.shuffle(order);
            for (std::size_t at = 0; at < 70; ++at) mesh.kill(order[at]);
            mesh[0].set("Emma");
            const auto took = mesh.run_until(60s, [&] { return mesh.count(EventKind::applied) == 29; });
            MESSAGE(std::string{row.refusals ? "refused: " : "silent: "}, in_ms(took), " ms, ",
                    mesh.totals().payload_copies, " copies");
            CHECK(mesh.living_with("m00000", "Emma") == 30);
            CHECK(took <= row.limit);
        }
    }
}

TEST_CASE("once membership knows the dead, the ring and the pushes go round them at full speed") {
    Mesh mesh{manners(100, 3)};
    for (std::size_t at = 30; at < 100; ++at) mesh.kill(at, true);
    mesh[0].set("Emma");
    const auto took = mesh.run_until(10s, [&] { return mesh.count(EventKind::applied) == 29; });
    CHECK(took <= 100ms);
}

TEST_CASE("with a fanout of one and a third of all packets lost, the ring alone brings a rumor to everybody") {
    auto given = manners(30, 9, 33);
    given.settings.fanout = 1;
    Mesh mesh{given};
    mesh[0].set("Emma");
    const auto took = mesh.run_until(60s, [&] { return mesh.count(EventKind::applied) == 29; });
    MESSAGE("took ", in_ms(took), " ms");
    CHECK(mesh.living_with("m00000", "Emma") == 30);
}

TEST_CASE("a rumor that fits no datagram is never pushed, and yet everybody has it") {
    Mesh mesh{manners(20, 2, 10)};
    mesh[0].set(std::string(4096, 'x'));
    const auto took = mesh.run_until(10s, [&] { return mesh.count(EventKind::applied) == 19; });
    CHECK(took <= 2s);
    CHECK(mesh.totals().copies_pushed == 0);
    CHECK(mesh.totals().copies_answered <= 19 + 5);
}

TEST_CASE("a push to a process that is gone goes to another member instead") {
    auto given = manners(5);
    given.settings.fanout = 1;
    Mesh mesh{given};
    for (std::size_t at = 1; at < 4; ++at) mesh.kill(at);
    mesh[0].set("Emma");
    mesh.run_until(100ms, [&] { return mesh[4].count(EventKind::applied) == 1; });
    CHECK(mesh[4].value_of("m00000") == "Emma");
    CHECK(mesh[0].totals.copies_pushed + mesh[0].totals.copies_answered <= 5);
}

TEST_CASE("an unanswered pull is tried elsewhere, five times, and then left to reconciliation") {
    Mesh mesh{manners(6)};
    auto& me = mesh[0];
    const message::RumorId id{make_uuid_v5("x"), "somebody", "book", {1}};
    for (std::size_t at = 1; at < 6; ++at) mesh.cut_off(at, true);
    mesh.deliver("m00001", me, message::Announce{{id}, false, "m00001"});
    mesh.deliver("m00002", me, message::Announce{{id}, true, "m00002"});
    CHECK(me.count(EventKind::pulled) == 1);
    const auto views = me.rumors->messages(mesh.now());
    REQUIRE(views.size() == 1);
    CHECK(views[0].kind == "pull");
    CHECK(views[0].peer == "m00001");
    CHECK(views[0].about == "somebody/book");
    mesh.run(5s);
    std::vector<std::string> asked;
    for (const auto& event : me.out.events) {
        if (event.kind == EventKind::pulled) asked.push_back(event.peer);
    }
    REQUIRE(asked.size() == 1 + 1 + 2 + 2 + 2);
    CHECK(asked[0] == "m00001");
    CHECK(asked[1] == "m00002");
    CHECK(me.count(EventKind::dropped) == 1);
    CHECK(me.rumors->messages(mesh.now()).empty());
    CHECK(me.timers.next() == never);
}

TEST_CASE("who asks for an answer gets one: at once if the rumor is known, else when it has come") {
    Mesh mesh{manners(3)};
    auto& me = mesh[0];
    me.set("Emma");
    mesh.run(1s);
    const auto own = me.rumors->own_entries().front();
    const message::RumorId id{own.uuid, "m00000", "book", own.version};
    const auto bytes = me.sent_bytes;
    mesh.deliver("m00001", me, message::Announce{{id}, false, "m00001"});
    CHECK(me.sent_bytes == bytes);
    mesh.deliver("m00001", me, message::Announce{{id}, true, "m00001"});
    const auto have = me.encoded_size(message::Have{{own.uuid}, "m00000"});
    CHECK(me.sent_bytes == bytes + have);

    message::RumorCopy copy;
    copy.rumor = {.uuid = make_uuid_v5("x"), .name = "somebody", .address = {}, .version = {1}, .payload = "Dune"};
    const message::RumorId asked{copy.rumor.uuid, "somebody", "book", {1}};
    mesh.deliver("m00001", me, message::Announce{{asked}, true, "m00001"});
    mesh.deliver("m00002", me, message::Announce{{asked}, true, "m00002"});
    const auto before = me.sent_bytes;
    mesh.deliver("m00001", me, copy);
    CHECK(me.sent_bytes == before + have);  // to the one that was not asked
}

TEST_CASE("the next in hash order is told again until it answers, at most eight times, and so are those after it") {
    Mesh mesh{manners(4)};
    auto& me = mesh[0];
    for (std::size_t at = 1; at < 4; ++at) mesh.cut_off(at, true);
    me.set("Emma");
    mesh.run(250ms);
    std::size_t awaited = 0;
    for (const auto& view : me.rumors->messages(mesh.now())) awaited += view.kind == "announce" && !view.peer.empty();
    CHECK(awaited == 1);
    mesh.run(20s);
    std::map<std::string, int> told;
    for (const auto& event : me.out.events) {
        if (event.kind == EventKind::announced) ++told[event.peer];
    }
    CHECK(told.size() == 3);
    for (const auto& [member, times] : told) CHECK(times == 8);
    CHECK(me.timers.next() == never);
    CHECK(me.rumors->messages(mesh.now()).empty());
}

TEST_CASE("what waits is bounded, and what is dropped is counted") {
    Mesh mesh{manners(2)};
    auto& me = mesh[0];
    mesh.cut_off(1, true);
    message::Announce announce{{}, true, "m00001"};
    for (int at = 0; at < 3000; ++at) {
        announce.ids.push_back({make_uuid_v5(std::to_string(at)), "s" + std::to_string(at), "book", {1}});
    }
    mesh.deliver("m00001", me, announce);
    CHECK(me.rumors->messages(mesh.now()).size() == Pulls::open_max);
    CHECK(me.totals.queue_drops == 3000 - Pulls::open_max);
    CHECK(me.count(EventKind::dropped) == 3000 - Pulls::open_max);
    mesh.run(5s);
    REQUIRE(me.rumors->messages(mesh.now()).empty());

    for (int at = 0; at < 40; ++at) {
        for (int key = 0; key < 32; ++key) {
            const Rumor rumor{.uuid = make_uuid_v5(std::to_string(at * 100 + key)),
                              .name = "t" + std::to_string(at),
                              .address = {},
                              .key = "k" + std::to_string(key),
                              .payload = "x"};
            me.with([&](Context& context) { me.rumors->tell(context, rumor, "door"); });
        }
    }
    CHECK(me.rumors->messages(mesh.now()).size() == Announcements::waiting_max);
    mesh.run(30s);
    CHECK(me.rumors->messages(mesh.now()).empty());
}

TEST_CASE("strangers' announcements and pulls are not believed and not answered") {
    Mesh mesh{manners(2)};
    auto& me = mesh[0];
    me.set("Emma");
    mesh.run(1s);
    const auto own = me.rumors->own_entries().front();
    const auto bytes = me.sent_bytes;
    const message::RumorId id{own.uuid, "m00000", "book", own.version};
    mesh.deliver("10.0.0.9:81", me, message::Pull{{id}, {}, "m00001"});
    mesh.deliver("10.0.0.9:81", me, message::Announce{{{make_uuid_v5("x"), "y", "book", {1}}}, true, "m00001"});
    mesh.deliver("m00001", me, message::Announce{{{make_uuid_v5("x"), "y", "NO KEY", {1}}}, true, "m00001"});
    CHECK(me.sent_bytes == bytes);
    CHECK(me.count(EventKind::dropped) == 3);
    CHECK(me.count(EventKind::pulled) == 0);
}

TEST_CASE("the same seed gives the same run, event by event") {
    const auto run = [](std::uint64_t seed) {
        Mesh mesh{manners(20, seed, 20)};
        for (std::size_t at = 0; at < 20; ++at) mesh[at].set("book " + std::to_string(at));
        mesh.run(2s);
        std::vector<Event> events;
        for (std::size_t at = 0; at < 20; ++at) {
            events.insert(events.end(), mesh[at].out.events.begin(), mesh[at].out.events.end());
        }
        return events;
    };
    CHECK(run(4) == run(4));
    CHECK_FALSE(run(4) == run(5));
}

}  // namespace watercooler::core
