#include "core/members.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace watercooler::core {
namespace {

Member member(std::string name, std::uint16_t port = 1, Status status = Status::alive) {
    Member made;
    made.name = std::move(name);
    made.address = *parse_ip("127.0.0.1", port);
    made.incarnation = {1};
    made.status = status;
    made.versions = own_versions;
    made.watercooler = true;
    return made;
}

struct Filled {
    Random random{7};
    Members members;
    explicit Filled(int count) {
        for (int i = 0; i < count; ++i)
            members.add(member("m" + std::to_string(i), static_cast<std::uint16_t>(i + 1)), random);
    }
};

bool anybody(const Member&) { return true; }

}  // namespace

TEST_CASE("each round of the probe list names everyone once, and says when it wraps") {
    Filled filled{20};
    for (int round = 0; round < 3; ++round) {
        std::set<std::string> names;
        bool wrapped = false;
        while (auto* next = filled.members.next_to_probe(filled.random, wrapped)) names.insert(next->name);
        CHECK(wrapped);
        CHECK(names.size() == 20);
    }
}

TEST_CASE("a newcomer lands anywhere in the probe list and nobody is named twice in that round") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Filled filled{5};
        filled.random = Random{seed};
        bool wrapped = false;
        std::multiset<std::string> names;
        for (int i = 0; i < 3; ++i) names.insert(filled.members.next_to_probe(filled.random, wrapped)->name);
        filled.members.add(member("new", 99), filled.random);
        filled.members.remove("m3");
        while (auto* next = filled.members.next_to_probe(filled.random, wrapped)) names.insert(next->name);
        for (const auto& name : names) CHECK(names.count(name) == 1);
        CHECK(names.size() >= 4);
    }
}

TEST_CASE("a member can be moved to the front of the probe list, whether its turn has been or not") {
    for (int turns = 0; turns <= 5; ++turns) {
        for (int which = 0; which < 5; ++which) {
            Filled filled{5};
            bool wrapped = false;
            for (int i = 0; i < turns; ++i) filled.members.next_to_probe(filled.random, wrapped);
            const auto* member = filled.members.find("m" + std::to_string(which));
            filled.members.probe_soon(*member);
            CHECK(filled.members.next_to_probe(filled.random, wrapped) == member);
            std::set<std::string> rest{member->name};
            while (auto* next = filled.members.next_to_probe(filled.random, wrapped)) rest.insert(next->name);
            CHECK(rest.size() >= static_cast<std::size_t>(5 - turns));
            rest.clear();
            while (auto* next = filled.members.next_to_probe(filled.random, wrapped)) rest.insert(next->name);
            CHECK(rest.size() == 5);
        }
    }
}

TEST_CASE("counts and sums follow every change") {
    Filled filled{3};
    auto& members = filled.members;
    CHECK(members.count(Status::alive) == 3);
    CHECK(members.living_watercooler() == 3);
    const auto before = members.sums();
    members.change(*members.find("m1"), [](Member& m) { m.status = Status::suspect; });
    CHECK(members.sums() == before);  // the suspected are still among us
    CHECK(members.living_watercooler() == 3);
    members.change(*members.find("m1"), [](Member& m) { m.status = Status::dead; });
    CHECK(members.sums() != before);
    CHECK(members.living_watercooler() == 2);
    CHECK(members.count(Status::dead) == 1);
    members.change(*members.find("m1"), [](Member& m) { m.status = Status::alive; });
    CHECK(members.sums() == before);
    members.change(*members.find("m1"), [](Member& m) { m.incarnation = {2}; });
    CHECK(members.sums() != before);
    members.remove("m1");
    CHECK(members.size() == 2);
    CHECK(members.count(Status::alive) == 2);
}

TEST_CASE("sums do not depend on the order in which members came") {
    Random random{1};
    Members there, back;
    for (int i = 0; i < 30; ++i) there.add(member("m" + std::to_string(i)), random);
    for (int i = 30; i-- > 0;) back.add(member("m" + std::to_string(i)), random);
    CHECK(there.sums() == back.sums());
}

TEST_CASE("a member is found by its place, whatever the form of the address, the living before the dead") {
    Random random{1};
    Members members;
    members.add(member("dead", 81, Status::dead), random);
    auto& found = members.add(member("zoe", 81), random);
    CHECK(members.at(*parse_ip("127.0.0.1", 81)) == &found);
    Address mapped{.ip = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}, .ip_size = 16, .port = 81};
    CHECK(members.at(mapped) == &found);
    CHECK(members.at(*parse_ip("127.0.0.1", 82)) == nullptr);
    members.change(found, [&](Member& m) { m.address = *parse_ip("127.0.0.1", 82); });
    CHECK(members.at(*parse_ip("127.0.0.1", 82)) == &found);
    CHECK(members.at(mapped)->name == "dead");
    members.change(found, [&](Member& m) { m.address = mapped; });
    CHECK(members.at(*parse_ip("127.0.0.1", 81)) == &found);
}

TEST_CASE("a sample holds what was asked for, nobody twice, in small and in large tables") {
    for (const int count : {3, 40, 2000}) {
        Filled filled{count};
        const auto odd = [](const Member& m) { return m.address.port % 2 == 1; };
        const auto sample = filled.members.sample(filled.random, 5, odd);
        CHECK(sample.size() == std::min<std::size_t>(5, static_cast<std::size_t>((count + 1) / 2)));
        CHECK(std::set<Member*>(sample.begin(), sample.end()).size() == sample.size());
        for (const auto* drawn : sample) CHECK(odd(*drawn));
        CHECK(filled.members.sample(filled.random, 5, [](const Member& m) { return m.name == "m2"; }).size() == 1);
        CHECK(filled.members.sample(filled.random, 0, anybody).empty());
    }
}

TEST_CASE("following the hash order leads through everyone and back") {
    Filled filled{50};
    std::set<std::string> names;
    std::string at = "m0";
    for (int i = 0; i < 50; ++i) {
        at = filled.members.successor(at, anybody)->name;
        names.insert(at);
    }
    CHECK(names.size() == 50);
    CHECK(at == "m0");
    CHECK(filled.members.successor("m0", [](const Member& m) { return m.name == "m0"; }) == nullptr);
    CHECK(filled.members.successor("somebody unknown", anybody) != nullptr);
}

TEST_CASE("versions are those of the living, and all must speak them") {
    Random random{1};
    Members members;
    members.add(member("ann"), random);
    CHECK(members.all_speak(members.versions_understood()));
    auto& old = members.add(member("old", 2, Status::dead), random);
    members.change(old, [](Member& m) { m.versions = Versions{1, 5, 2, 0, 0, 0}; });
    CHECK_FALSE(members.all_speak(members.versions_understood()));  // even the dead must
    members.remove("old");
    CHECK(members.all_speak(members.versions_understood()));
}

}  // namespace watercooler::core
