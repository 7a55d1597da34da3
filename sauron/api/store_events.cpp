#include "api/store_events.hpp"

#include <algorithm>
#include <utility>

#include "journal/journal.hpp"

namespace watercooler::api {

using json::EventRecord;

namespace {

constexpr std::size_t singles_max = 16'384, rumors_max = 64;
constexpr std::size_t page_events = 1000;

answers::Stream stream_of(const store::StreamInfo& info) {
    answers::Stream stream;
    stream.member = info.stream.member;
    stream.boot = info.stream.boot;
    stream.first = info.first;
    stream.last = info.last;
    stream.first_ns = info.first_wall_ns;
    stream.last_ns = info.last_wall_ns;
    stream.events = info.events;
    stream.gaps = info.gaps;
    return stream;
}

filter::Term exactly(filter::Key key, const std::string& text) {
    filter::Term term;
    term.key = key;
    term.values.push_back(filter::pattern_of(text));
    return term;
}

/// All that the store can decide; what it cannot, `matches` does.
store::Query query_of(const answers::Want& want, const std::string& run) {
    store::Query query;
    query.run = run;
    query.member = want.member;
    query.boot = want.boot;
    if (want.before) query.seq_to = Sequence{want.before->value - 1};
    query.from_ns = want.from_ns;
    query.to_ns = want.to_ns;
    query.newest_first = want.newest_first;
    query.limit = std::clamp<std::size_t>(want.limit, 1, page_events);
    if (!want.kinds.empty()) {
        filter::Term term;
        term.key = filter::Key::kind;
        for (const auto kind : want.kinds) {
            term.kinds |= filter::bit(kind);
            term.values.emplace_back(to_text(kind));
        }
        query.filter.terms.push_back(std::move(term));
    }
    if (want.peer) query.filter.terms.push_back(exactly(filter::Key::peer, *want.peer));
    if (want.origin) query.filter.terms.push_back(exactly(filter::Key::origin, *want.origin));
    if (want.key) query.filter.terms.push_back(exactly(filter::Key::key, *want.key));
    if (want.packet) {
        filter::Term term;
        term.key = filter::Key::packet;
        term.numbers.push_back(want.packet->value);
        query.filter.terms.push_back(std::move(term));
    }
    return query;
}

}  // namespace

StoreEvents::StoreEvents(store::Store& store, std::string run)
    : store_(store), run_(std::move(run)), deadline_(std::chrono::steady_clock::now() + patience) {
    auto infos = store_.streams(run_);
    if (!infos) {
        error_ = infos.error();
        return;
    }
    streams_.reserve(infos->size());
    for (const auto& info : *infos) {
        streams_.push_back(stream_of(info));
        lasts_[info.id] = info.last;
    }
    for (std::size_t i = 0; i < streams_.size(); ++i) {
        auto& info = (*infos)[i];
        lives_[{streams_[i].member, streams_[i].boot}] = {info.id, std::move(info.stream.club), std::move(info.about),
                                                          info.last};
    }
}

const std::string& StoreEvents::about(const std::string& member, BootId boot) const {
    static const std::string nothing;
    const auto life = lives_.find({member, boot});
    return life == lives_.end() ? nothing : life->second.about;
}

void StoreEvents::begin_again() {
    rumors_.clear();
    error_.reset();
    deadline_ = std::chrono::steady_clock::now() + patience;
}

std::int64_t StoreEvents::horizon_ns() const {
    std::int64_t latest = 0;
    for (const auto& stream : streams_) latest = std::max(latest, stream.last_ns);
    return latest;
}

bool StoreEvents::known(const store::Position& position) const {
    const auto last = lasts_.find(position.stream);
    return last != lasts_.end() && position.seq <= last->second;
}

std::optional<EventRecord> StoreEvents::at(const answers::Ref& ref) {
    if (const auto found = singles_.find(ref); found != singles_.end()) return found->second;
    if (singles_.size() >= singles_max) singles_.clear();
    return singles_[ref] = read(ref);
}

/// An answer follows causes from event to event: this is asked more often than all else.
std::optional<EventRecord> StoreEvents::read(const answers::Ref& ref) {
    const auto life = lives_.find({ref.member, ref.boot});
    if (life == lives_.end() || ref.seq > life->second.last) return std::nullopt;
    const store::Place place{life->second.id, ref.seq};
    const auto pieces = store_.pieces({&place, 1}, 1);
    if (!pieces) error_ = pieces.error();
    if (!pieces || pieces->empty()) return std::nullopt;
    journal::Stamped stamped;
    for (journal::Reader reader{pieces->front().batches}; reader.next(stamped) && stamped.event.seq <= ref.seq;) {
        if (stamped.event.seq == ref.seq)
            return EventRecord{std::move(stamped.event),
                               {life->second.club, ref.member, ref.boot, json::WallTime{stamped.wall_time_ns}}};
    }
    return std::nullopt;
}

std::shared_ptr<const std::vector<EventRecord>> StoreEvents::rumor(const Uuid& uuid) {
    if (const auto found = rumors_.find(uuid); found != rumors_.end()) return found->second;
    if (rumors_.size() >= rumors_max) rumors_.clear();
    const auto told = store_.rumor(run_, uuid);
    if (!told) error_ = told.error();
    return rumors_[uuid] = told ? known_of(*told) : std::make_shared<const std::vector<EventRecord>>();
}

/// Without a copy where all of them are known and their order is that of answers.
std::shared_ptr<const std::vector<EventRecord>> StoreEvents::known_of(
    const std::shared_ptr<const store::RumorEvents>& told) const {
    const auto& [records, positions] = *told;
    const auto is_known = [this](const store::Position& position) { return known(position); };
    if (std::ranges::all_of(positions, is_known) && std::ranges::is_sorted(records, answers::comes_before))
        return {told, &records};
    const auto some = std::make_shared<std::vector<EventRecord>>();
    for (std::size_t i = 0; i < records.size(); ++i)
        if (known(positions[i])) some->push_back(records[i]);
    std::ranges::sort(*some, answers::comes_before);
    return some;
}

std::vector<EventRecord> StoreEvents::find(const answers::Want& want) {
    if (want.limit == 0 || (want.before && want.before->value == 0)) return {};
    if (!want.uuid || *want.uuid == Uuid{}) return search(query_of(want, run_), want);
    std::vector<EventRecord> found;
    const auto take = [&](const EventRecord& record) {
        if (found.size() < want.limit && answers::matches(want, record)) found.push_back(record);
    };
    const auto all = rumor(*want.uuid);
    want.newest_first ? std::for_each(all->rbegin(), all->rend(), take) : std::for_each(all->begin(), all->end(), take);
    return found;
}

/// Page after page, until there is enough or no more.
std::vector<EventRecord> StoreEvents::search(store::Query query, const answers::Want& want) {
    std::vector<EventRecord> found;
    query.budget = std::chrono::milliseconds{1000};
    while (!error_) {
        auto page = store_.search(query);
        if (!page) {
            error_ = page.error();
            break;
        }
        for (auto& each : page->events)
            if (found.size() < want.limit && known(each.position) && answers::matches(want, each.record))
                found.push_back(std::move(each.record));
        if (!page->next || found.size() >= want.limit) break;
        query.after = page->next;
        if (std::chrono::steady_clock::now() > deadline_)
            error_ = store::Error{"WC-STORE-SLOW", "the answer needs more events than can be looked through in 10 s",
                                  "Ask about a shorter time, or about one member."};
    }
    std::sort(found.begin(), found.end(), [&](const EventRecord& a, const EventRecord& b) {
        return want.newest_first ? answers::comes_before(b, a) : answers::comes_before(a, b);
    });
    return found;
}

}  // namespace watercooler::api
