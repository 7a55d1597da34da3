#include "made_up_batches.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "journal/frames.hpp"

namespace watercooler::bench {
namespace {

constexpr std::size_t fixed_bytes = 7;  // version, bytes, count: see lib/journal
constexpr std::size_t told_each = 3;    // every member tells so many others

void append_number(Buffer& to, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) to.push_back(static_cast<std::uint8_t>(number | 0x80));
    to.push_back(static_cast<std::uint8_t>(number));
}
std::size_t number_end(const Buffer& bytes, std::size_t at) {
    while ((bytes[at] & 0x80) != 0) ++at;
    return at + 1;
}

/// Where each uuid stands as a new text; later ones refer to it.
std::vector<std::size_t> places_of_uuids(const Buffer& body, const std::vector<journal::Stamped>& events) {
    std::set<Uuid> uuids;
    for (const auto& each : events)
        if (each.event.uuid != Uuid{}) uuids.insert(each.event.uuid);
    std::vector<std::size_t> places;
    for (const auto& uuid : uuids) {
        std::vector<std::uint8_t> text{2 * 16};
        text.insert(text.end(), uuid.bytes.begin(), uuid.bytes.end());
        const auto found = std::search(body.begin(), body.end(), text.begin(), text.end());
        if (found != body.end()) places.push_back(static_cast<std::size_t>(found - body.begin()) + 1);
    }
    return places;
}

/// Another uuid for every other time.
void vary(std::uint8_t* uuid, std::uint64_t time) {
    for (std::size_t i = 0; i < 4; ++i) uuid[10 + i] ^= static_cast<std::uint8_t>(time >> (8 * i));
}

PacketHash packet_between(std::size_t teller, std::size_t told) {
    return PacketHash{(teller * 1'000'003 + told) * 0x9e3779b97f4a7c15};
}

}  // namespace

MadeUpBatches::MadeUpBatches(int members) : club_{1, members} {
    for (std::uint64_t round = 0; round < rounds; ++round)
        for (int member = 0; member < members; ++member) batches_.push_back(make(member, false));
    for (int member = 0; member < members; ++member) news_.push_back(make(member, true));
}

Uuid MadeUpBatches::news(std::uint64_t which) {
    auto uuid = make_uuid_v5("everybody's");
    vary(uuid.bytes.data(), which);
    return uuid;
}

MadeUpBatches::Batch MadeUpBatches::make(int member, bool with_news) {
    auto events = club_.next(member, events_per_batch);
    for (std::uint32_t i = 0; i < events_per_batch; ++i) {
        auto& [event, wall_ns] = events[i];
        event.seq = {i + 1};
        wall_ns = i * step_ns;
        event.protocol_time = Instant{std::chrono::nanoseconds{wall_ns}};
        event.cause = {event.cause.value != 0 && i > 3 ? event.seq.value - 3 : 0};
    }
    if (with_news) tell_news(member, events);
    const auto bytes = journal::encode(events);
    auto at = fixed_bytes;
    for (int numbers = 0; numbers < 3; ++numbers) at = number_end(bytes, at);  // first, wall, protocol
    Batch batch{{bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end()}, {}};
    batch.uuids = places_of_uuids(batch.body, events);
    return batch;
}

/// A member's part in the tree of the news: it hears of it, twice too often, tells others, and announces it.
void MadeUpBatches::tell_news(int member, std::vector<journal::Stamped>& events) const {
    const auto self = static_cast<std::size_t>(member), count = static_cast<std::size_t>(members());
    std::uint32_t hop = 0;
    for (auto at = self; at != 0; at = (at - 1) / told_each) ++hop;
    std::size_t next = 20 + 20 * hop;  // a level of the tree later, 100 ms later
    const auto add = [&](EventKind kind, std::size_t peer) -> Event& {
        auto& event = events[next++].event;
        Event fresh;
        fresh.seq = event.seq;
        fresh.protocol_time = event.protocol_time;
        fresh.kind = kind;
        if (peer != self) fresh.peer = stream(static_cast<int>(peer)).member;
        fresh.uuid = news();
        event = fresh;
        return event;
    };
    const auto about = [&](Event& event, Sequence cause) {
        event.origin = stream(0).member;
        event.key = "book";
        event.version = Version{7};
        event.hop = hop;
        event.cause = cause;
    };
    const auto carried = [&](EventKind kind, std::size_t peer, PacketHash packet) -> Event& {
        auto& event = add(kind, peer);
        event.bytes = 180;
        event.packet = packet;
        event.reason = "rumor";
        return event;
    };
    const auto parent = self == 0 ? 0 : (self - 1) / told_each;
    const auto received =
        self == 0 ? Sequence{} : carried(EventKind::received, parent, packet_between(parent, self)).seq;
    auto& knows = add(self == 0 ? EventKind::born : EventKind::applied, parent);
    about(knows, received);
    knows.value = "Emma";
    const auto known = knows.seq;
    for (auto child = told_each * self + 1; child <= told_each * (self + 1) && child < count; ++child)
        carried(EventKind::sent, child, packet_between(self, child)).cause = known;
    for (std::size_t again = 1; again <= 2 && self != 0; ++again) {
        const auto teller = (self + again * 7) % count;
        const auto copy = carried(EventKind::received, teller, packet_between(teller + count, self)).seq;
        about(add(EventKind::duplicate, teller), copy);
    }
    about(add(EventKind::announced, (self + 1) % count), known);
}

void MadeUpBatches::append_frame(Buffer& to, int member, std::uint64_t round, std::int64_t wall_ns) const {
    const auto at = static_cast<std::size_t>(member);
    const auto& batch = is_news(round) ? news_[at] : batches_[round % rounds * news_.size() + at];
    const Sequence first{round * events_per_batch + 1};
    Buffer bytes{journal::batch_version, 0, 0, 0, 0, events_per_batch >> 8, events_per_batch & 0xff};
    append_number(bytes, first.value);
    append_number(bytes, static_cast<std::uint64_t>(wall_ns) << 1);
    append_number(bytes, static_cast<std::uint64_t>(round) * span_ns << 1);
    const auto body = bytes.size();
    bytes.insert(bytes.end(), batch.body.begin(), batch.body.end());
    for (int i = 0; i < 4; ++i)
        bytes[1 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(bytes.size() >> (24 - 8 * i));
    const auto time = is_news(round) ? round - first_news_round : round / rounds;
    for (const auto place : batch.uuids) vary(bytes.data() + body + place, time);
    journal::append_batch(to, first, bytes);
}

}  // namespace watercooler::bench
