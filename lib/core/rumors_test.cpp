#include "core/rumors.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "core/mesh_fixture.hpp"
#include "core/refutations.hpp"

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

Uuid uuid(std::uint64_t number) { return make_uuid_v7(1000 + number, 0, 0); }

message::RumorCopy copy(std::string origin, std::uint64_t version, std::uint64_t id, std::string payload = "Emma") {
    message::RumorCopy result;
    result.rumor = {.uuid = uuid(id),
                    .name = std::move(origin),
                    .address = "10.0.0.1",
                    .port = 81,
                    .key = "book",
                    .version = {version},
                    .ttl = 2,
                    .payload = std::move(payload)};
    result.hops = 3;
    result.from = "m00001";
    return result;
}

Told tell(Mesh::Member& member, const Rumor& rumor) {
    return member.with([&](Context& context) { return member.rumors->tell(context, rumor, "127.0.0.1:5000"); });
}

/// Two members that can hear each other, the first of which is looked at.
struct Pair {
    Mesh mesh{manners(2)};
    Mesh::Member& me = mesh[0];
    void hear(const message::Message& message) { mesh.deliver("m00001", me, message); }
};

}  // namespace

TEST_CASE("each outcome has its event, with who told what, and changes what it may") {
    Pair pair;
    pair.me.set("mine");
    const auto own = pair.me.rumors->own_entries().front();

    pair.hear(copy("ann", 3, 1));
    const auto& applied = last(pair.me, EventKind::applied);
    CHECK(applied.peer == "m00001");
    CHECK(applied.origin == "ann");
    CHECK(applied.key == "book");
    CHECK(applied.version == Version{3});
    CHECK(applied.hop == 3u);
    CHECK(applied.uuid == uuid(1));
    const auto entry = *pair.me.rumors->entry("ann", "book", pair.mesh.now());
    CHECK(entry.value == "Emma");
    CHECK(entry.from == "m00001");
    CHECK(entry.hops == 3);
    CHECK(entry.stranger);
    CHECK_FALSE(entry.own);
    const auto print = pair.me.rumors->fingerprint();

    pair.hear(copy("ann", 3, 1));
    CHECK(pair.me.count(EventKind::duplicate) == 1);
    CHECK(pair.me.totals.copies_duplicate_in == 1);

    pair.hear(copy("ann", 2, 2));
    CHECK(pair.me.count(EventKind::stale) == 1);
    CHECK(pair.me.count(EventKind::conflict) == 0);
    pair.hear(copy("ann", 3, 0, "Another"));
    CHECK(pair.me.count(EventKind::stale) == 2);
    CHECK(last(pair.me, EventKind::conflict).reason == "same-version");

    auto bad = copy("ann", 9, 3);
    bad.rumor.key = "Not A Key";
    pair.hear(bad);
    CHECK(last(pair.me, EventKind::rejected).reason == "key-bad-character");
    CHECK(last(pair.me, EventKind::rejected).peer == "m00001");
    CHECK(pair.me.rumors->fingerprint() == print);

    auto claim = copy("m00000", 8, 4, "not mine");
    claim.rumor.address = "127.0.0.1";
    claim.rumor.port = 8000;
    pair.hear(claim);
    CHECK(last(pair.me, EventKind::refuted).version == Version{8});
    CHECK(last(pair.me, EventKind::born).version == Version{9});
    CHECK(last(pair.me, EventKind::born).reason == "refutation");
    CHECK(pair.me.count(EventKind::conflict) == 1);
    const auto refuted = pair.me.rumors->own_entries().front();
    CHECK(refuted.value == "mine");
    CHECK(refuted.version == Version{9});
    CHECK(refuted.uuid != own.uuid);
}

TEST_CASE("a cause leads from the sending back to what was heard") {
    Mesh mesh{manners(3)};
    auto& me = mesh[0];
    auto heard = copy("m00002", 1, 1);
    heard.rumor.ttl = 0;
    me.with([&](Context& context) { me.rumors->receive(context, "m00001", heard); }, Sequence{77});
    const auto applied = last(me, EventKind::applied);
    CHECK(applied.cause == Sequence{77});
    auto two = copy("somebody", 1, 2);
    two.rumor.ttl = 0;
    me.with([&](Context& context) { me.rumors->receive(context, "m00001", two); }, Sequence{78});
    mesh.run(10ms);
    const auto announced = last(me, EventKind::announced);
    CHECK(announced.uuid == uuid(2));
    CHECK(announced.peer == "m00002");
    CHECK(announced.hop == 3u);
    CHECK(announced.cause == last(me, EventKind::applied).seq);
}

