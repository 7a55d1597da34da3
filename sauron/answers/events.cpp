#include "answers/events.hpp"

#include <algorithm>
#include <tuple>

#include "json/write.hpp"
#include "message/text.hpp"

namespace watercooler::answers {

using json::EventRecord;

Ref ref_of(const EventRecord& record) { return {record.context.member, record.context.boot, record.event.seq}; }

std::string to_text(const Ref& ref) { return escaped(ref.member) + '#' + std::to_string(ref.seq.value); }

std::string to_json(const Ref& ref) {
    json::Object object;
    object.text("member", ref.member).text("boot", hex_text(ref.boot.value)).number("seq", ref.seq.value);
    return object.done();
}

std::string to_json(const std::vector<Ref>& refs) {
    std::vector<std::string> texts;
    for (const auto& ref : refs) texts.push_back(to_json(ref));
    return json::array(texts);
}

std::int64_t time_of(const EventRecord& record) {
    if (record.context.wall_time) return record.context.wall_time->ns;
    return record.event.protocol_time.time_since_epoch().count();
}

bool comes_before(const EventRecord& a, const EventRecord& b) {
    const auto key = [](const EventRecord& r) {
        return std::tuple{time_of(r), std::string_view{r.context.member}, r.context.boot, r.event.seq};
    };
    return key(a) < key(b);
}

namespace {

template <class T>
bool is(const std::optional<T>& wanted, const T& value) {
    return !wanted || *wanted == value;
}

}  // namespace

bool matches(const Want& want, const EventRecord& record) {
    const auto& event = record.event;
    const auto time = time_of(record);
    const auto kind = want.kinds.empty() || std::ranges::find(want.kinds, event.kind) != want.kinds.end();
    return kind && is(want.member, record.context.member) && is(want.boot, record.context.boot) &&
           is(want.peer, event.peer) && is(want.origin, event.origin) && is(want.key, event.key) &&
           is(want.uuid, event.uuid) && (!want.packet || event.packet == want.packet) &&
           (!want.before || event.seq < *want.before) && (!want.from_ns || time >= *want.from_ns) &&
           (!want.to_ns || time <= *want.to_ns);
}

// ---- in memory ----

std::shared_ptr<const std::vector<EventRecord>> Events::rumor(const Uuid& uuid) {
    return std::make_shared<const std::vector<EventRecord>>(
        find({.uuid = uuid, .newest_first = false, .limit = rumor_events_max}));
}

EventList::EventList(std::vector<EventRecord> records) : records_(std::move(records)) {
    std::ranges::sort(records_, comes_before);
    const auto same = [](const EventRecord& a, const EventRecord& b) { return ref_of(a) == ref_of(b); };
    records_.erase(std::unique(records_.begin(), records_.end(), same), records_.end());
    index();
}

void EventList::index() {
    for (std::size_t at = 0; at < records_.size(); ++at) {
        const auto& [event, context] = records_[at];
        everything_.push_back(at);
        streams_[{context.member, context.boot}].push_back(at);
        by_member_[context.member].push_back(at);
        if (event.uuid != Uuid{}) by_uuid_[event.uuid].push_back(at);
        if (event.packet) by_packet_[*event.packet].push_back(at);
    }
    for (auto& [stream, places] : streams_) {
        std::ranges::sort(places, {}, [&](std::size_t at) { return records_[at].event.seq; });
        const auto again = std::ranges::unique(places, {}, [&](std::size_t at) { return records_[at].event.seq; });
        places.erase(again.begin(), again.end());
        auto& end = ends_[stream];
        const auto& last = records_[places.back()];
        end = std::max(end, std::pair{last.event.seq, time_of(last)});
    }
}

std::optional<EventRecord> EventList::at(const Ref& ref) {
    const auto stream = streams_.find({ref.member, ref.boot});
    if (stream == streams_.end()) return std::nullopt;
    const auto seq_of = [&](std::size_t at) { return records_[at].event.seq; };
    const auto found = std::ranges::lower_bound(stream->second, ref.seq, {}, seq_of);
    if (found == stream->second.end() || seq_of(*found) != ref.seq) return std::nullopt;
    return records_[*found];
}

/// The shortest list that holds all that can match, in the order of the records.
std::span<const std::size_t> EventList::candidates(const Want& want) const {
    const auto of = [](const auto& index, const auto& key) -> std::span<const std::size_t> {
        const auto found = index.find(key);
        if (found == index.end()) return {};
        return found->second;
    };
    if (want.uuid && *want.uuid != Uuid{}) return of(by_uuid_, *want.uuid);
    if (want.packet) return of(by_packet_, *want.packet);
    if (want.member) return of(by_member_, *want.member);
    return everything_;
}

std::vector<EventRecord> EventList::find(const Want& want) {
    auto places = candidates(want);
    const auto time = [&](std::size_t at) { return time_of(records_[at]); };
    auto begin = want.from_ns ? std::ranges::lower_bound(places, *want.from_ns, {}, time) : places.begin();
    const auto end = want.to_ns ? std::ranges::upper_bound(places, *want.to_ns, {}, time) : places.end();
    std::vector<EventRecord> found;
    if (begin >= end) return found;
    const auto look = [&](std::size_t at) {
        if (found.size() < want.limit && matches(want, records_[at])) found.push_back(records_[at]);
        return found.size() < want.limit;
    };
    if (want.newest_first) {
        for (auto row = end; row != begin && look(*(row - 1)); --row) continue;
    } else {
        for (auto row = begin; row != end && look(*row); ++row) continue;
    }
    return found;
}

std::vector<Stream> EventList::streams() {
    std::vector<Stream> result;
    for (const auto& [name, end] : ends_) {
        Stream stream{.member = name.first, .boot = name.second, .first = {}, .last = end.first};
        const auto found = streams_.find(name);
        if (found != streams_.end()) {
            const auto& places = found->second;
            stream.first = records_[places.front()].event.seq;
            stream.first_ns = time_of(records_[places.front()]);
            stream.events = places.size();
            Sequence next = stream.first;
            for (const auto at : places) {
                const auto& event = records_[at].event;
                if (event.seq > next) stream.gaps.emplace_back(next, Sequence{event.seq.value - 1});
                next = Sequence{event.seq.value + 1};
                if (event.kind == EventKind::eye_lost) stream.lost += event.count.value_or(0);
            }
            if (end.first >= next) stream.gaps.emplace_back(next, end.first);
        }
        stream.last_ns = end.second;
        result.push_back(std::move(stream));
    }
    return result;
}

EventList EventList::without(const Ref& ref) const {
    auto kept = records_;
    std::erase_if(kept, [&](const EventRecord& record) { return ref_of(record) == ref; });
    EventList rest;
    rest.ends_ = ends_;
    rest.records_ = std::move(kept);
    rest.index();
    return rest;
}

}  // namespace watercooler::answers
