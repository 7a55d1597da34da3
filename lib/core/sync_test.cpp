#include "core/sync.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "core/mesh_fixture.hpp"

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

Mesh::Manners pinging(std::size_t members, std::uint64_t seed = 1) {
    auto result = manners(members, seed);
    result.ping_interval = 1s;
    return result;
}

void sync(Mesh& mesh, std::size_t one, std::size_t other) {
    mesh[one].with([&](Context& context) { mesh[one].rumors->sync_now(context, Mesh::name_of(other)); });
}

}  // namespace

TEST_CASE("a member that missed everything has it after a moment, and only what differs travels") {
    Mesh mesh{pinging(20)};
    for (std::size_t at = 0; at < 20; ++at) mesh[at].set("old");
    mesh.run(5s);
    REQUIRE(mesh.agree());
    mesh.cut_off(7, true);
    for (std::size_t at = 0; at < 15; ++at) {
        if (at != 7) mesh[at].set("new");
    }
    mesh[7].set("mine");
    mesh.run(60s);
    CHECK_FALSE(mesh.agree());
    mesh.cut_off(7, false);
    const auto before = mesh.totals();
    const auto took = mesh.run_until(30s, [&] { return mesh.agree(); });
    MESSAGE("agreed after ", std::chrono::duration<double>(took).count(), " s");
    CHECK(took <= 3s);
    const auto after = mesh.totals();
    CHECK(after.copies_pushed == before.copies_pushed);
    // 14 values come to it, perhaps from several members at once, and one of its own goes round.
    CHECK(after.payload_copies - before.payload_copies <= 14 * 6 + 30);
    std::uint64_t done = 0;
    for (std::size_t at = 0; at < 20; ++at) done += mesh[at].count(EventKind::sync_done);
    CHECK(done >= 1);
    CHECK(mesh.count(EventKind::sync_started) == done);
}

TEST_CASE("two members know what differed, and what it cost") {
    Mesh mesh{pinging(2)};
    mesh.cut_off(0, true);
    for (int at = 0; at < 10; ++at) mesh[0].set("a", "a" + std::to_string(at));
    for (int at = 0; at < 5; ++at) mesh[1].set("b", "b" + std::to_string(at));
    mesh.run(900ms);
    mesh.cut_off(0, false);
    sync(mesh, 0, 1);
    sync(mesh, 0, 1);
    mesh.run_until(50ms, [&] { return mesh.agree(); });
    mesh.run(20ms);
    CHECK(mesh.agree());
    CHECK(mesh[0].count(EventKind::sync_started) == 1);
    const auto done = last(mesh[0], EventKind::sync_done);
    CHECK(done.peer == "m00001");
    CHECK(done.count == 15u);
    CHECK(*done.bytes > 1000);
    CHECK(done.reason.empty());
    CHECK(mesh[0].totals.copies_synced == 10);
    CHECK(mesh[1].totals.copies_answered == 5);
    CHECK(mesh[1].count(EventKind::sync_done) == 0);
}

TEST_CASE("a difference is reconciled only once it has lasted, and not more often than that") {
    Mesh mesh{pinging(2)};
    auto& me = mesh[0];
    const auto compare = [&](std::uint64_t entries) {
        me.with([&](Context& context) { me.rumors->compare(context, "m00001", {0, entries}); });
        return me.count(EventKind::sync_started);
    };
    mesh.cut_off(1, true);
    CHECK(compare(1) == 0);
    mesh.run(900ms);
    CHECK(compare(2) == 0);
    CHECK(compare(0) == 0);  // agreed: it starts anew
    mesh.run(500ms);
    CHECK(compare(1) == 0);
    mesh.run(900ms);
    CHECK(compare(1) == 0);
    mesh.run(100ms);
    CHECK(compare(1) == 1);
    mesh.run(10ms);
    CHECK(compare(1) == 1);
    mesh.run(1100ms);
    CHECK(last(me, EventKind::sync_done).reason == "unanswered");
    CHECK(compare(1) == 2);
}

TEST_CASE("one uuid with two payloads: even what rows cannot show is settled, the greater payload wins") {
    Mesh mesh{pinging(2)};
    mesh.cut_off(0, true);
    const auto tell = [&](std::size_t at, const char* payload) {
        const Rumor rumor{.uuid = make_uuid_v5("asdijfaojf3232"),
                          .name = "196.18.1.0:80",
                          .address = "196.18.1.0",
                          .port = 80,
                          .payload = payload};
        mesh[at].with([&](Context& context) { mesh[at].rumors->tell(context, rumor, "door"); });
    };
    SUBCASE("the one that begins has the lesser") {
        tell(0, "Dune");
        tell(1, "Emma");
    }
    SUBCASE("the one that begins has the greater") {
        tell(0, "Emma");
        tell(1, "Dune");
    }
    mesh.run(5s);
    REQUIRE_FALSE(mesh.agree());
    mesh.cut_off(0, false);
    sync(mesh, 0, 1);
    mesh.run(50ms);
    CHECK(mesh.agree());
    CHECK(mesh[0].value_of("196.18.1.0:80") == "Emma");
}

