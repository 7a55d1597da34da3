#include "core/spread.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "core/mesh_fixture.hpp"

namespace watercooler::core {
namespace {

using namespace std::chrono_literals;

double milliseconds(Duration span) { return std::chrono::duration<double, std::milli>(span).count(); }

Mesh::Manners manners(std::size_t members, std::uint64_t seed, std::uint32_t loss_percent = 0) {
    Mesh::Manners result;
    result.members = members;
    result.seed = seed;
    result.loss_percent = loss_percent;
    return result;
}

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
        MESSAGE("seed ", seed, ": ", milliseconds(took), " ms, ", copies, " copies per member (", totals.copies_pushed,
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

}  // namespace watercooler::core
