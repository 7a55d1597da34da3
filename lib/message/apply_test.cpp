#include "message/apply.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

namespace watercooler {
/// What rapidcheck prints of a counterexample.
inline void showValue(const Rumor& rumor, std::ostream& out) {
    out << rumor.name << '/' << rumor.key << " v" << rumor.version.value << ' ' << to_text(rumor.uuid) << ' '
        << rumor.payload;
}
}  // namespace watercooler

namespace watercooler::message {
namespace {

const Uuid low = make_uuid_v7(1, 0, 0);
const Uuid middle = make_uuid_v7(2, 0, 0);
const Uuid high = make_uuid_v7(3, 0, 0);
const Uuid fresh = make_uuid_v7(4, 0, 0);

Rumor rumor(std::string name, std::uint64_t version, Uuid uuid, std::string payload = "Emma") {
    return {.uuid = uuid,
            .name = std::move(name),
            .address = "127.0.0.1",
            .port = 81,
            .key = "book",
            .version = {version},
            .ttl = 4,
            .payload = std::move(payload)};
}

State jimmy() {
    State state;
    state.self = "jimmy";
    state.entries[{"jimmy", "book"}] = {{5}, middle, "Emma"};
    state.entries[{"tod", "book"}] = {{5}, middle, "Emma"};
    state.entries[{"zero", "book"}] = {{0}, middle, "Emma"};
    return state;
}

struct Row {
    const char* what;
    Rumor told;
    int rule;
    Outcome outcome;
    bool conflict;
    const char* value;      // what is believed of (name, book) afterwards
    std::uint64_t version;  // and its version
};

Uuid all_ones() {
    Uuid uuid;
    uuid.bytes.fill(0xff);
    return uuid;
}

}  // namespace

TEST_CASE("the update rules, first match wins") {
    const auto max = limits::version_max;
    const auto door = limits::version_door_max;
    const Row table[] = {
        {"a key outside the grammar",
         [] {
             auto r = rumor("tod", 9, high);
             r.key = "Book";
             return r;
         }(),
         1, Outcome::rejected, false, "Emma", 5},
        {"a payload too large", rumor("tod", 9, high, std::string(4097, 'x')), 1, Outcome::rejected, false, "Emma", 5},
        {"a version beyond 2^53-1", rumor("tod", max + 1, high), 1, Outcome::rejected, false, "Emma", 5},
        {"a uuid of zeros", rumor("tod", 9, Uuid{}), 1, Outcome::rejected, false, "Emma", 5},
        {"a uuid of ones", rumor("tod", 9, all_ones()), 1, Outcome::rejected, false, "Emma", 5},
        {"what is held already, though its uuid was forgotten", rumor("tod", 5, middle), 2, Outcome::duplicate, false,
         "Emma", 5},
        {"ours, as we hold it", rumor("jimmy", 5, middle), 2, Outcome::duplicate, false, "Emma", 5},
        {"ours, older", rumor("jimmy", 4, high, "Ulysses"), 4, Outcome::stale, false, "Emma", 5},
        {"ours, same version, other uuid", rumor("jimmy", 5, high), 5, Outcome::refuted, false, "Emma", 6},
        {"ours, same version, lower uuid", rumor("jimmy", 5, low), 5, Outcome::refuted, false, "Emma", 6},
        {"ours, same version and uuid, other book", rumor("jimmy", 5, middle, "Ulysses"), 5, Outcome::refuted, false,
         "Emma", 6},
        {"ours, newer", rumor("jimmy", 41, low, "Ulysses"), 5, Outcome::refuted, false, "Emma", 42},
        {"ours, as new as the doors allow", rumor("jimmy", door, low), 5, Outcome::refuted, false, "Emma", door + 1},
        {"ours, as new as can be", rumor("jimmy", max, low), 5, Outcome::refuted, false, "Emma", max},
        {"another's, older", rumor("tod", 4, high, "Ulysses"), 6, Outcome::stale, false, "Emma", 5},
        {"another's, same version, lower uuid", rumor("tod", 5, low, "Ulysses"), 6, Outcome::stale, true, "Emma", 5},
        {"another's, same uuid, lower payload", rumor("tod", 5, middle, "Dune"), 6, Outcome::stale, true, "Emma", 5},
        {"another's, same uuid, greater payload", rumor("tod", 5, middle, "Ulysses"), 7, Outcome::applied, false,
         "Ulysses", 5},
        {"another's, same version, greater uuid", rumor("tod", 5, high, "Dune"), 7, Outcome::applied, false, "Dune", 5},
        {"another's, newer", rumor("tod", 6, low, "Dune"), 7, Outcome::applied, false, "Dune", 6},
        {"another's, newer than the doors allow", rumor("tod", door + 1, low, "Dune"), 7, Outcome::applied, false,
         "Dune", door + 1},
        {"version 0 against version 0, lower uuid", rumor("zero", 0, low, "Dune"), 6, Outcome::stale, true, "Emma", 0},
        {"version 0 against version 0, greater uuid", rumor("zero", 0, high, "Dune"), 7, Outcome::applied, false,
         "Dune", 0},
        {"a stranger's first, version 0", rumor("196.18.1.0:80", 0, low, "Dune"), 7, Outcome::applied, false, "Dune",
         0},
    };
    for (const auto& row : table) {
        CAPTURE(row.what);
        const auto before = jimmy();
        const auto after = apply(before, row.told, fresh);
        CHECK(after.verdict.rule == row.rule);
        CHECK(after.verdict.outcome == row.outcome);
        CHECK(after.verdict.conflict == row.conflict);
        const auto held = after.state.entries.at({row.told.name, "book"});
        CHECK(held.payload == row.value);
        CHECK(held.version.value == row.version);
        if (row.rule <= 3) CHECK(after.state == before);
        const bool remembered = row.rule == 4 || row.rule >= 6;
        CHECK(after.state.seen.contains(row.told.uuid) == remembered);
    }
}

TEST_CASE("a rejection names its reason") {
    CHECK(apply(jimmy(), rumor("tod", limits::version_max + 1, high), fresh).verdict.reason == "version-too-large");
    CHECK(apply(jimmy(), rumor("tod", 1, all_ones()), fresh).verdict.reason == "uuid-reserved");
}

TEST_CASE("a uuid that was seen is a duplicate with the same content only, whatever its ttl") {
    const auto first = apply(jimmy(), rumor("ann", 1, low, "Emma"), fresh).state;
    auto again = rumor("ann", 1, low, "Emma");
    again.ttl = 0;
    CHECK(apply(first, again, fresh).verdict.rule == 2);

    const auto other = apply(first, rumor("ann", 1, low, "Ulysses"), fresh);
    CHECK(other.verdict.rule == 7);
    CHECK(other.state.entries.at({"ann", "book"}).payload == "Ulysses");

    auto elsewhere = rumor("ann", 1, low, "Emma");
    elsewhere.address = "127.0.0.2";
    const auto moved = apply(first, elsewhere, fresh);
    CHECK(moved.verdict.rule == 6);
    CHECK_FALSE(moved.verdict.conflict);
}

TEST_CASE("our own value that comes back is rule 3 once its uuid was seen with another content") {
    auto state = jimmy();
    state.seen[middle] = 1;
    CHECK(apply(state, rumor("jimmy", 5, middle), fresh).verdict.rule == 3);
}

TEST_CASE("what is told on: an applied rumor with one hop less, a refutation, a correction") {
    CHECK(apply(jimmy(), rumor("ann", 1, low), fresh).told->ttl == 3);
    auto last = rumor("ann", 1, low);
    last.ttl = 0;
    CHECK_FALSE(apply(jimmy(), last, fresh).told);

    const auto refuted = *apply(jimmy(), rumor("jimmy", 9, low, "Ulysses"), fresh).told;
    CHECK(refuted.payload == "Emma");
    CHECK(refuted.version.value == 10);
    CHECK(refuted.uuid == fresh);

    CHECK(apply(jimmy(), rumor("tod", 1, low), fresh).told->version.value == 5);
}

TEST_CASE("a claim about a key that we never had is refuted with an empty value") {
    auto claim = rumor("jimmy", 3, low);
    claim.key = "mood";
    const auto after = apply(jimmy(), claim, fresh);
    CHECK(after.verdict.outcome == Outcome::refuted);
    CHECK(after.state.entries.at({"jimmy", "mood"}) == State::Value{{4}, fresh, ""});
}

TEST_CASE("at the highest version a refutation takes the next uuid, and what cannot be outbid is refused") {
    auto claim = rumor("jimmy", limits::version_max, low);
    claim.uuid.bytes.fill(0xff);
    claim.uuid.bytes[15] = 0xfd;
    auto after = apply(jimmy(), claim, fresh);
    CHECK(after.verdict.outcome == Outcome::refuted);
    CHECK(after.state.entries.at({"jimmy", "book"}).uuid > claim.uuid);

    claim.uuid.bytes[15] = 0xfe;
    after = apply(jimmy(), claim, fresh);
    CHECK(after.verdict.reason == "version-exhausted");
    CHECK(after.state == jimmy());
}

TEST_CASE("whatever the order of arrival, the beliefs are the same") {
    const auto held = rc::check("any permutation ends in the same entries", [] {
        const auto some = rc::gen::exec([] {
            auto one = rumor(std::string(1, *rc::gen::inRange('a', 'd')), *rc::gen::inRange<std::uint64_t>(0, 3),
                             make_uuid_v7(*rc::gen::inRange<std::uint64_t>(0, 4), 0, 0),
                             std::string(1, *rc::gen::inRange('x', 'z')));
            one.key = std::string(1, *rc::gen::inRange('k', 'm'));
            one.uuid.bytes[15] = 1;
            return one;
        });
        const auto rumors = *rc::gen::container<std::vector<Rumor>>(some);
        auto order = *rc::gen::container<std::vector<unsigned>>(rumors.size(), rc::gen::arbitrary<unsigned>());
        std::vector<std::size_t> places(rumors.size());
        for (std::size_t at = 0; at < places.size(); ++at) places[at] = at;
        std::sort(places.begin(), places.end(),
                  [&](auto a, auto b) { return std::pair{order[a], a} < std::pair{order[b], b}; });

        State straight, shuffled;
        straight.self = shuffled.self = "jimmy";
        for (const auto& one : rumors) straight = apply(std::move(straight), one, fresh).state;
        for (const auto at : places) shuffled = apply(std::move(shuffled), rumors[at], fresh).state;
        RC_ASSERT(straight.entries == shuffled.entries);
    });
    CHECK(held);
}

}  // namespace watercooler::message
