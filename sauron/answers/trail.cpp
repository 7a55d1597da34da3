#include "answers/trail.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace watercooler::answers {

using json::EventRecord;

Trail::Trail(Events& events) : events_(events), streams_(events.streams()) {
    // To be found by name: an answer asks of every member.
    std::ranges::sort(streams_, {}, [](const Stream& each) { return std::tie(each.member, each.first_ns, each.boot); });
}

std::span<const Stream> Trail::lives_of(std::string_view member) const {
    return std::ranges::equal_range(streams_, member, {},
                                    [](const Stream& each) -> std::string_view { return each.member; });
}

const Stream* Trail::stream(std::string_view member, BootId boot) const {
    for (const auto& stream : lives_of(member)) {
        if (stream.boot == boot) return &stream;
    }
    return nullptr;
}

const Stream* Trail::life(std::string_view member, std::int64_t at_ns) const {
    const Stream* latest = nullptr;
    for (const auto& stream : lives_of(member)) {
        if (stream.first_ns > at_ns) continue;
        if (latest == nullptr || stream.first_ns > latest->first_ns) latest = &stream;
    }
    return latest;
}

std::vector<std::string> Trail::members() const {
    std::set<std::string> names;
    for (const auto& stream : streams_) names.insert(stream.member);
    return {names.begin(), names.end()};
}

std::int64_t Trail::horizon_ns() const {
    std::int64_t horizon = INT64_MIN;
    for (const auto& stream : streams_) horizon = std::max(horizon, stream.last_ns);
    return horizon;
}

Sequence Trail::end_of(const Stream& stream, std::int64_t at_ns) {
    const Sequence end{stream.last.value + 1};
    if (stream.last_ns <= at_ns) return end;
    const auto later = events_.find(
        {.member = stream.member, .boot = stream.boot, .from_ns = at_ns + 1, .newest_first = false, .limit = 1});
    return later.empty() ? end : later.front().event.seq;
}

/// The first event between the two, both excluded, that is missing.
std::optional<Ref> Trail::hole(const Stream& stream, Sequence after, Sequence before) const {
    if (after < Sequence{1} && stream.first > Sequence{1}) return Ref{stream.member, stream.boot, Sequence{1}};
    for (const auto& [first, last] : stream.gaps) {
        if (last > after && first < before) {
            return Ref{stream.member, stream.boot, std::max(first, Sequence{after.value + 1})};
        }
    }
    return std::nullopt;
}

/// Where nothing at all is missing, nobody need find out how far it had come by then.
std::optional<Ref> Trail::hole_until(const Stream& stream, Sequence after, std::int64_t at_ns) {
    const Sequence end{stream.last.value + 1};
    return hole(stream, after, end) ? hole(stream, after, end_of(stream, at_ns)) : std::nullopt;
}

Look Trail::latest(const Stream& stream, Want want, Sequence before) {
    want.member = stream.member;
    want.boot = stream.boot;
    want.before = before;
    want.newest_first = true;
    want.limit = 1;
    const auto found = events_.find(want);
    const auto after = found.empty() ? Sequence{} : found.front().event.seq;
    if (auto missing = hole(stream, after, before)) return {std::nullopt, missing};
    if (found.empty()) return {};
    return {found.front(), std::nullopt};
}

Span Trail::between(const Stream& stream, Want want, Sequence after, Sequence before) {
    want.member = stream.member;
    want.boot = stream.boot;
    want.before = before;
    want.newest_first = true;
    want.limit = 64;
    Span span{events_.find(want), hole(stream, after, before)};
    std::erase_if(span.found, [&](const EventRecord& record) { return record.event.seq <= after; });
    std::ranges::reverse(span.found);
    return span;
}

/// The same bytes may have gone to others, or to the same member before: it is the latest that went there by then.
Look Trail::sent_for(const EventRecord& received) {
    if (!received.event.packet) return {};
    Want want{.kinds = {EventKind::sent}, .packet = received.event.packet, .limit = 64};
    if (life(received.event.peer, time_of(received)) != nullptr) want.member = received.event.peer;
    want.to_ns = time_of(received);
    const auto& to = received.context.member;
    const auto went_here = [&](const EventRecord& sent) {
        return sent.event.peer == to || sent.event.peer.find(':') != std::string::npos;
    };
    // Nearly all come within seconds; what was held in a freeze is looked for in all that is known.
    constexpr std::int64_t near_ns = 10'000'000'000;
    want.from_ns = *want.to_ns - near_ns;
    auto sends = events_.find(want);
    if (std::ranges::none_of(sends, went_here)) {
        want.from_ns.reset();
        sends = events_.find(want);
    }
    const auto found = std::ranges::find_if(sends, went_here);
    if (found == sends.end()) {
        const auto* sender = want.member ? life(*want.member, time_of(received)) : nullptr;
        if (sender == nullptr) return {};
        return {std::nullopt, hole_until(*sender, Sequence{}, time_of(received))};
    }
    const auto& sender = *stream(found->context.member, found->context.boot);
    if (auto missing = hole_until(sender, found->event.seq, time_of(received))) return {{}, missing};
    return {*found, std::nullopt};
}

Look Trail::cause_of(const EventRecord& record) {
    if (record.event.cause == Sequence{}) return {};
    const Ref cause{record.context.member, record.context.boot, record.event.cause};
    auto found = events_.at(cause);
    if (!found) return {std::nullopt, cause};
    return {std::move(found), std::nullopt};
}

}  // namespace watercooler::answers
