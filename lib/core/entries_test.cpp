#include "core/entries.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <numeric>
#include <string>

#include "core/random.hpp"

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

Entry entry(std::uint64_t version, std::string value, Instant said_at = {}) {
    Entry result;
    result.value = std::move(value);
    result.version = {version};
    result.uuid = make_uuid_v5(result.value);
    result.said_at = said_at;
    return result;
}

bool nobody(std::string_view) { return false; }
bool everybody(std::string_view) { return true; }

/// What a newcomer does: makes room, then comes in.
bool come(Entries& entries, const EntryKey& key, Instant said_at, const Entries::IsMember& is_member) {
    const auto leaving = entries.room(key, said_at, false, is_member);
    if (!leaving) return false;
    for (const auto& gone : *leaving) entries.erase(gone);
    entries.put(key, entry(1, "x", said_at));
    entries.mark_stranger(key.origin, !is_member(key.origin));
    return true;
}

}  // namespace

TEST_CASE("the sum is the same whatever the order, and changes with every field that counts") {
    Entries one, other;
    one.put({"ann", "book"}, entry(1, "Emma"));
    one.put({"bob", "book"}, entry(1, "Dune"));
    one.put({"bob", "book"}, entry(2, "Ulysses"));
    other.put({"bob", "book"}, entry(2, "Ulysses"));
    other.put({"ann", "book"}, entry(1, "Emma"));
    CHECK(one.sum() == other.sum());
    CHECK(one.sums() == other.sums());

    const auto before = one.sum();
    const auto differs = [&](const EntryKey& key, Entry value) {
        auto changed = one;
        changed.put(key, std::move(value));
        return changed.sum() != before;
    };
    auto uuid = entry(1, "Emma");
    uuid.uuid = make_uuid_v5("another");
    auto payload = entry(1, "Emma");
    payload.value = "Emma!";
    CHECK(differs({"ann", "book"}, entry(2, "Emma")));
    CHECK(differs({"ann", "book"}, uuid));
    CHECK(differs({"ann", "book"}, payload));
    CHECK(differs({"ann", "mood"}, entry(1, "Emma")));
    auto elsewhere = entry(1, "Emma");
    elsewhere.address = "10.0.0.1";
    elsewhere.hops = 9;
    elsewhere.said_at = Instant{5s};
    CHECK_FALSE(differs({"ann", "book"}, elsewhere));
}

TEST_CASE("sums follow every addition, replacement and removal, and an empty table has none") {
    Random random{11};
    Entries entries;
    for (int step = 0; step < 2000; ++step) {
        const EntryKey key{"m" + std::to_string(random.below(40)), "k" + std::to_string(random.below(3))};
        if (entries.find(key) && random.below(2) == 0) {
            entries.erase(key);
        } else {
            entries.put(key, entry(random.below(5), "v" + std::to_string(random.below(5))));
        }
        if (random.below(10) == 0) entries.mark_stranger(key.origin, random.below(2) == 0);
    }
    Entries anew;
    for (const auto& [key, row] : entries.rows()) anew.put(key, row);
    CHECK(entries.sums() == anew.sums());
    CHECK(entries.sum() == std::accumulate(anew.sums().begin(), anew.sums().end(), std::uint64_t{0}));
    while (!entries.rows().empty()) entries.erase(entries.rows().begin()->first);
    CHECK(entries.sum() == 0);
    CHECK(entries.oldest_said() == std::nullopt);
}

TEST_CASE("of more than 32 keys of one origin the same 32 stay, whatever came first") {
    std::vector<std::string> keys;
    for (int at = 10; at < 50; ++at) keys.push_back("k" + std::to_string(at));
    Random random{5};
    for (int round = 0; round < 10; ++round) {
        Entries entries;
        random.shuffle(keys);
        for (const auto& key : keys) come(entries, {"ann", key}, Instant{1s}, everybody);
        CHECK(entries.rows().size() == 32);
        CHECK(entries.rows().begin()->first.key == "k10");
        CHECK(entries.rows().rbegin()->first.key == "k41");
    }
}

TEST_CASE("our own keys never make room for a claim about us") {
    Entries entries;
    for (int at = 10; at < 42; ++at) entries.put({"me", "k" + std::to_string(at)}, entry(1, "x"));
    CHECK(entries.room({"me", "a"}, {}, true, everybody).error() == "too-many-keys");
}

TEST_CASE("of more than 1,024 strangers the youngest stay, each with all its keys") {
    Entries entries;
    come(entries, {"old", "a"}, Instant{0s}, nobody);
    come(entries, {"old", "b"}, Instant{0s}, nobody);
    for (int at = 1; at < 1024; ++at) come(entries, {"s" + std::to_string(at), "a"}, Instant{at * 1s}, nobody);
    CHECK(entries.rows().size() == 1025);
    CHECK_FALSE(come(entries, {"older", "a"}, Instant{-1s}, nobody));
    CHECK(come(entries, {"young", "a"}, Instant{9999s}, nobody));
    CHECK(entries.find({"old", "a"}) == nullptr);
    CHECK(entries.find({"old", "b"}) == nullptr);
    CHECK(entries.rows().size() == 1024);

    SUBCASE("a member never leaves for a stranger") {
        const auto first = [](std::string_view name) { return name == "s1"; };
        CHECK(come(entries, {"another", "a"}, Instant{9999s}, first));
        CHECK(entries.find({"s1", "a"}) != nullptr);
        CHECK(come(entries, {"one more", "a"}, Instant{9999s}, first));
        CHECK(entries.find({"s1", "a"}) != nullptr);
        CHECK(entries.find({"s2", "a"}) == nullptr);
    }
    SUBCASE("a stranger that speaks again is young again") {
        entries.put({"s1", "a"}, entry(2, "y", Instant{9999s}));
        CHECK(come(entries, {"another", "a"}, Instant{9999s}, nobody));
        CHECK(entries.find({"s1", "a"}) != nullptr);
        CHECK(entries.find({"s2", "a"}) == nullptr);
    }
}

TEST_CASE("only strangers' entries get old, oldest first") {
    Entries entries;
    come(entries, {"late", "a"}, Instant{7s}, nobody);
    come(entries, {"early", "a"}, Instant{3s}, nobody);
    come(entries, {"ann", "a"}, Instant{1s}, everybody);
    CHECK(entries.oldest_said() == Instant{3s});
    CHECK(entries.expired(Instant{7s}, nobody) == std::vector<EntryKey>{{"early", "a"}, {"late", "a"}});
    CHECK(entries.expired(Instant{6s}, nobody).size() == 1);
    CHECK(entries.expired(Instant{2s}, nobody).empty());

    entries.mark_stranger("ann", true);
    CHECK(entries.oldest_said() == Instant{1s});
    entries.mark_stranger("unknown", true);
    CHECK(entries.expired(Instant{9s}, [](auto name) { return name == "early"; }) ==
          std::vector<EntryKey>{{"ann", "a"}, {"late", "a"}});
}

}  // namespace watercooler::core
