#include "answers/course.hpp"

#include <algorithm>
#include <utility>

namespace watercooler::answers {

using json::EventRecord;

Quantiles Quantiles::of(const std::vector<std::int64_t>& sorted, std::size_t count) {
    Quantiles result;
    for (std::size_t part = 0; part <= parts; ++part) {
        const auto wanted = std::max<std::size_t>(1, (count * part + parts - 1) / parts);
        result.values[part] = wanted <= sorted.size() ? sorted[wanted - 1] : never;
    }
    return result;
}

namespace {

bool by_gossip(const Event& event) { return event.hop.value_or(0) > 0; }

bool is_copy(EventKind kind) {
    constexpr EventKind kinds[] = {EventKind::applied, EventKind::duplicate, EventKind::stale, EventKind::refuted,
                                   EventKind::rejected};
    return std::ranges::find(kinds, kind) != std::end(kinds);
}

Telling telling_of(const EventRecord& record) {
    const auto& event = record.event;
    Telling telling{.cite = ref_of(record), .origin = event.origin, .key = event.key, .value = {}, .from = {}};
    telling.time_ns = time_of(record);
    telling.born = event.kind == EventKind::born;
    telling.version = event.version.value_or(Version{});
    telling.uuid = event.uuid;
    telling.value = event.value.substr(0, Telling::value_bytes_max);
    if (!telling.born) telling.from = event.peer;
    return telling;
}

/// Part by part the median; a value that never came is above all others.
Quantiles medians(const std::vector<const Quantiles*>& all) {
    Quantiles result;
    result.values.fill(Quantiles::never);
    if (all.empty()) return result;
    std::vector<std::int64_t> values(all.size());
    for (std::size_t part = 0; part <= Quantiles::parts; ++part) {
        std::ranges::transform(all, values.begin(), [&](const Quantiles* each) { return each->values[part]; });
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
        std::ranges::nth_element(values, middle);
        result.values[part] = *middle;
    }
    return result;
}

}  // namespace

std::size_t CourseFold::member_of(const std::string& name) {
    const auto [found, fresh] = index_.try_emplace(name, lives_.size());
    if (fresh) lives_.emplace_back();
    return found->second;
}

void CourseFold::take(const EventRecord& record) {
    note(record);
    const auto member = member_of(record.context.member);
    if (lives_[member].take(record) == Lifeline::News::old) return;
    const auto kind = record.event.kind;
    if (is_copy(kind)) count_copy(record);
    if (kind != EventKind::born && kind != EventKind::applied) return;
    if (sums_.tellings.size() < Course::tellings_max) sums_.tellings.push_back(telling_of(record));
    const bool known = by_uuid_.contains(record.event.uuid);
    if (!known && (kind == EventKind::born || !by_gossip(record.event))) return bear(member, record);
    learn(member, record);
}

void CourseFold::note(const EventRecord& record) {
    const auto time = time_of(record);
    if (sums_.events++ == 0) sums_.first_ns = sums_.last_ns = time;
    sums_.last_ns = std::max(sums_.last_ns, time);
    ++sums_.kinds[static_cast<std::size_t>(record.event.kind)];
    if (record.event.kind != EventKind::sent) return;
    sums_.bytes += record.event.bytes.value_or(0);
    sums_.messages.add(time - sums_.first_ns);
}

void CourseFold::count_copy(const EventRecord& record) {
    const auto& event = record.event;
    if (!by_gossip(event)) return;
    const bool news = event.kind == EventKind::applied;
    ++sums_.copies;
    sums_.news += news;
    if (news) {
        const auto hop = std::min<std::size_t>(*event.hop, Course::hops_max);
        if (sums_.hops.size() <= hop) sums_.hops.resize(hop + 1);
        ++sums_.hops[hop];
    }
    const auto update = by_uuid_.find(event.uuid);
    if (update == by_uuid_.end()) return;
    ++updates_[update->second].copies;
    updates_[update->second].news += news;
}

void CourseFold::bear(std::size_t member, const EventRecord& record) {
    const auto& event = record.event;
    const auto entry = entries_.try_emplace({event.origin, event.key}, open_.size());
    if (entry.second) open_.emplace_back();
    pass_over(member, record);
    if (sums_.updates++ == 0) sums_.origin_ns = time_of(record);
    if (updates_.size() >= updates_max || open_bytes_ >= open_bytes_max) return;
    Update update{.born_ns = time_of(record), .entry = entry.first->second, .since = {}};
    update.version = event.version.value_or(Version{});
    update.waiting.resize(lives_.size());
    update.living = 1;
    for (std::size_t at = 0; at < lives_.size(); ++at) {
        update.waiting[at] = at != member && lives_[at].lives(update.born_ns);
        update.living += update.waiting[at];
    }
    if (update.living < 2) return;
    update.since.reserve(update.living);
    update.since.push_back(0);
    open_bytes_ += update.bytes();
    by_uuid_.emplace(event.uuid, updates_.size());
    open_[update.entry].push_back(updates_.size());
    updates_.push_back(std::move(update));
}

void CourseFold::learn(std::size_t member, const EventRecord& record) {
    const auto found = by_uuid_.find(record.event.uuid);
    if (found != by_uuid_.end()) {
        auto& update = updates_[found->second];
        if (member < update.waiting.size() && update.waiting[member]) {
            update.waiting[member] = false;
            if (lives_[member].began_ns <= update.born_ns)
                update.since.push_back(std::max<std::int64_t>(0, time_of(record) - update.born_ns));
            else
                --update.living;  // it has begun anew since
            if (update.lacking() == 0) close(found->second);
        }
    }
    pass_over(member, record);
}

/// Who holds a newer version waits for no older one.
void CourseFold::pass_over(std::size_t member, const EventRecord& record) {
    const auto entry = entries_.find({record.event.origin, record.event.key});
    if (entry == entries_.end()) return;
    const auto version = record.event.version.value_or(Version{});
    const auto older = open_[entry->second];  // a copy: closing takes away
    for (const auto at : older) {
        auto& update = updates_[at];
        if (update.version >= version || member >= update.waiting.size() || !update.waiting[member]) continue;
        update.waiting[member] = false;
        --update.living;
        if (update.lacking() == 0) close(at);
    }
}

void CourseFold::close(std::size_t at) {
    auto& update = updates_[at];
    std::erase(open_[update.entry], at);
    open_bytes_ -= update.bytes();
    update.spread = Quantiles::of(update.since, update.living);
    update.waiting = {};
    update.since = {};
}

Course CourseFold::course() const {
    auto result = sums_;
    result.members = lives_.size();
    std::vector<Quantiles> unfinished;
    unfinished.reserve(updates_.size());
    std::vector<const Quantiles*> spreads;
    std::vector<std::int64_t> copies;
    for (const auto& update : updates_) {
        auto living = update.living;
        for (std::size_t member = 0; member < update.waiting.size(); ++member) {
            const auto& life = lives_[member];
            // Who ended, or has begun anew, before it came is not waited for.
            living -= update.waiting[member] && (life.began_ns > update.born_ns || !life.lives(sums_.last_ns));
        }
        if (living < 2) continue;  // nobody else was there to learn it
        const bool closed = update.waiting.empty();
        result.finished += closed || living == update.since.size();
        if (!closed) unfinished.push_back(Quantiles::of(update.since, living));
        spreads.push_back(closed ? &update.spread : &unfinished.back());
        if (update.news > 0) copies.push_back(static_cast<std::int64_t>(update.copies * 1000 / update.news));
    }
    result.followed = spreads.size();
    result.spread = medians(spreads);
    std::ranges::sort(copies);
    result.copies_each = Quantiles::of(copies, copies.size());
    return result;
}

}  // namespace watercooler::answers
