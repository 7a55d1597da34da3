#include "faults/decider.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

namespace watercooler::faults {
namespace {

using namespace std::chrono_literals;

constexpr Link amy_to_bob{"amy", "bob"};
constexpr Link bob_to_amy{"bob", "amy"};

Decider having(std::initializer_list<const char*> words, std::uint64_t seed = 7) {
    Decider decider{seed};
    std::vector<Active> faults;
    for (const auto* each : words) faults.push_back({faults.size() + 1, *parse(each)});
    decider.set(std::move(faults));
    return decider;
}

Duration delay_of(const Verdict& verdict) {
    REQUIRE(verdict.deliveries.size() == 1);
    return verdict.deliveries[0].delay;
}

/// Within five standard deviations of what this chance makes of so many.
bool plausible(std::size_t happened, std::size_t of, double chance) {
    const auto expected = static_cast<double>(of) * chance;
    const auto off = static_cast<double>(happened) - expected;
    return off * off <= 25 * expected * (1 - chance);
}

constexpr std::size_t many = 100'000;

}  // namespace

TEST_CASE("without faults a packet passes at once, and no luck is drawn") {
    auto nothing = having({}), zero = having({"loss 0%", "duplicate 0%", "reorder 0%", "corrupt 0%", "latency 0"});
    CHECK(zero.empty());
    const auto verdict = nothing.datagram(amy_to_bob, 100, Instant{});
    CHECK(verdict.dropped_by == nullptr);
    CHECK(verdict.deliveries == std::vector{Delivery{}});
}

TEST_CASE("0 % beside other faults changes nothing of what they do") {
    auto alone = having({"loss 30%", "latency 10ms+-5ms"});
    auto beside = having({"loss 0%", "loss 30%", "corrupt 0%", "latency 10ms+-5ms", "reorder 0%"});
    for (int packet = 0; packet < 1'000; ++packet) {
        const auto a = alone.datagram(amy_to_bob, 100, Instant{}), b = beside.datagram(amy_to_bob, 100, Instant{});
        CHECK((a.dropped_by == nullptr) == (b.dropped_by == nullptr));
        CHECK(a.deliveries == b.deliveries);
    }
}

TEST_CASE("the same seed decides the same, another one does not") {
    auto a = having({"loss 50%"}, 1), same = having({"loss 50%"}, 1), other = having({"loss 50%"}, 2);
    int equal = 0, different = 0;
    for (int packet = 0; packet < 1'000; ++packet) {
        const bool lost = a.datagram(amy_to_bob, 9, Instant{}).dropped_by;
        equal += lost == (same.datagram(amy_to_bob, 9, Instant{}).dropped_by != nullptr);
        different += lost != (other.datagram(amy_to_bob, 9, Instant{}).dropped_by != nullptr);
    }
    CHECK(equal == 1'000);
    CHECK(different > 400);
}

TEST_CASE("as many are lost, doubled, reordered and corrupted as was said") {
    const std::pair<const char*, double> table[] = {{"5%", 0.05}, {"0.1%", 0.001}, {"50%", 0.5}, {"99%", 0.99}};
    for (const auto& [share, chance] : table) {
        CAPTURE(share);
        auto decider = having({});
        const auto count = [&](const char* kind, auto happened) {
            decider.set({{1, *parse(std::string{kind} + " " + share)}});
            std::size_t times = 0;
            for (std::size_t packet = 0; packet < many; ++packet)
                times += happened(decider.datagram(amy_to_bob, 100, Instant{})) ? 1 : 0;
            return times;
        };
        CHECK(plausible(count("loss", [](const Verdict& v) { return v.dropped_by != nullptr; }), many, chance));
        CHECK(plausible(count("duplicate", [](const Verdict& v) { return v.deliveries.size() == 2; }), many, chance));
        CHECK(plausible(count("reorder", [](const Verdict& v) { return v.deliveries[0].delay > Duration{}; }), many,
                        chance));
        CHECK(plausible(count("corrupt", [](const Verdict& v) { return v.deliveries[0].flip.has_value(); }), many,
                        chance));
    }
}

TEST_CASE("a reordered packet is held back by 1 to 50 ms, a corrupted bit is any of its bits") {
    auto decider = having({"reorder 100%", "corrupt 100%"});
    std::set<std::size_t> bits;
    for (int packet = 0; packet < 1'000; ++packet) {
        const auto verdict = decider.datagram(amy_to_bob, 2, Instant{});
        CHECK(delay_of(verdict) >= 1ms);
        CHECK(delay_of(verdict) <= 50ms);
        bits.insert(*verdict.deliveries[0].flip);
    }
    CHECK(bits.size() == 16);
    CHECK(*bits.rbegin() == 15);
    CHECK_FALSE(decider.datagram(amy_to_bob, 0, Instant{}).deliveries[0].flip);  // an empty one has no bit
}

TEST_CASE("latency is spread evenly over what was given, and several add up") {
    auto decider = having({"latency 100ms+-20ms"});
    std::array<int, 4> quarters{};
    for (int packet = 0; packet < 40'000; ++packet) {
        const auto delay = delay_of(decider.datagram(amy_to_bob, 9, Instant{}));
        REQUIRE(delay >= 80ms);
        REQUIRE(delay <= 120ms);
        ++quarters[std::min<std::size_t>(3, static_cast<std::size_t>((delay - 80ms) / 10ms))];
    }
    for (const auto count : quarters) CHECK(plausible(static_cast<std::size_t>(count), 40'000, 0.25));
    auto two = having({"latency 100ms", "latency 30ms --to bob"});
    CHECK(delay_of(two.datagram(amy_to_bob, 9, Instant{})) == 130ms);
    CHECK(delay_of(two.datagram(bob_to_amy, 9, Instant{})) == 100ms);
}

TEST_CASE("a rate makes packets wait for their turn, link by link, and drops what would wait too long") {
    auto decider = having({"rate 8kbit"});  // 1,000 bytes a second
    CHECK(delay_of(decider.datagram(amy_to_bob, 500, Instant{})) == 500ms);
    CHECK(delay_of(decider.datagram(amy_to_bob, 500, Instant{})) == 1s);
    CHECK(delay_of(decider.datagram(bob_to_amy, 500, Instant{})) == 500ms);  // a queue of its own
    CHECK(delay_of(decider.datagram(amy_to_bob, 1500, Instant{})) == 2500ms);
    CHECK(decider.datagram(amy_to_bob, 1, Instant{}).dropped_by->id == 1);
    CHECK(delay_of(decider.datagram(amy_to_bob, 500, Instant{10s})) == 500ms);  // long empty again
    std::size_t sent = 0;
    for (auto now = Instant{100s}; now < Instant{160s}; now += 10ms)
        if (!decider.datagram(amy_to_bob, 50, now).dropped_by) sent += 50;
    CHECK(sent >= 60'000);
    CHECK(sent <= 63'000);  // what waits at the end included
}

TEST_CASE("the queues of rates are bounded") {
    auto decider = having({"rate 1kbit"});
    for (int peer = 0; peer < 10'000; ++peer) {
        const auto name = "m" + std::to_string(peer);
        CHECK_FALSE(decider.datagram({name, "bob"}, 100, Instant{}).dropped_by);
    }
}

TEST_CASE("a cut lets nothing through, the nearest of them is named") {
    auto decider = having({"latency 1ms", "isolate cat", "partition a* | b*"});
    REQUIRE(decider.cut(amy_to_bob));
    CHECK(decider.cut(amy_to_bob)->id == 3);
    CHECK(decider.datagram(amy_to_bob, 9, Instant{}).dropped_by->id == 3);
    CHECK(decider.cut({"cat", "dan"})->id == 2);
    CHECK_FALSE(decider.cut({"amy", "ann"}));
    CHECK_FALSE(decider.cut({"", "bob"}));
    auto loss = having({"loss 100% --from amy"});
    CHECK(loss.cut(amy_to_bob));
    CHECK_FALSE(loss.cut(bob_to_amy));
}

TEST_CASE("a stream is delayed and reset, but loses, doubles and mixes up nothing") {
    auto decider = having({"loss 50%", "duplicate 50%", "reorder 50%", "latency 10ms", "rate 8kbit"});
    CHECK(decider.stream(amy_to_bob, 100, Instant{}).delay == 110ms);
    CHECK(decider.stream(amy_to_bob, 10'000, Instant{}).delay == 10'110ms);  // a stream waits as long as it takes
    auto corrupt = having({"corrupt 5%"});
    std::size_t resets = 0;
    for (std::size_t part = 0; part < many; ++part) resets += corrupt.stream(amy_to_bob, 100, Instant{}).reset ? 1 : 0;
    CHECK(plausible(resets, many, 0.05));
}

TEST_CASE("names matter only to faults that name somebody") {
    CHECK_FALSE(having({"loss 5%", "latency 1ms --from *"}).names_matter());
    CHECK(having({"loss 5%", "latency 1ms --from a*"}).names_matter());
    CHECK(having({"isolate *"}).names_matter());
}

TEST_CASE("a fault that stays keeps its queue when others come and go") {
    auto decider = having({"rate 8kbit"});
    CHECK(delay_of(decider.datagram(amy_to_bob, 1000, Instant{})) == 1s);
    decider.set({{1, *parse("rate 8kbit")}, {2, *parse("loss 0%")}});
    CHECK(delay_of(decider.datagram(amy_to_bob, 1000, Instant{})) == 2s);
    decider.set({});
    decider.set({{3, *parse("rate 8kbit")}});
    CHECK(delay_of(decider.datagram(amy_to_bob, 1000, Instant{})) == 1s);
}

}  // namespace watercooler::faults