TEST_CASE("set counts versions up, tells at once, and says what it refuses") {
    Pair pair;
    CHECK(pair.me.set("Emma") == Version{1});
    CHECK(pair.me.set("Emma") == Version{2});
    CHECK(pair.me.totals.copies_pushed == 2);
    CHECK(pair.me.count(EventKind::born) == 2);
    const auto refused = [&](std::string_view key, std::string_view value) {
        return pair.me.with([&](Context& context) { return pair.me.rumors->set(context, key, value); }).error().reason;
    };
    const auto before = pair.me.rumors->fingerprint();
    CHECK(refused("Book", "x") == "key-bad-character");
    CHECK(refused("book", std::string(4097, 'x')) == "payload-too-large");
    CHECK(pair.me.rumors->fingerprint() == before);
    for (int at = 10; at < 41; ++at) pair.me.set("x", "k" + std::to_string(at));
    CHECK(refused("one-more", "x") == "too-many-keys");
    CHECK(pair.me.set("y", "k40") == Version{2});
    CHECK(pair.me.rumors->own_entries().size() == 32);
}

TEST_CASE("a node that comes back tells what it remembers, one version up, and an older self of it loses") {
    Mesh mesh{manners(2)};
    auto& me = mesh[0];
    me.boot.memory.entries = {{"book", "Emma", {41}, uuid(1)}, {"Bad Key", "x", {1}, uuid(2)}};
    me.with([&](Context& context) { me.rumors->start(context); });
    mesh.run(1s);
    CHECK(me.rumors->own_entries() ==
          std::vector<Memory::Entry>{{"book", "Emma", {42}, last(me, EventKind::born).uuid}});
    CHECK(mesh[1].rumors->entry("m00000", "book", mesh.now())->version == Version{42});
}

TEST_CASE("a rumor through a door keeps to the door's limits and is told on with one hop less") {
    Mesh mesh{manners(5)};
    const auto rumor = copy("196.18.1.0:80", 0, 1).rumor;
    auto high = rumor;
    high.version = {limits::version_door_max + 1};
    CHECK(tell(mesh[0], high).reason == "version-too-large");
    CHECK(tell(mesh[0], rumor).outcome == Outcome::applied);
    CHECK(tell(mesh[0], rumor).outcome == Outcome::duplicate);
    CHECK(mesh[0].totals.copies_duplicate_in == 0);
    mesh.run(1s);
    CHECK(mesh.living_with("196.18.1.0:80", "Emma") == 5);
    CHECK(mesh[0].rumors->entry("196.18.1.0:80", "book", mesh.now())->hops == 0);
    for (std::size_t at = 1; at < 5; ++at)
        CHECK(mesh[at].rumors->entry("196.18.1.0:80", "book", mesh.now())->hops >= 1);
}

TEST_CASE("the wire takes a refutation above the doors' limit") {
    Pair pair;
    pair.hear(copy("m00000", limits::version_door_max, 1));
    pair.mesh.run(1s);
    const auto told = *pair.mesh[1].rumors->entry("m00000", "book", pair.mesh.now());
    CHECK(told.version.value == limits::version_door_max + 1);
    CHECK(told.value.empty());
}

TEST_CASE("a claim by a living holder of our name elsewhere is a conflict, our own former life is none") {
    Pair pair;
    pair.mesh.run(10s);
    auto former = copy("m00000", 5, 1);
    former.age_ms = 60'000;
    pair.hear(former);
    CHECK(pair.me.count(EventKind::refuted) == 1);
    CHECK(pair.me.count(EventKind::conflict) == 0);
    pair.hear(copy("m00000", 50, 2));
    CHECK(last(pair.me, EventKind::conflict).reason == "our name at 10.0.0.1:81");
}

