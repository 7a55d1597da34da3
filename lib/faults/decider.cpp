#include "faults/decider.hpp"

#include <algorithm>
#include <utility>

namespace watercooler::faults {
namespace {

bool for_everybody(const Fault& fault) {
    if (fault.kind >= Kind::partition) return false;
    const auto all = [](const Globs& globs) { return globs.empty() || matches(globs, ""); };
    return all(fault.from) && all(fault.to);
}

}  // namespace

void Decider::set(std::vector<Active> faults) {
    faults_ = std::move(faults);
    std::erase_if(faults_, [](const Active& active) { return is_nothing(active.fault); });
    std::erase_if(free_at_, [&](const auto& queue) {
        return std::ranges::none_of(faults_, [&](const Active& each) { return each.id == std::get<0>(queue.first); });
    });
}

bool Decider::names_matter() const {
    return std::ranges::any_of(faults_, [](const Active& each) { return !for_everybody(each.fault); });
}

const Active* Decider::cut(const Link& link) const {
    for (const auto& active : faults_)
        if (cuts(active.fault) && applies(active.fault, link.from, link.to)) return &active;
    return nullptr;
}

Verdict Decider::datagram(const Link& link, std::size_t bytes, Instant now) {
    if (const auto* by = cut(link)) return {by, {}};
    Verdict verdict;
    verdict.deliveries.resize(1);
    for (const auto& active : faults_) {
        const auto& fault = active.fault;
        if (!applies(fault, link.from, link.to)) continue;
        if (fault.kind == Kind::loss && luck_.happens(fault.chance)) return {&active, {}};
        if (fault.kind == Kind::duplicate && verdict.deliveries.size() < 2 && luck_.happens(fault.chance))
            verdict.deliveries.push_back(verdict.deliveries.front());
        bool dropped = false;
        const auto waits =
            fault.kind == Kind::rate ? queue(active, link, bytes, now, rate_wait_max, dropped) : Duration{};
        if (dropped) return {&active, {}};
        for (auto& delivery : verdict.deliveries) {
            delivery.delay += waits;
            if (fault.kind == Kind::latency) delivery.delay += latency(fault);
            if (fault.kind == Kind::reorder && luck_.happens(fault.chance))
                delivery.delay +=
                    reorder_min + Duration{static_cast<std::int64_t>(luck_.below(
                                      static_cast<std::uint64_t>((reorder_max - reorder_min).count()) + 1))};
            if (fault.kind == Kind::corrupt && bytes > 0 && luck_.happens(fault.chance))
                delivery.flip = luck_.below(bytes * 8);
        }
    }
    return verdict;
}

StreamVerdict Decider::stream(const Link& link, std::size_t bytes, Instant now) {
    StreamVerdict verdict;
    for (const auto& active : faults_) {
        const auto& fault = active.fault;
        if (!applies(fault, link.from, link.to)) continue;
        bool dropped = false;
        if (fault.kind == Kind::latency) verdict.delay += latency(fault);
        if (fault.kind == Kind::rate) verdict.delay += queue(active, link, bytes, now, Duration::max(), dropped);
        if (fault.kind == Kind::corrupt && luck_.happens(fault.chance)) verdict.reset = true;
    }
    return verdict;
}

/// Evenly in [latency - jitter, latency + jitter].
Duration Decider::latency(const Fault& fault) {
    if (fault.jitter == Duration{}) return fault.latency;
    const auto width = 2 * static_cast<std::uint64_t>(fault.jitter.count()) + 1;
    return fault.latency - fault.jitter + Duration{static_cast<std::int64_t>(luck_.below(width))};
}

/// How long these bytes are on their way over a link of this rate, behind those that came before.
Duration Decider::queue(const Active& active, const Link& link, std::size_t bytes, Instant now, Duration wait_max,
                        bool& dropped) {
    Queue key{active.id, link.from, link.to};
    if (!free_at_.contains(key) && free_at_.size() >= queues_max) {
        std::erase_if(free_at_, [&](const auto& each) { return each.second <= now; });
        if (free_at_.size() >= queues_max) free_at_.clear();
    }
    auto& free_at = free_at_[std::move(key)];
    const auto begin = std::max(now, free_at);
    if (begin - now > wait_max) {
        dropped = true;
        return {};
    }
    const auto bits = static_cast<std::uint64_t>(bytes) * 8;
    free_at = begin + Duration{static_cast<std::int64_t>(bits * 1'000'000'000 / active.fault.bits_per_second)};
    return free_at - now;
}

}  // namespace watercooler::faults