TEST_CASE("a large difference goes in batches and ends in agreement") {
    Mesh mesh{pinging(2)};
    mesh.cut_off(0, true);
    for (int at = 0; at < 1000; ++at) {
        const Rumor rumor{.uuid = make_uuid_v5(std::to_string(at)),
                          .name = "s" + std::to_string(at),
                          .address = {},
                          .port = 80,
                          .payload = std::string(1000, 'x')};
        mesh[at % 2].with([&](Context& context) { mesh[at % 2].rumors->tell(context, rumor, "door"); });
    }
    mesh.run(5s);
    mesh.cut_off(0, false);
    sync(mesh, 0, 1);
    mesh.run(900ms);
    CHECK(mesh.agree());
    CHECK(last(mesh[0], EventKind::sync_done).count == 1000u);
    CHECK(mesh[1].rumors->entries(mesh.now()).size() == 1000);
}

TEST_CASE("fingerprints are equal if and only if the entries are") {
    Random random{77};
    Mesh mesh{pinging(2)};
    mesh.cut_off(0, true);
    for (std::uint64_t step = 0; step < 300; ++step) {
        const Rumor rumor{.uuid = make_uuid_v5(std::to_string(random.below(20))),
                          .name = "s" + std::to_string(random.below(3)),
                          .address = {},
                          .port = 80,
                          .version = {random.below(3)},
                          .payload = std::to_string(random.below(3))};
        const auto at = random.below(2);
        mesh[at].with([&](Context& context) { mesh[at].rumors->tell(context, rumor, "door"); });
        const auto rows = [&](std::size_t of) {
            std::vector<std::tuple<std::string, Version, Uuid, std::string>> result;
            for (const auto& entry : mesh[of].rumors->entries(mesh.now())) {
                result.emplace_back(entry.origin, entry.version, entry.uuid, entry.value);
            }
            return result;
        };
        REQUIRE(mesh.agree() == (rows(0) == rows(1)));
        if (step % 50 == 49) {
            mesh.cut_off(0, false);
            // What rows cannot show may stand behind what they show: that takes another round.
            for (int round = 0; round < 3 && !mesh.agree(); ++round) {
                sync(mesh, 1, 0);
                mesh.run(200ms);
            }
            REQUIRE(mesh.agree());
            mesh.cut_off(0, true);
        }
    }
}

TEST_CASE("a loss of half of all packets and a partition end in agreement within seconds") {
    auto given = pinging(30, 5);
    given.loss_percent = 50;
    Mesh mesh{given};
    for (std::size_t at = 0; at < 15; ++at) mesh.cut_off(at, true);
    for (std::size_t at = 0; at < 30; ++at) mesh[at].set("book " + std::to_string(at));
    mesh.run(30s);
    for (std::size_t at = 0; at < 15; ++at) mesh.cut_off(at, false);
    const auto took = mesh.run_until(60s, [&] { return mesh.agree(); });
    MESSAGE("agreed after ", std::chrono::duration<double>(took).count(), " s");
    CHECK(took <= 20s);
    CHECK(mesh.agree());
}

TEST_CASE("a former life is counted above, unless nothing is above what we hold") {
    Mesh mesh{pinging(2)};
    auto& me = mesh[0];
    me.set("Emma");
    mesh.run(1s);
    const auto claimed = [&](Version version) {
        sync(mesh, 0, 1);
        mesh.deliver("m00001", me, message::Digests{0, 0xffff, {}, {{Uuid{}, "m00000", "book", version}}, "m00001"});
        return me.rumors->entry("m00000", "book", mesh.now())->version;
    };
    CHECK(claimed(Version{1}) == Version{2});
    mesh.run(5s);
    message::RumorCopy highest;
    highest.rumor = {.name = "m00000", .key = "book", .version = {limits::version_max}, .payload = "no"};
    highest.rumor.uuid.bytes.fill(0xff);
    highest.rumor.uuid.bytes.back() = 0xfd;  // ours goes to the last that there is
    mesh.deliver("m00001", me, highest);
    CHECK(claimed(Version{limits::version_max}) == Version{limits::version_max});
    CHECK(me.value_of("m00000") == "Emma");
}

TEST_CASE("hostile sums and digests change nothing and are counted") {
    Mesh mesh{pinging(2)};
    auto& me = mesh[0];
    me.set("Emma");
    mesh.run(1s);
    const auto bytes = me.sent_bytes;
    mesh.deliver("m00001", me, message::Sums{{}, {}, "m00001"});
    mesh.deliver("m00001", me, message::Sums{std::vector<std::uint64_t>(16), std::vector<std::uint64_t>(15), "m00001"});
    mesh.deliver("somebody", me, message::Sums{std::vector<std::uint64_t>(16), std::vector<std::uint64_t>(16), "x"});
    mesh.deliver("m00001", me, message::Digests{0xffff, 0xffff, {}, {}, "m00001"});
    CHECK(me.sent_bytes == bytes);
    CHECK(me.count(EventKind::dropped) == 4);
    CHECK(me.totals.queue_drops == 4);

    const message::Sums sums{std::vector<std::uint64_t>(16), std::vector<std::uint64_t>(16), "m00001"};
    for (int at = 0; at < 100; ++at) mesh.deliver("m00001", me, sums);
    CHECK(me.count(EventKind::dropped) == 4 + 99);
}

}  // namespace watercooler::core
