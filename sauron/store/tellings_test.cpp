#include "store/tellings.hpp"

#include <doctest/doctest.h>

#include <watercooler/uuid.hpp>

using namespace watercooler;
using namespace watercooler::store;

namespace {

const Tellings::Rumor dune{1, make_uuid_v5("Dune")}, emma{1, make_uuid_v5("Emma")}, momo{1, make_uuid_v5("Momo")};
const std::vector<BlockRef> blocks{{7, 1, 400}, {8, 2, 500}};

std::shared_ptr<const RumorEvents> told(std::size_t events, const std::string& value = {}) {
    const auto all = std::make_shared<RumorEvents>();
    all->records.resize(events);
    all->positions.resize(events);
    for (auto& each : all->records) each.event.value = value;
    return all;
}

}  // namespace

TEST_CASE("what a rumor had told is kept for as long as its blocks are the same") {
    Tellings tellings{1'000'000};
    const auto events = told(3);
    tellings.put(dune, blocks, events);
    CHECK(tellings.find(dune, blocks) == events);
    CHECK(tellings.find(emma, blocks) == nullptr);
    CHECK(tellings.find({2, dune.uuid}, blocks) == nullptr);
    CHECK(tellings.find(dune, std::vector<BlockRef>{{7, 1, 400}, {8, 2, 501}}) == nullptr);
    CHECK(tellings.find(dune, std::vector<BlockRef>{{7, 1, 400}}) == nullptr);

    const auto more = told(4);
    const std::vector<BlockRef> grown{{7, 1, 400}, {8, 2, 501}};
    const auto before = tellings.bytes();
    tellings.put(dune, grown, more);
    CHECK(tellings.find(dune, blocks) == nullptr);
    CHECK(tellings.find(dune, grown) == more);
    CHECK(tellings.bytes() > before);
    CHECK(tellings.bytes() < 2 * before);
}

TEST_CASE("however little they had been told, only so many are kept") {
    Tellings tellings{1'000'000};
    std::vector<Uuid> asked;
    for (std::size_t i = 0; i <= Tellings::rumors_max; ++i) {
        asked.push_back(make_uuid_v5("nobody knows " + std::to_string(i)));
        tellings.put({1, asked.back()}, {}, told(0));
    }
    CHECK(tellings.find({1, asked.front()}, {}) == nullptr);
    for (std::size_t i = 1; i < asked.size(); ++i) CHECK(tellings.find({1, asked[i]}, {}) != nullptr);
}

TEST_CASE("what was not asked for longest makes room, long texts count, and what is too large is not kept") {
    Tellings tellings{100'000};
    tellings.put(dune, blocks, told(1, std::string(40'000, 'x')));
    tellings.put(emma, blocks, told(1, std::string(40'000, 'x')));
    CHECK(tellings.find(dune, blocks) != nullptr);

    tellings.put(momo, blocks, told(1, std::string(40'000, 'x')));
    CHECK(tellings.find(emma, blocks) == nullptr);
    CHECK(tellings.find(dune, blocks) != nullptr);
    CHECK(tellings.find(momo, blocks) != nullptr);
    CHECK(tellings.bytes() <= 100'000);

    tellings.put(emma, blocks, told(1, std::string(200'000, 'x')));
    CHECK(tellings.find(emma, blocks) == nullptr);
    CHECK(tellings.find(momo, blocks) != nullptr);
    tellings.put(momo, blocks, told(1, std::string(200'000, 'x')));  // what it was is not true any more
    CHECK(tellings.find(momo, blocks) == nullptr);
}