TEST_CASE("refutations are told at once, then ever more seldom, up to every 10 s, and at once again after a calm") {
    Mesh mesh{manners(2)};
    auto& me = mesh[0];
    me.set("mine");
    std::vector<Instant> told;
    std::uint64_t copies = me.totals.copies_corrected;
    for (int step = 0; step < 600; ++step) {
        mesh.deliver(
            "m00001", me,
            copy("m00000", 1000 + 2 * static_cast<std::uint64_t>(step), 10 + static_cast<std::uint64_t>(step)));
        mesh.run(100ms);
        if (me.totals.copies_corrected != copies) told.push_back(mesh.now());
        copies = me.totals.copies_corrected;
        CHECK(me.rumors->own_entries().front().version.value == 1001 + 2 * static_cast<std::uint64_t>(step));
    }
    // 0, 0.2, 0.6, 1.4, 3, 6.2, 12.6 s, then every 10 s.
    CHECK(told.size() == 11);
    for (std::size_t at = 8; at < told.size(); ++at) CHECK(told[at] - told[at - 1] == 10s);
    CHECK(me.count(EventKind::refuted) == 600);

    mesh.run(30s);
    CHECK(mesh[1].value_of("m00000") == "mine");
    copies = me.totals.copies_corrected;
    mesh.deliver("m00001", me, copy("m00000", 90'000, 5000));
    CHECK(me.totals.copies_corrected == copies + 1);
}

TEST_CASE("who tells its own older value straight hears what is held of it") {
    Mesh mesh{manners(2)};
    auto held = copy("m00001", 7, 1, "from its former life");
    mesh.deliver("m00001", mesh[0], held);
    mesh[1].set("new");
    mesh.run(1s);
    CHECK(mesh[0].totals.copies_corrected >= 1);
    CHECK(mesh[1].count(EventKind::refuted) == 1);
    CHECK(mesh[0].value_of("m00001") == "new");
    CHECK(mesh[0].rumors->entry("m00001", "book", mesh.now())->version == Version{8});
}

TEST_CASE("a new life that counts no further than the former one hears of it and counts above it") {
    Mesh mesh{manners(3)};
    mesh.deliver("m00001", mesh[0], copy("m00001", 1, 1, "from its former life"));
    mesh.run(1s);
    REQUIRE(mesh[2].value_of("m00001") == "from its former life");
    mesh[1].set("new");
    mesh.run(1s);
    CHECK(mesh[1].count(EventKind::refuted) == 1);
    for (std::size_t at = 0; at < 3; ++at) {
        CHECK(mesh[at].value_of("m00001") == "new");
        CHECK(mesh[at].rumors->entry("m00001", "book", mesh.now())->version == Version{2});
        CHECK(mesh[at].count(EventKind::conflict) == 0);
    }
}

TEST_CASE("age travels and never resets, and strangers' entries expire everywhere by it") {
    Mesh mesh{manners(3)};
    auto old = copy("196.18.1.0:80", 1, 1);
    old.age_ms = 59 * 60 * 1000;
    mesh.deliver("m00001", mesh[0], old);
    mesh.run(10s);
    for (std::size_t at = 0; at < 3; ++at) {
        const auto age = mesh[at].rumors->entry("196.18.1.0:80", "book", mesh.now())->age;
        CHECK(age > 59min + 9s);
        CHECK(age <= 59min + 10s);
    }
    mesh.run(55s);
    for (std::size_t at = 0; at < 3; ++at) {
        CHECK(mesh[at].rumors->entries(mesh.now()).empty());
        CHECK(mesh[at].count(EventKind::expired) == 1);
        CHECK(mesh[at].timers.next() == never);
    }
    old.age_ms = 60 * 60 * 1000;
    mesh.deliver("m00001", mesh[0], old);
    CHECK(last(mesh[0], EventKind::rejected).reason == "expired");
}

TEST_CASE("members' entries do not expire, but those of a reaped member do") {
    Mesh mesh{manners(3)};
    mesh[2].set("Emma");
    mesh.run(2h);
    CHECK(mesh[0].value_of("m00002") == "Emma");
    mesh.forget(2);
    mesh[0].with([&](Context& context) { mesh[0].rumors->reaped(context, "m00002"); });
    mesh.run(1ms);
    CHECK(mesh[0].value_of("m00002") == "(none)");
    CHECK(mesh[0].count(EventKind::expired) == 1);
}

TEST_CASE("a flood of strangers and keys stays within its bounds, and every loss is counted") {
    Mesh mesh{manners(1)};
    auto& me = mesh[0];
    me.set("mine");
    for (std::uint64_t at = 0; at < 3000; ++at) {
        tell(me, copy("s" + std::to_string(at), 1, at + 1).rumor);
        mesh.run(1ms);
    }
    CHECK(me.rumors->entries(mesh.now()).size() == limits::strangers_max + 1);
    CHECK(me.count(EventKind::expired) == 3000 - limits::strangers_max);
    CHECK(me.totals.queue_drops == 3000 - limits::strangers_max);
    CHECK(me.value_of("m00000") == "mine");

    for (std::uint64_t at = 0; at < 100; ++at) {
        auto rumor = copy("keys", 1, 10'000 + at).rumor;
        rumor.key = "k" + std::to_string(1000 - at);
        tell(me, rumor);
    }
    std::size_t keys = 0;
    for (const auto& entry : me.rumors->entries(mesh.now())) keys += entry.origin == "keys";
    CHECK(keys == limits::keys_per_origin_max);
}

TEST_CASE("what was forgotten may be told again") {
    Mesh mesh{manners(1)};
    auto& me = mesh[0];
    const auto rumor = copy("stranger", 1, 1).rumor;
    CHECK(tell(me, rumor).outcome == Outcome::applied);
    mesh.run(61min);
    CHECK(me.rumors->entries(mesh.now()).empty());
    CHECK(tell(me, rumor).outcome == Outcome::applied);
}

}  // namespace watercooler::core
