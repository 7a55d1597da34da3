#include "core/members.hpp"

#include <algorithm>
#include <watercooler/assert.hpp>

#include "core/hash.hpp"

namespace watercooler::core {
namespace {

std::uint64_t name_hash(std::string_view name) { return Hash{}.text(name).value(); }
std::size_t bucket_of(std::uint64_t hash) { return hash >> 60; }
std::uint64_t row_hash(const Member& member) {
    return Hash{}.text(member.name).number(member.incarnation.value).value();
}

}  // namespace

Address short_form(const Address& address) {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (address.ip_size != 16 || !std::equal(mapped.begin(), mapped.end(), address.ip.begin())) return address;
    Address shortened{.ip = {}, .ip_size = 4, .port = address.port};
    std::copy_n(address.ip.begin() + mapped.size(), 4, shortened.ip.begin());
    return shortened;
}

void Members::keep_books(const Member& member, bool enter) {
    const auto count = [enter](std::size_t& counter) { enter ? ++counter : --counter; };
    count(counts_[static_cast<std::size_t>(member.status)]);
    if (member.living()) {
        auto& sum = sums_[bucket_of(name_hash(member.name))];
        sum = enter ? sum + row_hash(member) : sum - row_hash(member);
        if (member.watercooler) count(living_watercooler_);
    }
    const std::pair<Address, std::string_view> place{short_form(member.address), member.name};
    if (enter) {
        places_.emplace(place, const_cast<Member*>(&member));
    } else {
        places_.erase(place);
    }
    keep_versions(member, enter);
}

void Members::keep_versions(const Member& member, bool enter) {
    auto& row = versions_[member.versions];
    enter ? ++row.known : --row.known;
    if (member.status == Status::alive) enter ? ++row.alive : --row.alive;
    if (row.known == 0) versions_.erase(member.versions);
}

Member& Members::add(Member member, Random& random) {
    auto name = member.name;
    const auto [place, fresh] = table_.emplace(std::move(name), std::move(member));
    WATERCOOLER_ASSERT(fresh);
    auto& added = place->second;
    const auto index = random.below(order_.size() + 1);
    order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(index), &added);
    if (index < next_) ++next_;
    ring_.emplace(RingKey{name_hash(added.name), added.name}, &added);
    enter_books(added);
    return added;
}

void Members::remove(std::string_view name) {
    const auto place = table_.find(name);
    WATERCOOLER_ASSERT(place != table_.end());
    leave_books(place->second);
    ring_.erase(RingKey{name_hash(place->second.name), place->second.name});
    const auto listed = std::find(order_.begin(), order_.end(), &place->second);
    if (static_cast<std::size_t>(listed - order_.begin()) < next_) --next_;
    order_.erase(listed);
    table_.erase(place);
}

Member* Members::find(std::string_view name) {
    const auto place = table_.find(name);
    return place == table_.end() ? nullptr : &place->second;
}

const Member* Members::find(std::string_view name) const {
    const auto place = table_.find(name);
    return place == table_.end() ? nullptr : &place->second;
}

Member* Members::at(const Address& address) {
    const auto where = short_form(address);
    Member* found = nullptr;
    for (auto place = places_.lower_bound({where, {}}); place != places_.end() && place->first.first == where;
         ++place) {
        if (found == nullptr || (!found->living() && place->second->living())) found = place->second;
    }
    return found;
}

Member* Members::next_to_probe(Random& random, bool& wrapped) {
    wrapped = next_ >= order_.size();
    if (!wrapped) return order_[next_++];
    random.shuffle(order_);
    next_ = 0;
    return nullptr;
}

void Members::probe_soon(const Member& member) {
    const auto listed = std::find(order_.begin(), order_.end(), &member);
    const auto front = order_.begin() + static_cast<std::ptrdiff_t>(next_);
    if (listed >= front) {
        std::rotate(front, listed, listed + 1);
    } else {
        std::rotate(listed, listed + 1, front);
        --next_;
    }
}

std::vector<Member*> Members::sample(Random& random, std::size_t count, const Wanted& wanted) {
    std::vector<Member*> found;
    // In a large table a few draws find enough; where few are wanted, or the table is small, look at all of it.
    const auto draws_max = 8 * count + 16;
    for (std::size_t draws = 0; order_.size() > 2 * draws_max && draws < draws_max && found.size() < count; ++draws) {
        auto* drawn = order_[random.below(order_.size())];
        if (wanted(*drawn) && std::find(found.begin(), found.end(), drawn) == found.end()) found.push_back(drawn);
    }
    if (found.size() == count) return found;
    found.clear();
    for (auto* member : order_) {
        if (wanted(*member)) found.push_back(member);
    }
    random.shuffle(found);
    if (found.size() > count) found.resize(count);
    return found;
}

const Member* Members::successor(std::string_view name, const Wanted& wanted) const {
    const auto start = ring_.upper_bound(RingKey{name_hash(name), name});
    for (auto place = start; place != ring_.end(); ++place) {
        if (wanted(*place->second)) return place->second;
    }
    for (auto place = ring_.begin(); place != start; ++place) {
        if (place->second->name != name && wanted(*place->second)) return place->second;
    }
    return nullptr;
}

VersionRange Members::versions_understood() const {
    VersionRange range;
    for (const auto& [versions, count] : versions_) {
        if (versions && count.alive > 0) range.narrow(*versions);
    }
    return range;
}

bool Members::all_speak(const VersionRange& range) const {
    return std::all_of(versions_.begin(), versions_.end(), [&](const auto& row) { return range.allows(row.first); });
}

}  // namespace watercooler::core
